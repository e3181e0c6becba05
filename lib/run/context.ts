/** What a run needs of the world around it, as plain arguments: no module of this room reads the process or the clock. */
import type { Environment } from "../config/substitute";
import type { EpochMs } from "../core/time";
import type { OpenableModule } from "../providers/registry";
import type { EmbeddedCa } from "./embedded-ca";

/** What text is written to. */
export interface TextStream {
  write(text: string): void;
  /** When all that was written has left, or has failed to. */
  drained(): Promise<void>;
}

export interface RunContext {
  readonly env: Environment;
  /** The CAs that a provider can be of. */
  readonly modules: readonly OpenableModule[];
  /** The directory that relative paths are relative to. */
  readonly cwd: string;
  readonly now: () => EpochMs;
  /** Waits, and returns early where the signal aborts; timers of the process unless given. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Standard input, from where a path is `-`. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Standard output, to where a path is `-`. */
  readonly stdout: TextStream;
  /** Aborted with the reason for which the run must end. */
  readonly interrupted: AbortSignal;
  /** Starts the CA that `url: simulator` stands for. */
  readonly startEmbeddedCa: () => Promise<EmbeddedCa>;
}

/** The reason with which a run is aborted from outside. */
export interface Interruption {
  readonly kind: "interruption";
  readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP";
}

export function isInterruption(reason: unknown): reason is Interruption {
  return typeof reason === "object" && reason !== null && (reason as Partial<Interruption>).kind === "interruption";
}
