/** What a command needs of the world around it; tests bring their own. This is the only room with a clock. */
import type { RunContext, TextStream } from "../run/context";

export interface Stream extends TextStream {
  readonly isTTY: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
}

export interface Host extends RunContext {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Asks a question on the terminal; null where there is none. */
  readonly ask: ((question: string) => Promise<string>) | null;
}
