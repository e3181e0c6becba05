/**
 * The whole run: read what is wanted and by what it is judged, observe the CAs, decide, judge. It writes nothing.
 *
 * `lib/run` is the application: it puts the other rooms together, as functions with plain arguments, for the command line, the CDKTF
 * construct and callers of the package. The clock, the streams and the embedded CA are handed in (`context.ts`).
 */
import type { Config } from "../config/config";
import { DEFAULT_DNS } from "../config/dns";
import type { LoadedConfig } from "../config/load";
import type { Change } from "../core/change";
import type { Diagnostic } from "../core/diagnostic";
import { assembleJudgedPlan } from "../core/finding";
import type { Enforcement, JudgedPlan } from "../core/finding";
import type { DesiredDomain } from "../core/desired";
import { assemblePlan } from "../core/plan";
import { reconcile } from "../core/reconcile";
import type { Tables } from "../core/tables";
import type { ObservedProvider } from "../core/reconcile";
import type { Selection } from "../core/selection";
import { wholeSecond } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Comparison } from "../core/changed-parts";
import { asOfProblem } from "../policy/as-of";
import { evaluateInSteps } from "../policy/evaluate";
import type { Rule } from "../policy/rule";
import { readTables } from "../policy/tables";
import type { CompareWith } from "./changed-since";
import { checkpoint, inSteps } from "./checkpoint";
import { loadRunConfig } from "./config-file";
import { hasErrors, withExcerpts } from "./diagnostics";
import { longWindows } from "./long-windows";
import type { RunContext } from "./context";
import { narrow } from "./narrow";
import { PACKAGE_ROOT, TABLES_DIRECTORY } from "./package-root";
import type { StateUse } from "./observe-with-state";
import type { Prepared } from "./prepared";
import type { Progress } from "./progress";
import { loadReferences, tablesOf } from "./references";
import type { StateOptions } from "./state-options";
import { UserError } from "./user-error";

export interface RunOptions {
  /** The configuration file, relative to the host's directory or absolute. */
  readonly configPath: string;
  /** The instant for which everything is judged; null: the present. */
  readonly asOf: EpochMs | null;
  /** Replaces the revalidation window of every domain; null: as the file says. */
  readonly windowDays: number | null;
  /** Replaces the enforcement of the file; null: as the file says. */
  readonly enforcement: Enforcement | null;
  /** Ask for every validation date, also where none can change a decision: what is compared later must not depend on that. */
  readonly everyDate: boolean;
  /** Longest time for observing all CAs. */
  readonly deadlineMs: number;
  /** The state file; null: everything is asked, and nothing is kept. */
  readonly state: StateOptions | null;
  /** What the findings are compared with; null for nothing. */
  readonly compareWith: CompareWith | null;
  /** True: ask DNS, also where the file does not say so; `never`: also not where it does. */
  readonly asksDns?: boolean | "never";
  readonly selection: Selection;
}

export interface RunResult {
  /** Null when the configuration has errors. */
  readonly judged: JudgedPlan | null;
  /** The name of the estate, also where the file has errors elsewhere; null where it has none. */
  readonly estate: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** `whenRead` is called with what was read, before any CA is asked; it may throw to end the run. */
export async function run(
  options: RunOptions,
  host: RunContext,
  progress: Progress,
  whenRead: (read: Pick<ReadResult, "prepared" | "files">) => Promise<void> | void = () => undefined,
): Promise<RunResult> {
  const { prepared, diagnostics, files, estate } = await prepare(options, host);
  await whenRead({ prepared, files });
  return { judged: prepared === null ? null : await judge(prepared, options, host, progress), diagnostics, estate };
}

interface ReadResult {
  /** Null when the files have errors. */
  readonly prepared: Prepared | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The files of the user that were read, absolute: the configuration, what it includes, and rules or their folders. */
  readonly files: readonly string[];
  readonly estate: string | null;
}

/** Reads what is wanted and by what it is judged. Throws a `UserError` where the rules cannot judge the date asked for. */
export async function prepare(options: RunOptions, host: RunContext): Promise<ReadResult> {
  const now = host.now();
  const loaded = await loadRunConfig(options.configPath, host, "domains");
  const [{ rules, diagnostics: ofRules }, { tables: published, diagnostics: ofTables }] = await Promise.all([
    loadReferences(loaded, host.cwd),
    readTables(TABLES_DIRECTORY, PACKAGE_ROOT),
  ]);
  const diagnostics = [...ofRules, ...ofTables];
  const estate = loaded.mentioned?.estate ?? null;
  const files = [
    ...loaded.files.flatMap(({ path }) => path ?? []),
    ...(loaded.mentioned?.policies.paths ?? []).map(({ path }) => path),
  ];
  if (loaded.config === null || published === null || hasErrors(diagnostics))
    return { prepared: null, diagnostics, files, estate };
  const { config } = loaded;
  const levels = new Map(config.policies.levels.map(({ rule, level }) => [rule, level]));
  const tables = tablesOf(config, published);
  const asOf = options.asOf ?? wholeSecond(now); // the present, to the second
  const problem = asOfProblem(rules, levels, asOf, now);
  if (problem !== null) throw new UserError(problem);
  const comparison = await compare(options, loaded, rules, host);
  const prepared = { ...narrow(config, options, comparison), rules, levels, tables, asOf, comparison };
  const ofWindows = withExcerpts(longWindows(domainsOf(prepared, options), tables, asOf), loaded.excerptAt);
  return { prepared, diagnostics: [...diagnostics, ...ofWindows], files, estate };
}

/** Nothing else needs Git. */
async function compare(
  { compareWith }: RunOptions,
  { config, files }: LoadedConfig,
  rules: readonly Rule[],
  host: RunContext,
): Promise<Comparison | null> {
  if (compareWith === null || config === null) return null;
  const { compareSince } = await import("./changed-since");
  return compareSince(compareWith, files, config, rules, host);
}

/** Observes the CAs, decides and judges. */
export async function judge(
  prepared: Prepared,
  options: RunOptions,
  host: RunContext,
  progress: Progress,
): Promise<JudgedPlan> {
  const { config, rules, levels, tables, asOf, comparison } = prepared;
  const domains = domainsOf(prepared, options);
  const { observed, use } = await observe(prepared, domains, options, host, progress);
  await checkpoint(host);
  const changes = reconcile(domains, observed, tables, asOf);
  const plan = assemblePlan(
    await askDns(changes, config, tables, asOf, options, host),
    observed,
    asOf,
    prepared.partial,
  );
  await checkpoint(host);
  const {
    findings,
    results,
    changes: ofChanges,
  } = await inSteps(evaluateInSteps(rules, levels, plan, tables, config.waivers), host);
  return assembleJudgedPlan(plan, {
    estate: config.estate,
    findings,
    rules: results,
    changes: ofChanges,
    enforcement: options.enforcement ?? config.policies.enforcement,
    reusePeriods: tables.reusePeriods,
    comparison,
    state: use === null ? null : (await import("./plan-state")).planStateOf(use, plan.changes),
  });
}

/** Loads the HTTP client, which a broken file need not wait for. */
async function observe(
  prepared: Prepared,
  domains: readonly DesiredDomain[],
  options: RunOptions,
  host: RunContext,
  progress: Progress,
): Promise<{ readonly observed: readonly ObservedProvider[]; readonly use: StateUse | null }> {
  const how = { ...options, asOf: prepared.asOf };
  if (options.state !== null) {
    const { observeWithState } = await import("./observe-with-state");
    return observeWithState(options.state, prepared, domains, how, host, progress);
  }
  if (prepared.partial !== null) {
    const { readSelected } = await import("./observe-selected");
    const readings = await readSelected(prepared, domains, new Map(), how, host, progress);
    return { observed: readings.map(({ observed }) => observed), use: null };
  }
  const { observeAll, WHOLE_SHARE } = await import("./observe");
  const readings = await observeAll(prepared.config, domains, prepared.tables, how, WHOLE_SHARE, host, progress);
  return { observed: readings.map(({ observed }) => observed), use: null };
}

/** The declared domains, with the window that the command line gives. */
export function domainsOf({ config }: Prepared, { windowDays }: Pick<RunOptions, "windowDays">): Config["domains"] {
  if (windowDays === null) return config.domains;
  return config.domains.map((domain) => ({ ...domain, revalidateWithinDays: windowDays }));
}

/** Longest time for asking DNS about a whole estate. */
const DNS_DEADLINE_MS = 60_000;

/** Without a wish to ask DNS, its client is not even loaded. */
async function askDns(
  changes: readonly Change[],
  { dns }: Config,
  tables: Tables,
  asOf: EpochMs,
  { asksDns, deadlineMs }: RunOptions,
  host: RunContext,
): Promise<readonly Change[]> {
  if (asksDns === "never") return changes;
  const settings = dns ?? (asksDns === true ? DEFAULT_DNS : null);
  if (settings === null) return changes;
  const { withEvidence } = await import("./dns");
  return withEvidence(changes, tables, asOf, settings, host, Math.min(deadlineMs, DNS_DEADLINE_MS));
}
