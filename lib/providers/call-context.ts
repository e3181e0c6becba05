/** What everything needs that reads answers of one CA: whose they are, how they may be quoted, and when to stop. */
import { createYield, type Yield } from "../concurrency/yielding";

export interface CallContext {
  /** The name of the provider, with which every sentence begins. */
  readonly provider: string;
  /** Foreign text as it may stand in a message: one line, bounded, without secrets. */
  readonly quote: (text: string) => string;
  readonly signal: AbortSignal;
  /** To be called between short pieces of work. */
  readonly yieldToEvents: Yield;
}

/** What reads foreign text and needs no more of a call. */
export type Quoting = Pick<CallContext, "quote">;

export function createCallContext(provider: string, quote: CallContext["quote"], signal: AbortSignal): CallContext {
  return { provider, quote, signal, yieldToEvents: createYield(signal) };
}
