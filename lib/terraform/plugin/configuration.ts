/** The provider's block → the configuration of a run, by the same reader as `domains.yaml`. */
import { isLoopback, SIMULATOR_URL } from "../../core/base-url";
import { parseInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Config } from "../../config/config";
import { parseConfig } from "../../config/load";
import type { LoadedConfig } from "../../config/load";
import { withoutReferences } from "../../config/substitute";
import type { Environment } from "../../config/substitute";
import { findConfig, loadRunConfig } from "../../run/config-file";
import type { RunContext } from "../../run/context";
import { errorAt, ofDiagnostic, ofFailure, titleOf } from "./diagnostics";
import { isMapping } from "./schema";
import type { AttributePath, TfDiagnostic, TfObject, TfValue } from "./schema";

export interface ProviderConfiguration {
  readonly config: Config;
  /** Null for accounts that stand in the block itself. */
  readonly configPath: string | null;
  /** The instant for which everything is judged; null for the present. */
  readonly asOf: EpochMs | null;
}

interface ReadConfiguration {
  /** Null where it has errors. */
  readonly configuration: ProviderConfiguration | null;
  readonly diagnostics: readonly TfDiagnostic[];
}

/** How messages call the accounts of the block, which are read as a file. */
const BLOCK = "accounts";
/** The variables that stand for the credentials of the block while it is read: what comes from a variable is a secret. */
const INLINE = "DCV_INLINE_";

/** @param block without unknown values */
export async function readConfiguration(block: TfObject, context: RunContext): Promise<ReadConfiguration> {
  const { accounts = null, config: named = null, as_of: written = null } = block;
  try {
    const configPath = accounts === null ? await findConfig(asText(named), context) : null;
    const read =
      configPath === null
        ? readAccounts(accounts ?? null, context)
        : fromFile(await loadRunConfig(configPath, context, "providers"));
    const asOf = written === null ? null : parseInstant(asText(written) ?? "");
    const problems = read.config === null ? [] : configProblems(read.config, written !== null, configPath);
    const diagnostics = [...read.diagnostics, ...problems];
    if (read.config === null || problems.length > 0) return { configuration: null, diagnostics };
    return { configuration: { config: read.config, configPath, asOf }, diagnostics };
  } catch (failure) {
    return { configuration: null, diagnostics: [ofFailure(failure, "The configuration of dcv cannot be read")] };
  }
}

interface ReadConfig {
  readonly config: Config | null;
  readonly diagnostics: readonly TfDiagnostic[];
}

function fromFile({ config, diagnostics }: LoadedConfig): ReadConfig {
  return { config, diagnostics: diagnostics.map((one) => ofDiagnostic(one, ["config"])) };
}

/** What holds for a provider alone: its process has no embedded CA, and only a CA of this machine has another clock. */
function configProblems({ providers }: Config, hasAsOf: boolean, configPath: string | null): readonly TfDiagnostic[] {
  const problems: TfDiagnostic[] = [];
  for (const { settings } of providers) {
    const { name, url } = settings;
    const at: AttributePath = configPath === null ? [BLOCK, { key: name }] : ["config"];
    if (url === SIMULATOR_URL) {
      const advice = "Start one with dcv simulate, and give its address as url";
      problems.push(errorAt(at, `${name}: the embedded CA is for dcv itself`, advice));
    } else if (!URL.canParse(url)) {
      problems.push(errorAt(at, `${name}: url is not an address`, "Write one such as https://ca.example.com/api"));
    } else if (hasAsOf && !isLoopback(new URL(url).hostname)) {
      const detail = `${name} is not a CA on this machine. as_of is for trials with dcv simulate only; remove it`;
      problems.push(errorAt(["as_of"], "as_of is refused", detail));
    }
  }
  return problems;
}

/** One account a line, so that the line of a problem says which one it is about. */
function readAccounts(accounts: TfValue, context: RunContext): ReadConfig {
  if (!isMapping(accounts)) {
    return { config: null, diagnostics: [errorAt([BLOCK], "accounts is not an object", ACCOUNTS_FORM)] };
  }
  const names = Object.keys(accounts);
  if (names.length === 0) {
    return { config: null, diagnostics: [errorAt([BLOCK], "accounts is empty", ACCOUNTS_FORM)] };
  }
  const inline = createInlineSecrets();
  const lines = names.map((name) => {
    const account = accounts[name] ?? null;
    const settings = isMapping(account) ? withCredentials(account, inline, context) : plain(account, [], inline);
    return `${JSON.stringify(name)}:${JSON.stringify(settings)}`;
  });
  const text = `{"version":1,"providers":{\n${lines.join(",\n")}\n}}`;
  const { modules, cwd, now } = context;
  const env = { ...context.env, ...inline.env };
  const loaded = parseConfig(text, BLOCK, cwd, { modules, env, cwd, now: now(), needs: "providers" });
  const diagnostics = loaded.diagnostics.map(({ severity, message, place }): TfDiagnostic => {
    const name = names[place.line - 2];
    const attribute: AttributePath = name === undefined ? [BLOCK] : [BLOCK, { key: name }];
    const { summary, detail } = errorAt(
      attribute,
      titleOf(name === undefined ? "accounts" : `The account ${name}`, severity),
      message,
    );
    return { severity, summary, detail, attribute };
  });
  return { config: loaded.config, diagnostics };
}

const ACCOUNTS_FORM = 'Write the accounts by a name of your own, such as { my-ca = { type = "…", auth = { … } } }';

interface InlineSecrets {
  readonly env: Record<string, string>;
  /** A reference to a variable with this value. */
  refer(value: string): string;
}

function createInlineSecrets(): InlineSecrets {
  const env: Record<string, string> = {};
  return {
    env,
    refer(value) {
      const name = `${INLINE}${Object.keys(env).length}`;
      env[name] = value;
      return `\${${name}}`;
    },
  };
}

/** An account without `auth` takes its credentials, and its address where it names none, from the variables of its CA, as `dcv init` does. */
function withCredentials(account: TfObject, inline: InlineSecrets, { modules, env }: RunContext): object {
  const written = plain(account, [], inline) as Record<string, unknown>;
  const module = modules.find(({ type }) => type === account["type"]);
  if (module === undefined || isMapping(account["auth"] ?? null)) return written;
  const { environment } = module;
  const isComplete = (group: (typeof environment)[number]): boolean =>
    group.every(({ name, isOptional }) => isOptional || isSet(env, name));
  const group = environment.find(isComplete) ?? environment.at(-1) ?? [];
  const auth: Record<string, unknown> = {};
  for (const { name, path, isOptional } of group) {
    const [first = "", second] = path;
    if (isOptional && !isSet(env, name)) continue;
    if (second === undefined) written[first] ??= `\${${name}}`;
    else if (first === "auth") auth[second] = `\${${name}}`;
  }
  return { ...written, auth };
}

function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? "") !== "";
}

/** What stands below `auth` is a secret; all else is a text as it is. Null is what was left out. */
function plain(value: TfValue, path: readonly string[], inline: InlineSecrets): unknown {
  if (typeof value === "string") {
    return path[0] === "auth" && value !== "" ? inline.refer(value) : withoutReferences(value);
  }
  if (Array.isArray(value)) return value.map((item: TfValue) => plain(item, path, inline));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, plain(inner, [...path, key], inline)]),
  );
}

function asText(value: TfValue): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
