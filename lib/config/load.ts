/** `domains.yaml` → configuration, or diagnostics with file, line and column: all of them at once. */
import { dirname, resolve } from "node:path";
import { byPlace } from "../core/diagnostic";
import type { Diagnostic } from "../core/diagnostic";
import type { ProviderModule } from "../core/provider-module";
import type { EpochMs } from "../core/time";
import { parseDocument, withValue } from "../document/document";
import type { YamlDocument } from "../document/document";
import { bounded } from "../document/problems";
import { readTextFile } from "../document/read";
import { compileSchema } from "../document/schema";
import type { SchemaCheck } from "../document/schema";
import type { Config } from "./config";
import { normalizeDomains } from "./domains";
import { domainsSchema } from "./domains-schema";
import { normalizePolicies } from "./policies";
import { normalizeProviders } from "./providers";
import { readReferences } from "./reference-values";
import { substitute } from "./substitute";
import type { Environment } from "./substitute";

export interface LoadedConfig {
  /** Null when any diagnostic is an error. */
  readonly config: Config | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What could be read of its policies in spite of errors elsewhere. */
  readonly mentioned: Pick<Config, "policies" | "waivers"> | null;
  /** The file as it was parsed; null when it was not. */
  readonly document: YamlDocument | null;
}

export interface ConfigContext {
  /** The CAs that a provider can be of. */
  readonly modules: readonly ProviderModule[];
  readonly env: Environment;
  /** Where the user stands: file names are shown relative to it. */
  readonly cwd: string;
  /** The real present, against which the end of waivers is limited. */
  readonly now: EpochMs;
  /** A plain listing does not need the declared domains; everything else does. */
  readonly needs: "providers" | "domains";
}

/** Credentials stand below the other keys. */
export const QUOTABLE_KEYS: readonly string[] = [
  ...["version", "estate", "include", "defaults", "policies", "domains", "waivers", "acknowledged"],
];

/** One check for each set of modules: to compile it takes longer than to read a file. */
const checks = new WeakMap<readonly ProviderModule[], SchemaCheck>();

function checkFor(modules: readonly ProviderModule[]): SchemaCheck {
  const check = checks.get(modules) ?? compileSchema(domainsSchema(modules));
  checks.set(modules, check);
  return check;
}

/** Reads one file. `path` is relative to `context.cwd` or absolute. */
export async function loadConfig(path: string, context: ConfigContext): Promise<LoadedConfig> {
  const absolute = resolve(context.cwd, path);
  // 1. read
  const read = await readTextFile(absolute, context.cwd);
  if (!read.ok) return { config: null, diagnostics: read.diagnostics, mentioned: null, document: null };
  return parseConfig(read.text, read.file, dirname(absolute), context);
}

/** The same for a text that is at hand; `directory` is what relative paths in it are relative to. */
export function parseConfig(text: string, file: string, directory: string, context: ConfigContext): LoadedConfig {
  // 2. parse
  const written = parseDocument(text, file, QUOTABLE_KEYS);
  if (written.value === null && written.diagnostics.length > 0) {
    return { config: null, diagnostics: written.diagnostics, mentioned: null, document: written };
  }
  // 3. fill in the environment
  const { value, diagnostics: ofReferences } = substitute(written, context.env);
  const document = withValue(written, readReferences(written.value, value, context.modules));
  // 4. check the shape, then normalize, which checks what a schema cannot say
  const ofShape = checkFor(context.modules)(document);
  const { config, diagnostics: ofContent } = normalize(document, directory, context);
  const found = [...written.diagnostics, ...ofReferences, ...ofShape, ...ofContent];
  const diagnostics = bounded(found.sort(byPlace));
  return {
    config: diagnostics.some((one) => one.severity === "error") ? null : config,
    diagnostics,
    mentioned: config,
    document,
  };
}

function normalize(
  document: YamlDocument,
  directory: string,
  context: ConfigContext,
): { config: Config; diagnostics: readonly Diagnostic[] } {
  const { providers, diagnostics: ofProviders } = normalizeProviders(document, context.modules, context.env);
  const { domains, diagnostics: ofDomains } = normalizeDomains(document, context.modules, context.needs === "domains");
  const { policies, waivers, diagnostics: ofPolicies } = normalizePolicies(document, directory, context.now);
  const diagnostics = [...ofProviders, ...ofDomains, ...ofPolicies];
  return { config: { providers, domains, policies, waivers }, diagnostics };
}
