/**
 * `dcv import`: reads what the CAs list and adds to a file what no file of the estate declares. What stands in the file already stays
 * as it is, byte for byte. Nothing is added where a CA could not be read to its end: what is missing then is not known.
 */
import { placeText } from "../core/diagnostic";
import { readFile } from "node:fs/promises";
import type { Config } from "../config/config";
import type { Diagnostic } from "../core/diagnostic";
import { moduleOf } from "../core/provider-module";
import { METHODS } from "../core/vocabulary";
import type { Method } from "../core/vocabulary";
import { loadRunConfig } from "./config-file";
import type { RunContext } from "./context";
import type { Progress } from "./progress";
import { refuseUnknown } from "./narrow";
import { UserError } from "./user-error";
import { readLive } from "./import-live";
import { readTarget } from "./import-target";
import type { ImportOptions } from "./import-target";
import { merge } from "./merge-import";
import type { ImportedDomain, Merged } from "./merge-import";

export interface Import {
  readonly diagnostics: readonly Diagnostic[];
  /** What there is to say of the CAs, a sentence each. */
  readonly warnings: readonly string[];
  /** Why nothing can be added, a sentence each. */
  readonly problems: readonly string[];
  /** Null where there are errors. */
  readonly merged: Merged | null;
  /** The domains that are declared then and that their CA knows; empty unless asked for. */
  readonly known: readonly ImportedDomain[];
}

/** Reads the files and the CAs, and makes the new text. Writes nothing. */
export async function prepareImport(options: ImportOptions, host: RunContext, progress: Progress): Promise<Import> {
  if (options.configPath === "-") throw new UserError("import adds to a file, so name one: --config domains.yaml");
  const loaded = await loadRunConfig(options.configPath, host, "providers");
  const { config, diagnostics } = loaded;
  if (config === null) return { diagnostics, warnings: [], problems: [], merged: null, known: [] };
  const target = await readTarget(options, loaded, host);
  const chosen = chooseProviders(config, options.provider);
  const seen = await readLive(chosen, config, options, host, progress);
  const { warnings, problems, live, unreadable } = seen;
  if (problems.length > 0) return { diagnostics, warnings, problems, merged: null, known: [] };
  const merged = merge(live, unreadable, target, config, host.now(), orderableIn(chosen, host));
  await requireLoadable(merged, options.configPath, config, host);
  const known = seen.known.map(({ provider, name: domain }) => ({ provider, domain }));
  return { diagnostics, warnings, problems: [], merged, known: [...known, ...merged.added] };
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
  const each = errors.map(({ place, message }) => `\n${placeText(place)}: ${message}`);
  throw new UserError(`${file}: the file with the new entries would be refused, so nothing is written${each.join("")}`);
}

/** For each provider whose CA can be asked for a validation, the first method that it takes. */
function orderableIn(providers: Config["providers"], { modules }: RunContext): ReadonlyMap<string, Method> {
  return new Map(
    providers.flatMap(({ settings: { name, type } }) => {
      const { flows = {} } = moduleOf(modules, type);
      const method = METHODS.find((one) => flows[one] !== undefined);
      return method === undefined ? [] : [[name, method]];
    }),
  );
}

function chooseProviders(config: Config, name: string | null): Config["providers"] {
  if (name === null) return config.providers;
  refuseUnknown(
    [name],
    config.providers.map(({ settings }) => settings.name),
  );
  return config.providers.filter(({ settings }) => settings.name === name);
}

/** Why the file may not be written any more; null where it is as it was read. */
export async function changedMeanwhile({ path, before, file }: Merged): Promise<string | null> {
  const now = await readFile(path).catch(() => null);
  const isSame = now === null ? before === null : before !== null && now.equals(before);
  return isSame ? null : `${file} was changed while the CAs were read; run again`;
}
