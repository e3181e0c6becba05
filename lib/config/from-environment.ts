/** The configuration of `dcv list --type`: one provider whose credentials are variables, and no domains. */
import type { EnvironmentVariable, ProviderModule } from "../core/provider-module";
import type { Environment } from "./substitute";

/** As the text of a file, with references instead of values, so that a variable that is missing has its diagnostic. */
export function configFromEnvironment({ type, environment }: ProviderModule, env: Environment): string {
  const isSet = ({ name }: EnvironmentVariable): boolean => env[name] !== undefined;
  const group = environment.find(([first]) => first !== undefined && isSet(first)) ?? environment.at(-1) ?? [];
  const settings: Record<string, unknown> = { type };
  for (const variable of group) {
    if (!variable.isOptional || isSet(variable)) setAt(settings, variable.path, `\${${variable.name}}`);
  }
  // JSON is YAML, and each text stands on its own line, so that a diagnostic points at it.
  return JSON.stringify({ version: 1, providers: { [type]: settings } }, null, 2);
}

function setAt(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) target[key] = value;
  else setAt((target[key] ??= {}) as Record<string, unknown>, rest, value);
}
