/** Configurations whose credentials are variables: the one of `dcv list --type`, and the file that `dcv init` writes. */
import type { EnvironmentVariable, ProviderModule } from "../core/provider-module";
import { flowText } from "../document/insert-items";
import type { Environment } from "./substitute";

interface Settings {
  [key: string]: string | Settings;
}

/** A provider without a file. */
export interface ProviderDraft {
  readonly module: ProviderModule;
  /** Its name in the file. */
  readonly name: string;
  /** Its address; null for the one of the environment, or the CA's own. */
  readonly url: string | null;
}

/** As the text of a file, with references instead of values, so that a variable that is missing has its diagnostic. */
export function configFromEnvironment(module: ProviderModule, env: Environment): string {
  const settings = settingsOf({ module, name: module.type, url: null }, env, "");
  // JSON is YAML, and each text stands on its own line, so that a diagnostic points at it.
  return JSON.stringify({ version: 1, providers: { [module.type]: settings } }, null, 2);
}

/**
 * A new `domains.yaml` without domains.
 * @param otherwise what stands for a variable that is not set, after `:-`; empty for nothing
 */
export function newDomainsFile(drafts: readonly ProviderDraft[], env: Environment, otherwise: string): string {
  const providers = drafts.map((draft) => `  ${flowText(draft.name)}:\n${block(settingsOf(draft, env, otherwise), 4)}`);
  return [
    "# The domains whose validation must stay alive, and the CAs that hold them. `dcv import` adds what the CAs list.",
    "version: 1",
    "",
    "providers:",
    `${providers.join("")}`,
    "domains: []",
    "",
  ].join("\n");
}

/** The variables without which the provider cannot be used and which are not set, for each way in which it can be used. */
export function missingVariables({ environment }: ProviderModule, env: Environment): readonly (readonly string[])[] {
  const missing = environment.map((group) =>
    group.filter(({ name, isOptional }) => !isOptional && (env[name] ?? "") === "").map(({ name }) => name),
  );
  return missing.some((names) => names.length === 0) ? [] : missing;
}

function settingsOf({ module, url }: ProviderDraft, env: Environment, otherwise: string): Settings {
  const isSet = ({ name }: EnvironmentVariable): boolean => env[name] !== undefined;
  const { environment, type } = module;
  const group = environment.find(([first]) => first !== undefined && isSet(first)) ?? environment.at(-1) ?? [];
  const settings: Settings = { type, ...(url === null ? {} : { url }) };
  for (const variable of group) {
    if (variable.isOptional && !isSet(variable)) continue;
    if (url !== null && variable.path.join() === "url") continue;
    setAt(settings, variable.path, `\${${variable.name}${otherwise === "" ? "" : `:-${otherwise}`}}`);
  }
  return settings;
}

function setAt(target: Settings, [key = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) target[key] = value;
  else setAt((target[key] ??= {}) as Settings, rest, value);
}

/** A mapping as a block. A reference needs no quotes there. */
function block(settings: Settings, indent: number): string {
  const margin = " ".repeat(indent);
  return Object.entries(settings)
    .map(([key, value]) => {
      if (typeof value === "object") return `${margin}${key}:\n${block(value, indent + 2)}`;
      return `${margin}${key}: ${value.startsWith("${") ? value : flowText(value)}\n`;
    })
    .join("");
}
