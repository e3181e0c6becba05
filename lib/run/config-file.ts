/** Reads the configuration of a run: finds the file, and reads it in steps between which signals are handled. */
import { once } from "node:events";
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { ConfigContext, FileText, LoadedConfig } from "../config/load";
import { inSteps } from "./checkpoint";
import type { RunContext } from "./context";
import { UserError } from "./user-error";

/** The environment variable that names the file. */
const CONFIG_VARIABLE = "DCV_CONFIG";

export const DEFAULT_CONFIG = "domains.yaml";
/** The names under which it is found without being named. */
export const DEFAULT_NAMES = [DEFAULT_CONFIG, "domains.yml"] as const;

/**
 * The file that `--config` names, else the one that `DCV_CONFIG` names, else the one in the working directory.
 * @throws UserError where it is unclear which file is meant
 */
export async function findConfig(named: string | null, { env, cwd }: Pick<RunContext, "env" | "cwd">): Promise<string> {
  const chosen = named ?? (env[CONFIG_VARIABLE] || null);
  if (chosen !== null) return chosen;
  const exist = await Promise.all(DEFAULT_NAMES.map((name) => isThere(resolve(cwd, name))));
  const found = DEFAULT_NAMES.filter((_, index) => exist[index]);
  if (found.length < 2) return found[0] ?? DEFAULT_CONFIG; // reading it reports that it is missing
  throw new UserError(`${found.join(" and ")} are both here; remove one of them, or name one with --config`);
}

/** A command that reads this file, as a person types it: a file that is found without being named is not named. */
export function commandFor(command: string, configPath: string): string {
  if (DEFAULT_NAMES.some((name) => name === configPath)) return command;
  const isPlain = /^[A-Za-z0-9_@%+=:,./-]+$/.test(configPath);
  return `${command} --config ${isPlain ? configPath : `'${configPath.replaceAll("'", "'\\''")}'`}`;
}

export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @throws the `Interruption`, where there was one */
export async function loadRunConfig(
  path: string,
  context: RunContext,
  needs: ConfigContext["needs"],
  draft: FileText | null = null,
): Promise<LoadedConfig> {
  // Where the file is only looked for, the parser need not be loaded.
  const { loadConfig } = await import("../config/load");
  return loadConfig(path, configContext(context, needs), draft);
}

export function configContext(context: RunContext, needs: ConfigContext["needs"]): ConfigContext {
  const { modules, env, cwd } = context;
  return {
    ...{ modules, env, cwd, needs },
    now: context.now(),
    readInput: (maxBytes) => readStandardInput(context, maxBytes),
    inSteps: (steps) => inSteps(steps, context),
  };
}

/** All of standard input; null where it is larger. Throws the `Interruption`, where there was one. */
export async function readStandardInput({ stdin, interrupted }: RunContext, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reading = async (): Promise<Buffer | null> => {
    for await (const chunk of stdin()) {
      length += chunk.length;
      if (length > maxBytes) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };
  // A terminal or a pipe may send nothing for long.
  return Promise.race([reading(), whenAborted(interrupted)]);
}

/** @throws the reason of the signal, when it aborts */
export async function whenAborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, "abort");
  throw signal.reason;
}
