/** What a command needs of the world around it; tests bring their own. This is the only room with a clock. */
import type { Environment } from "../config/substitute";
import type { EpochMs } from "../core/time";

export interface Stream {
  write(text: string): void;
  /** When all that was written has left, or has failed to. */
  drained(): Promise<void>;
  readonly isTTY: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
}

export interface Host {
  readonly env: Environment;
  /** The directory that relative paths are relative to. */
  readonly cwd: string;
  readonly now: () => EpochMs;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Aborted with an `Interruption` when the user or the system wants the run to end. */
  readonly interrupted: AbortSignal;
}

/** The reason with which a run is aborted from outside. */
export interface Interruption {
  readonly kind: "interruption";
  readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP";
}

export function isInterruption(reason: unknown): reason is Interruption {
  return typeof reason === "object" && reason !== null && (reason as Partial<Interruption>).kind === "interruption";
}
