/** The turns of the calls that change something at one CA: one at a time, and at most one a second. */
import { createLimiter } from "../../concurrency/limiter";
import type { EpochMs } from "../../core/time";

/** From the end of one call to the beginning of the next. */
const CALL_INTERVAL_MS = 1_000;

/** @param work resolves with whether it sent a call */
export type InTurn = (signal: AbortSignal, work: () => Promise<boolean>) => Promise<void>;

/**
 * All that is applied at a CA shares one. The client of the CA would wait as well, but after the intent was noted: a run that ended then
 * would not know whether it had called.
 */
export function createTurns(now: () => EpochMs, sleep: (ms: number, signal: AbortSignal) => Promise<void>): InTurn {
  const limiter = createLimiter(1);
  let calledAt: EpochMs | null = null;
  return async (signal, work) => {
    await limiter
      .run(signal, async () => {
        if (calledAt !== null) await sleep(calledAt + CALL_INTERVAL_MS - now(), signal);
        if (await work()) calledAt = now();
      })
      .catch((error: unknown) => {
        if (!signal.aborted || error !== signal.reason) throw error;
      });
  };
}
