/**
 * `dcv import`: reads what the CAs list and adds to a file what no file of the estate declares. What stands in the file already stays
 * as it is, byte for byte. Nothing is added where a CA could not be read to its end: what is missing then is not known.
 */
import { readFile, stat } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { canBeAcknowledged } from "../config/acknowledged";
import type { Config } from "../config/config";
import { matchesPath } from "../config/glob";
import type { LoadedConfig } from "../config/load";
import { MAX_WAIVER_DAYS } from "../config/policies";
import { barePublicSuffix } from "../config/public-suffix";
import { withoutReferences } from "../config/substitute";
import { addressOf } from "../core/desired";
import type { Diagnostic } from "../core/diagnostic";
import { asList, asMapping, asNumber, asText } from "../core/loose-values";
import type { Written } from "../core/loose-values";
import type { ListedRow } from "../core/observation";
import { isWildcard } from "../core/domain-name";
import { counted, printable } from "../core/printable";
import { compareText } from "../core/order";
import { moduleOf } from "../core/provider-module";
import { DAY_MS, formatDay } from "../core/time";
import { waiverCovers } from "../core/waiver";
import { parseDocument } from "../document/document";
import { insertItems } from "../document/insert-items";
import type { NewItem } from "../document/insert-items";
import { linesOf } from "../document/lines";
import { displayName, readTextFile } from "../document/read";
import { unifiedDiff } from "../document/unified-diff";
import { loadRunConfig } from "./config-file";
import type { RunContext } from "./context";
import { missingEntries } from "./import-entries";
import type { LiveName } from "./import-entries";
import { observeOne } from "./observe";
import { openProviders } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Progress } from "./progress";
import { UserError } from "./user-error";

export interface ImportOptions {
  readonly configPath: string;
  /** The name of the provider to read; null: all of the file. */
  readonly provider: string | null;
  /** The file that gets the entries, relative to the working directory; null: the configuration. */
  readonly outputPath: string | null;
  readonly deadlineMs: number;
}

export interface Import {
  readonly diagnostics: readonly Diagnostic[];
  /** What there is to say of the CAs, a sentence each. */
  readonly warnings: readonly string[];
  /** Why nothing can be added, a sentence each. */
  readonly problems: readonly string[];
  /** Null where there are errors. */
  readonly merged: Merged | null;
}

export interface Merged {
  /** Absolute. */
  readonly path: string;
  /** As messages show it. */
  readonly file: string;
  /** The bytes of the file as they are; null where it does not exist. */
  readonly before: Buffer | null;
  /** The bytes as they should be. */
  readonly after: Buffer;
  /** Empty where nothing is to be added. */
  readonly diff: string;
  /** How many entries are added for each provider. */
  readonly counts: ReadonlyMap<string, number>;
  /** How many names are waived or acknowledged, since no file may declare them. */
  readonly accepted: number;
  /** Names that can be neither declared nor waived, a sentence each. */
  readonly refused: readonly string[];
  /** How many domains are declared then. */
  readonly declared: number;
  /** The pattern that `include` of the configuration lacks; null where the file is read. */
  readonly toInclude: string | null;
}

/** Reads the files and the CAs, and makes the new text. Writes nothing. */
export async function prepareImport(options: ImportOptions, host: RunContext, progress: Progress): Promise<Import> {
  if (options.configPath === "-") throw new UserError("import adds to a file, so name one: --config domains.yaml");
  const loaded = await loadRunConfig(options.configPath, host, "providers");
  const { config, diagnostics } = loaded;
  if (config === null) return { diagnostics, warnings: [], problems: [], merged: null };
  const target = await readTarget(options, loaded, host);
  const chosen = chooseProviders(config, options.provider);
  const seen = await readLive(chosen, config, options.deadlineMs, host, progress);
  const { warnings, problems, live, unreadable } = seen;
  if (problems.length > 0) return { diagnostics, warnings, problems, merged: null };
  const merged = merge(live, unreadable, target, config, host.now());
  await requireLoadable(merged, options.configPath, config, host);
  return { diagnostics, warnings, problems: [], merged };
}

/**
 * What reads the file afterwards must accept the new text, and find in it what was there and what is new.
 * @throws UserError where it does not; nothing is written then
 */
async function requireLoadable(merged: Merged, configPath: string, before: Config, host: RunContext): Promise<void> {
  if (merged.diff === "") return;
  const { path, file, after, declared, accepted } = merged;
  const text = after.toString("utf8").replace(/^\ufeff/, "");
  const { config, diagnostics } = await loadRunConfig(configPath, host, "providers", { path, text });
  const acceptedIn = (one: Config): number => one.waivers.length + one.acknowledged.length;
  if (config?.domains.length === declared && acceptedIn(config) === acceptedIn(before) + accepted) return;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const each = errors.map(({ place, message }) => `\n${place.file}:${place.line}:${place.column}: ${message}`);
  throw new UserError(`${file}: the file with the new entries would be refused, so nothing is written${each.join("")}`);
}

function chooseProviders(config: Config, name: string | null): Config["providers"] {
  if (name === null) return config.providers;
  const chosen = config.providers.filter(({ settings }) => settings.name === name);
  if (chosen.length > 0) return chosen;
  const known = config.providers.map(({ settings }) => settings.name).join(", ");
  throw new UserError(`there is no provider ${JSON.stringify(name)} (declared are ${known})`);
}

interface Live {
  readonly live: readonly LiveName[];
  readonly unreadable: readonly UnreadableName[];
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

/** A text in the place of a name, secrets masked. */
interface UnreadableName {
  readonly name: string;
  readonly provider: string;
}

async function readLive(
  providers: Config["providers"],
  config: Config,
  deadlineMs: number,
  host: RunContext,
  progress: Progress,
): Promise<Live> {
  const opened = await openProviders(providers, host, progress, deadlineMs);
  try {
    const declared = new Set(config.domains.map(({ provider, name }) => addressOf(provider, name)));
    const all = await Promise.all(
      opened.providers.map((provider) => readOne(provider, declared, host, opened.signal, progress)),
    );
    return {
      live: all.flatMap((one) => one.live),
      unreadable: all.flatMap((one) => one.unreadable),
      warnings: all.flatMap((one) => one.warnings),
      problems: all.flatMap((one) => one.problems),
    };
  } finally {
    progress.clear();
    await opened.close();
  }
}

/** A name that is declared is not asked about. */
async function readOne(
  provider: OpenProvider,
  declared: ReadonlySet<string>,
  host: RunContext,
  signal: AbortSignal,
  progress: Pick<Progress, "seen">,
): Promise<Live> {
  const rows = new Map<string, ListedRow>();
  const unreadable: UnreadableName[] = [];
  const undeclaredOnly: OpenProvider = {
    ...provider,
    async *list(request, inner) {
      for await (const batch of provider.list(request, inner)) {
        const missing = batch.rows.filter(({ domain }) => !declared.has(addressOf(provider.name, domain)));
        for (const row of missing) rows.set(row.domain, row);
        for (const { name } of batch.unreadable) unreadable.push({ name, provider: provider.name });
        yield { ...batch, rows: missing, unreadable: [] };
      }
    },
  };
  const asOf = host.now();
  const question = {
    ...{ desired: [], limitsOf: () => [], everyDate: false, known: new Map() },
    ...{ asOf, filter: null, acknowledged: [] },
  };
  const { observed } = await observeOne(undeclaredOnly, question, null, signal, progress);
  const { error, warnings, observations } = observed;
  const { entryKey } = moduleOf(host.modules, provider.type);
  const live: LiveName[] = [];
  const problems = error === null ? [] : [error];
  let absent = 0;
  for (const { domain, ...observation } of observations.values()) {
    if (observation.kind === "absent") {
      absent += 1;
      continue;
    }
    if (observation.kind === "unknown" && observation.reason === "provider_unreachable") {
      problems.push(`${addressOf(provider.name, domain)}: ${observation.detail}`);
    }
    const method = observation.record?.method ?? null;
    live.push({ domain, provider: provider.name, method, keys: keysOf(rows.get(domain), entryKey) });
  }
  const without = `${provider.name}: ${counted(absent, "name")} of its certificates without a validation, not added`;
  return { live, unreadable, warnings: absent === 0 ? warnings : [...warnings, without], problems };
}

/** Where several entries of the CA list the name, none of them alone tells its state: then all are asked. */
function keysOf(row: ListedRow | undefined, entryKey: string | undefined): LiveName["keys"] {
  const entries = new Set(row?.listedAs.map(({ entry }) => entry) ?? []);
  const [only = null] = entries;
  return entryKey === undefined || entries.size !== 1 || only === null ? {} : { [entryKey]: only };
}

/** The file that gets the entries, as it is now. */
interface Target {
  readonly path: string;
  readonly file: string;
  readonly bytes: Buffer | null;
  readonly text: string;
  readonly value: Written;
  readonly root: Written;
  readonly toInclude: string | null;
  readonly isShown: (line: number) => boolean;
}

/** @throws UserError for a file that the estate does not read, or that cannot be read */
async function readTarget(options: ImportOptions, { files }: LoadedConfig, { cwd }: RunContext): Promise<Target> {
  const configPath = resolve(cwd, options.configPath);
  const path = resolve(cwd, options.outputPath ?? options.configPath);
  const file = displayName(path, cwd);
  const isRead = files.some((one) => one.path === path);
  const root = asMapping(parseDocument(await textOf(configPath, cwd), "").value);
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  const seen = relative(dirname(configPath), path).replaceAll("\\", "/");
  if (!isThere) {
    const patterns = asList(root.include).flatMap((one) => asText(one) ?? []);
    const toInclude = patterns.some((pattern) => matchesPath(seen, pattern)) ? null : seen;
    return { path, file, bytes: null, text: "", value: {}, root, toInclude, isShown: () => true };
  }
  // This refuses a pipe, whose bytes could not be waited for.
  const text = await textOf(path, cwd);
  if (!isRead) {
    const why = `${displayName(configPath, cwd)} does not include it, so what it declares is not known`;
    throw new UserError(`${file} exists, and ${why}; add ${seen} to include first`);
  }
  const bytes = await readFile(path);
  const document = parseDocument(text, file, QUOTABLE_KEYS);
  const lines = linesOf(text);
  const isShown = (line: number): boolean => lines.at(line)?.trim() === "" || document.excerptOf(line) !== null;
  return { path, file, bytes, text, value: asMapping(document.value), root, toInclude: null, isShown };
}

/** No credential stands below these keys. */
const QUOTABLE_KEYS: readonly string[] = [
  "version",
  "include",
  "defaults",
  "policies",
  "domains",
  "waivers",
  "acknowledged",
];

async function textOf(path: string, cwd: string): Promise<string> {
  const read = await readTextFile(path, cwd, null);
  if (read.ok) return read.text;
  throw new UserError(read.diagnostics.map(({ place, message }) => `${place.file}: ${message}`).join("\n"));
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff", "utf8");

/** For so long a name that cannot be declared is accepted, unless the file allows less. */
const ACCEPTED_DAYS = 90;

function merge(
  live: readonly LiveName[],
  unreadable: readonly UnreadableName[],
  target: Target,
  config: Config,
  now: number,
): Merged {
  const defaults = asMapping(target.value.defaults);
  const [only] = config.providers;
  const entries = missingEntries(live, {
    declared: new Set(config.domains.map(({ provider, name }) => addressOf(provider, name))),
    provider: asText(defaults.provider) ?? (config.providers.length === 1 ? (only?.settings.name ?? null) : null),
    method: asText(defaults.method),
  });
  const maxDays = asNumber(asMapping(target.root.policies).maxWaiverDays) ?? MAX_WAIVER_DAYS;
  const acceptance = {
    owner: asText(defaults.owner) ?? "unassigned",
    expires: formatDay(now + Math.min(ACCEPTED_DAYS, maxDays) * DAY_MS),
  };
  const isTooWide = ({ domain }: Undeclarable): boolean => isWildcard(domain) && barePublicSuffix(domain) !== null;
  const refused = entries.undeclarable.filter(isTooWide);
  const waivers = waiversFor(
    entries.undeclarable.filter((one) => !isTooWide(one)),
    config,
    acceptance,
  );
  const known = new Set(config.acknowledged.map(({ name }) => name));
  const unknown = unreadable.filter(({ name }) => !known.has(name));
  const nameless = unknown.filter(({ name }) => !canBeAcknowledged(name));
  const acknowledged = acknowledgementsFor(
    unknown.filter(({ name }) => canBeAcknowledged(name)),
    acceptance,
  );
  const lists: readonly (readonly [key: string, items: readonly NewItem[]])[] = [
    ["domains", entries.domains],
    ["waivers", waivers],
    ["acknowledged", acknowledged],
  ];
  const after = lists.reduce((text, [key, items]) => inserted(text, key, items, target.file), target.text);
  verify(target, after, lists);
  const isMarked = target.bytes?.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) === true;
  return {
    path: target.path,
    file: target.file,
    before: target.bytes,
    after: Buffer.concat([...(isMarked ? [BYTE_ORDER_MARK] : []), Buffer.from(after, "utf8")]),
    diff: unifiedDiff(target.file, target.text, after, target.isShown),
    counts: entries.counts,
    accepted: waivers.length + acknowledged.length,
    refused: [
      ...refused.map(
        ({ domain, provider, problem }) =>
          `${addressOf(provider, domain)}: it ${problem} and can be neither declared nor waived; remove it at the CA`,
      ),
      ...nameless.map(
        ({ name, provider }) =>
          `${provider}: a row with the name ${JSON.stringify(name)} can be neither declared nor acknowledged; correct it at the CA`,
      ),
    ],
    declared: config.domains.length + entries.domains.length,
    toInclude: after === target.text ? null : target.toInclude,
  };
}

const RULE = "undeclared-domain";

interface Acceptance {
  readonly owner: string;
  readonly expires: string;
}

type Undeclarable = ReturnType<typeof missingEntries>["undeclarable"][number];

/** A name that a CA lists and that no file may declare is waived; one that is waived already, or judged by no rule, is not. */
function waiversFor(
  undeclarable: readonly Undeclarable[],
  { waivers, policies }: Config,
  { owner, expires }: Acceptance,
): readonly NewItem[] {
  if (policies.levels.some(({ rule, level }) => rule === RULE && level === "off")) return [];
  const open = undeclarable.filter(({ domain }) => !waivers.some((waiver) => waiverCovers(waiver, RULE, domain)));
  return [...new Map(open.map((one) => [one.domain, one])).values()].map(({ domain, provider, problem }) => ({
    value: { rule: RULE, domain, reason: foundAt(provider), owner, expires },
    comment: printable(`It cannot be declared: it ${problem}.`),
  }));
}

function acknowledgementsFor(
  unreadable: readonly UnreadableName[],
  { owner, expires }: Acceptance,
): readonly NewItem[] {
  const names = new Map(unreadable.map((one) => [one.name, one]));
  return [...names.values()]
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name, provider }) => ({
      value: { name: withoutReferences(name), reason: foundAt(provider), owner, expires },
      comment: "It cannot be declared: it is not a domain name.",
    }));
}

/** The reason until a person gives a better one. */
function foundAt(provider: string): string {
  return `found at ${provider} by dcv import; not looked at yet`;
}

function inserted(text: string, key: string, items: readonly NewItem[], file: string): string {
  const result = insertItems(text, key, items);
  if (result.ok) return result.text;
  const { line, column } = linesOf(text).placeAt(result.offset);
  throw new UserError(`${file}:${line}:${column}: ${result.problem}`);
}

/** The new text must say what the old one says, and the new items after it; otherwise it is not written. */
function verify(
  { file, text, value }: Target,
  after: string,
  lists: readonly (readonly [string, readonly NewItem[]])[],
) {
  const expected: Record<string, unknown> = { ...value };
  for (const [key, items] of lists) {
    if (items.length > 0) expected[key] = [...asList(value[key]), ...items.map((item) => item.value)];
  }
  if (text === after || isDeepStrictEqual(parseDocument(after, file).value, expected)) return;
  const advice = "add one entry to it by hand, on a line of its own, and run again";
  throw new UserError(`${file}: the new entries cannot be added without changing what else the file says; ${advice}`);
}

/** Why the file may not be written any more; null where it is as it was read. */
export async function changedMeanwhile({ path, before, file }: Merged): Promise<string | null> {
  const now = await readFile(path).catch(() => null);
  const isSame = now === null ? before === null : before !== null && now.equals(before);
  return isSame ? null : `${file} was changed while the CAs were read; run again`;
}
