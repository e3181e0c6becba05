/** What the provider needs of the process that it runs in, handed in so that tests can stand in its place. */
import type { Environment } from "../../config/substitute";
import type { EpochMs } from "../../core/time";
import type { CallRecord } from "../../providers/runtime";
import type { RunContext } from "../../run/context";
import type { OpenableModule } from "../../providers/registry";

export interface PluginHost {
  readonly env: Environment;
  /** The directory that Terraform runs in: relative paths are relative to it. */
  readonly cwd: string;
  readonly now: () => EpochMs;
  /** Waits, and returns early where the signal aborts; timers of the process unless given. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly modules: readonly OpenableModule[];
  readonly pid: number;
  /** A line for Terraform's own log, without secrets. */
  readonly log?: (text: string) => void;
  /** Each attempt at a call to a CA. */
  readonly onCall?: (call: CallRecord) => void;
}

/** @param interrupted aborted with an `Interruption` */
export function runContextOf(
  { env, cwd, now, sleep }: PluginHost,
  modules: RunContext["modules"],
  interrupted: AbortSignal,
): RunContext {
  return {
    ...{ env, cwd, now, modules, interrupted },
    ...(sleep === undefined ? {} : { sleep }),
    stdin: noInput,
    stdout: { write: () => undefined, drained: () => Promise.resolve() },
    startEmbeddedCa: () => Promise.reject(new Error("the provider has no embedded CA")),
  };
}

/** Standard input is not the user's: Terraform holds its other end. */
async function* noInput(): AsyncGenerator<Uint8Array> {
  // Nothing is there to be read.
}
