/** The state file of a run: lock it, read it, check that it belongs to these accounts, write it whole. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import type { Config } from "../config/config";
import { STANDARD_INPUT } from "../config/sources";
import type { Shard } from "../core/name-share";
import { counted, printable } from "../core/printable";
import { formatInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import { MAX_SENTENCES, STATE_FORMAT, STATE_VERSION } from "../state/format";
import type { StateProvider } from "../state/format";
import { boundaryOf } from "../document/boundary";
import { lockFile } from "../state/lock";
import { wholeReadAt } from "../state/part-of-state";
import { readState, readStateFrom } from "../state/read-state";
import type { Observed, State } from "../state/state";
import { stateText, writeState } from "../state/write-state";
import { writeToStandardOutput } from "./checkpoint";
import { DEFAULT_CONFIG, whenAborted } from "./config-file";
import type { RunContext } from "./context";
import { diagnosticsText } from "./diagnostics";
import type { ProviderReading } from "./observe";
import { accountOf } from "./open-providers";
import { refuseToLeave } from "./stay-inside";
import { UserError } from "./user-error";

/** The path that stands for standard input where a state is read, and for standard output where it is written. */
export const STANDARD_STREAM = STANDARD_INPUT;

/** @throws UserError where the file is no state that can be read */
export async function readStateFile(shown: string, host: RunContext): Promise<State> {
  const read =
    shown === STANDARD_STREAM
      ? await Promise.race([
          readStateFrom(host.stdin(), "standard input", host.interrupted),
          whenAborted(host.interrupted),
        ])
      : await readState(resolve(host.cwd, shown), shown, host.interrupted);
  if (!read.ok) throw new UserError(diagnosticsText([read.diagnostic]));
  const latest = host.now() + MAX_CLOCK_SKEW_MS;
  const future = latestIn(read.state);
  if (future > latest) {
    throw new UserError(
      `${shown}: the state is dated ${formatInstant(future)}, which is in the future; make a new one`,
    );
  }
  return read.state;
}

/** Of the whole and of each name that was read alone. */
function latestIn(state: State): EpochMs {
  let latest = wholeReadAt(state);
  for (const entries of state.providers.values()) {
    for (const { seenAt = latest } of entries.values()) latest = Math.max(latest, seenAt);
  }
  return latest;
}

/** The clocks of two machines differ by less. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;

/** Null where there is no such file yet. */
export async function readStateIfThere(shown: string, host: RunContext): Promise<State | null> {
  if (shown === STANDARD_STREAM) {
    const [first, ...rest] = await Promise.race([chunksOfInput(host), whenAborted(host.interrupted)]);
    if (first === undefined) return null; // as for a file that is not there yet
    return readStateFile(shown, { ...host, stdin: () => Readable.from([first, ...rest]) });
  }
  const found = await stat(resolve(host.cwd, shown)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new UserError(printable(`${shown}: the state cannot be read: ${error.code ?? error.message}`));
  });
  return found === null ? null : readStateFile(shown, host);
}

async function chunksOfInput({ stdin }: RunContext): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin()) if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

/**
 * Does the work while no other run of this machine writes the file.
 * @throws UserError where another run does, or where the path leads out of the repository and does not name its place absolutely
 */
export async function whileLocked<T>(shown: string, host: RunContext, work: () => Promise<T>): Promise<T> {
  if (shown === STANDARD_STREAM) return work();
  await refuseToLeave(shown, await boundaryOf(resolve(host.cwd, DEFAULT_CONFIG), host.cwd), host.cwd);
  const lock = await lockFile(resolve(host.cwd, shown), "another run of dcv").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(printable(`${shown}: the state cannot be locked: ${error.code ?? error.message}`));
  });
  if (lock.kind === "taken") {
    throw new UserError(
      printable(`${shown}: ${lock.holder} uses this state; wait until it ends, or name another file`),
    );
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** @throws UserError where the file cannot be written; the old one stays then */
export async function writeStateFile(shown: string, state: State, host: RunContext): Promise<void> {
  if (shown === STANDARD_STREAM) return writeToStandardOutput(stateText(state), host);
  try {
    await writeState(resolve(host.cwd, shown), state, host.interrupted);
  } catch (error) {
    host.interrupted.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(printable(`${shown}: the state cannot be written: ${message}`));
  }
}

/** @throws UserError where the state is one of several shards, or was made of another account */
export function refuseForeign(shown: string, state: State, { providers }: Config, host: RunContext): void {
  const { shard, providers: known } = state.header;
  const problems = providers.flatMap((provider) => {
    const { name, type } = provider.settings;
    const found = known.find((one) => one.name === name);
    if (found === undefined || (found.type === type && found.account === accountOf(provider.settings, host))) return [];
    return [`${shown}: the state was made with another account of ${name}; name another file, or remove this one`];
  });
  if (shard !== null) {
    const parts = `shard ${shard.index} of ${shard.count}`;
    problems.push(`${shown}: this is ${parts}; unite the shards with dcv state merge, and name what that wrote`);
  }
  if (problems.length > 0) throw new UserError(printable(problems.join("\n")));
}

/** @throws UserError where the state does not have all providers */
export function refuseMissing(shown: string, state: State, { providers }: Config): void {
  const known = new Set(state.header.providers.map(({ name }) => name));
  const missing = providers.map(({ settings }) => settings.name).filter((name) => !known.has(name));
  if (missing.length > 0) {
    throw new UserError(`${shown}: the state does not have ${missing.join(", ")}; run dcv refresh --state ${shown}`);
  }
}

/**
 * @param at the oldest time of what is used of the state
 * @throws UserError where that is too old
 */
export function refuseOld(shown: string, at: EpochMs, maxAgeHours: number, host: RunContext): void {
  if (host.now() - at <= maxAgeHours * HOUR_MS) return;
  const advice = `run dcv refresh --state ${shown}, or allow more with --max-state-age`;
  throw new UserError(`${shown}: the state is of ${formatInstant(at)}, more than ${maxAgeHours} hours ago; ${advice}`);
}

const HOUR_MS = 60 * 60 * 1000;

/** @param at when the reading began */
export function stateOf(
  readings: readonly ProviderReading[],
  { providers }: Config,
  shard: Shard | null,
  at: EpochMs,
  host: RunContext,
): State {
  const byProvider = new Map<string, Map<string, Observed>>();
  const headers: StateProvider[] = [];
  for (const provider of providers) {
    const { name, type } = provider.settings;
    const reading = readings.find(({ observed }) => observed.name === name);
    if (reading === undefined) throw new Error("a provider was not read");
    const { listed, asked, known, errors, warnings, unreadable } = reading;
    const entries = new Map<string, Observed>();
    for (const entry of reading.entries(at)) entries.set(entry.observation.domain, entry);
    byProvider.set(name, entries);
    // Names beyond those that the state can hold would otherwise be forgotten, and none of them acknowledged.
    const omitted = unreadable.length - MAX_SENTENCES;
    const problems =
      omitted > 0 ? [...errors, `${name}: lists ${counted(omitted, "more name")} that cannot be read`] : errors;
    headers.push({
      name,
      type,
      account: accountOf(provider.settings, host),
      complete: problems.length === 0,
      error: problems.length === 0 ? null : problems.join("; "),
      warnings: warnings.slice(0, MAX_SENTENCES),
      unreadable: unreadable.slice(0, MAX_SENTENCES),
      listed,
      asked,
      known,
    });
  }
  const observations = [...byProvider.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    header: {
      format: STATE_FORMAT,
      version: STATE_VERSION,
      at: formatInstant(at),
      complete: headers.every(({ complete }) => complete),
      shard,
      observations,
      providers: headers.sort((a, b) => (a.name < b.name ? -1 : 1)),
    },
    providers: byProvider,
  };
}
