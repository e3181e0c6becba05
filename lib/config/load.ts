/**
 * `domains.yaml` and the files it includes → configuration, or diagnostics with file, line and column: all of them at once.
 *
 * `lib/config` knows the file of the user: its schema (`domains-schema.ts`), variables (`substitute.ts`), included files
 * (`include.ts`), then providers, domains and policies, each normalized in a file of its own. What a CA's settings are comes from its
 * module, as an argument.
 */
import { dirname } from "node:path";
import { byPlace } from "../core/diagnostic";
import type { Diagnostic, Place } from "../core/diagnostic";
import { asList, asMapping, asNumber, asText } from "../core/loose-values";
import type { Written } from "../core/loose-values";
import type { ProviderModule } from "../core/provider-module";
import type { EpochMs } from "../core/time";
import { parseInSteps, withValue } from "../document/document";
import type { YamlDocument } from "../document/document";
import { displayName } from "../document/read";
import { bounded } from "../document/problems";
import type { SchemaCheck } from "../document/schema";
import { compileSchema } from "../document/schema";
import { createAcknowledgedCollector } from "./acknowledged";
import type { Config } from "./config";
import { normalizeDns } from "./dns";
import { createDomainCollector } from "./domains";
import { domainsSchema, includedSchema } from "./domains-schema";
import { includedFiles } from "./include";
import { createWaiverCollector, MAX_WAIVER_DAYS, normalizePolicies } from "./policies";
import { normalizeProviders } from "./providers";
import { readReferences } from "./reference-values";
import { readRoot, readIncluded } from "./sources";
import type { InputReader, Source } from "./sources";
import { substitute } from "./substitute";
import type { Environment } from "./substitute";

export interface LoadedConfig {
  /** Null when any diagnostic is an error. */
  readonly config: Config | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What could be read in spite of errors elsewhere. */
  readonly mentioned: Omit<Config, "dns"> | null;
  /** The files that were read, as diagnostics show them, the root file first. */
  readonly files: readonly LoadedFile[];
  /** The line at a place of these files; null where it may not be shown. */
  readonly excerptAt: (place: Place) => string | null;
}

export interface LoadedFile {
  /** As diagnostics show it. */
  readonly file: string;
  /** Absolute; null for a text that is no file. */
  readonly path: string | null;
}

export interface ConfigContext {
  /** The CAs that a provider can be of. */
  readonly modules: readonly ProviderModule[];
  readonly env: Environment;
  /** The working directory: file names are shown relative to it. */
  readonly cwd: string;
  /** The real present, against which the end of waivers is limited. */
  readonly now: EpochMs;
  /** A plain listing does not need the declared domains; everything else does. */
  readonly needs: "providers" | "domains";
  /** Reads standard input, which the path `-` stands for. */
  readonly readInput: InputReader;
  /** Goes through the steps of a computation, and handles signals between them. */
  readonly inSteps: <T>(steps: Generator<void, T, void>) => Promise<T>;
}

/** A text that is read in place of a file, or beside the files where no pattern of `include` matches it. */
export interface FileText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads the root file and what it includes. `path` is relative to `context.cwd` or absolute; `-` is standard input.
 * With `draft`, the estate as it would be with that text.
 */
export async function loadConfig(
  path: string,
  context: ConfigContext,
  draft: FileText | null = null,
): Promise<LoadedConfig> {
  const withDraft = (source: Source): Source => (source.path === draft?.path ? { ...source, ...draft } : source);
  const root = await readRoot(path, context.cwd, context.readInput);
  if (!root.ok) return { ...NOTHING, diagnostics: root.diagnostics };
  const opened = await context.inSteps(openEstate(withDraft(root.source), context));
  if (!opened.ok) return opened.loaded;
  const { estate } = opened;
  const { files, diagnostics } = await includedFiles(estate.document, root.source);
  estate.report(diagnostics);
  if (draft !== null && ![root.source.path, ...files].includes(draft.path)) {
    const source = { ...root.source, ...draft, file: displayName(draft.path, context.cwd) };
    await context.inSteps(estate.include({ ...source, directory: dirname(draft.path) }));
  }
  for (const file of files) {
    const included = await readIncluded(file, context.cwd, root.source.boundary);
    if (included.ok) await context.inSteps(estate.include(withDraft(included.source)));
    else estate.report(included.diagnostics);
  }
  return estate.loaded();
}

/** The same for one text that includes nothing. */
export function parseConfig(
  text: string,
  file: string,
  directory: string,
  context: Omit<ConfigContext, "inSteps" | "readInput">,
): LoadedConfig {
  const source: Source = { text, file, path: null, directory, boundary: directory };
  const opened = finished(openEstate(source, context));
  return opened.ok ? opened.estate.loaded() : opened.loaded;
}

/** Below these top-level keys a diagnostic may quote lines. Credentials stand below the others. */
export const QUOTABLE_KEYS: readonly string[] = [
  ...["version", "estate", "include", "defaults", "policies", "apply", "domains", "waivers", "acknowledged"],
];

const NOTHING: LoadedConfig = { config: null, diagnostics: [], mentioned: null, files: [], excerptAt: () => null };

/** The files of one estate, added one after the other so that the parse tree of one can go before that of the next. */
interface Estate {
  readonly document: YamlDocument;
  report(diagnostics: readonly Diagnostic[]): void;
  include(source: Source): Generator<void, void, void>;
  loaded(): LoadedConfig;
}

type OpenEstate =
  { readonly ok: true; readonly estate: Estate } | { readonly ok: false; readonly loaded: LoadedConfig };

type EstateContext = Omit<ConfigContext, "inSteps" | "readInput">;

/** Reads the root file; only the diagnostics where it is no YAML. */
function* openEstate(source: Source, context: EstateContext): Generator<void, OpenEstate, void> {
  const { modules, env, needs, now } = context;
  const checks = checksFor(modules);
  const parsed = yield* parseInSteps(source.text, source.file, QUOTABLE_KEYS);
  if (isUnreadable(parsed)) {
    const excerptAt = ({ line }: Place): string | null => parsed.excerptOf(line);
    return { ok: false, loaded: { ...NOTHING, diagnostics: parsed.diagnostics, files: [source], excerptAt } };
  }
  const { value: filled, diagnostics: ofReferences, secretsIn, isSecret } = substitute(parsed, env);
  const value = readReferences(parsed.value, filled, modules);
  const document = withValue(parsed, value, isSecret);
  const root = asMapping(value);
  const { providers, diagnostics: ofProviders } = normalizeProviders(document, modules, env, secretsIn(value));
  const { dns, diagnostics: ofDns } = normalizeDns(document, env);
  const policies = normalizePolicies(document, source.directory, source.boundary);
  const domains = createDomainCollector(root.providers, modules);
  const waivers = createWaiverCollector(asMapping(root.policies).maxWaiverDays, now);

  const acknowledged = createAcknowledgedCollector(MAX_WAIVER_DAYS, now);
  const files: LoadedFile[] = [];
  const excerpts = new Map<string, YamlDocument["excerptOf"]>();
  const found: Diagnostic[] = [];
  let declarations = 0;
  /** Something that is no list stands in the place of the domains, which is reported. */
  let isNoList = false;
  const report = (diagnostics: readonly Diagnostic[]): void => {
    found.push(...bounded([...diagnostics].sort(byPlace)));
  };
  function* add(one: YamlDocument, { file, path }: Source, before: readonly Diagnostic[], check: SchemaCheck) {
    files.push({ file, path });
    excerpts.set(file, one.excerptOf);
    const { domains: declared } = asMapping(one.value);
    declarations += asList(declared).length;
    isNoList ||= declared !== undefined && !Array.isArray(declared);
    const ofShape = check(one);
    yield;
    const ofDomains = yield* domains.add(one);
    report([...before, ...ofShape, ...ofDomains, ...waivers.add(one), ...acknowledged.add(one)]);
  }

  yield* add(document, source, [...parsed.diagnostics, ...ofReferences, ...ofProviders, ...ofDns], checks.root);
  const estate: Estate = {
    document,
    report,
    *include(included) {
      const parsed = yield* parseInSteps(included.text, included.file, QUOTABLE_KEYS);
      if (isUnreadable(parsed)) {
        files.push({ file: included.file, path: included.path });
        return report(parsed.diagnostics);
      }
      const { value, diagnostics } = substitute(parsed, env);
      const misplaced = misplacedKeys(parsed, source.file);
      const own = withValue(parsed, withoutKeys(value, ROOT_KEYS));
      yield* add(own, included, [...parsed.diagnostics, ...diagnostics, ...misplaced], checks.included);
    },
    loaded: () => {
      if (needs === "domains" && declarations === 0 && !isNoList && value === root) report([noDomains(document)]);
      const diagnostics = bounded(found);
      const config: Config = {
        estate: asText(root.estate),
        providers,
        domains: domains.found(),
        policies,
        waivers: waivers.found(),
        apply: { maxChanges: asNumber(asMapping(root.apply).maxChanges) },
        dns,
        acknowledged: acknowledged.found(),
      };
      return {
        config: diagnostics.some((one) => one.severity === "error") ? null : config,
        diagnostics,
        mentioned: config,
        files,
        excerptAt: (place) => excerpts.get(place.file)?.(place.line) ?? null,
      };
    },
  };
  return { ok: true, estate };
}

/** An estate without a domain is an error: a plan of it would be green whatever happens at the CAs. */
function noDomains(document: YamlDocument): Diagnostic {
  const advice = "declare one below domains, or write the domains that a CA lists with dcv import";
  return document.diagnostic("no-domains", "error", `no domain is declared, so nothing is checked; ${advice}`, [
    "domains",
  ]);
}

/** Keys of the root file only. */
const ROOT_KEYS: readonly string[] = ["providers", "dns", "policies", "apply", "include", "estate"];

function misplacedKeys(document: YamlDocument, rootFile: string): readonly Diagnostic[] {
  return Object.keys(asMapping(document.value))
    .filter((key) => ROOT_KEYS.includes(key))
    .map((key) => {
      const message = `"${key}" may stand in ${rootFile} only, which includes this file; move it there`;
      return document.diagnostic("misplaced-key", "error", message, [key], "key");
    });
}

function withoutKeys(value: unknown, keys: readonly string[]): unknown {
  const mapping: Written = asMapping(value);
  if (mapping !== value) return value; // the schema check reports it
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => !keys.includes(key)));
}

function isUnreadable({ value, diagnostics }: YamlDocument): boolean {
  return value === null && diagnostics.length > 0;
}

interface Checks {
  readonly root: SchemaCheck;
  readonly included: SchemaCheck;
}

/** For each set of modules once: to compile a check takes longer than to read a file. */
const known = new WeakMap<readonly ProviderModule[], Checks>();

function checksFor(modules: readonly ProviderModule[]): Checks {
  const checks = known.get(modules) ?? { root: compileSchema(domainsSchema(modules)), included: lazyIncluded(modules) };
  known.set(modules, checks);
  return checks;
}

/** Most estates are one file. */
function lazyIncluded(modules: readonly ProviderModule[]): SchemaCheck {
  let check: SchemaCheck | null = null;
  return (document) => (check ??= compileSchema(includedSchema(modules)))(document);
}

function finished<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
