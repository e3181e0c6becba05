/** Calls that change something at a CA: one at a time, and at most one a second. */
import type { EpochMs } from "../core/time";
import { createLimiter } from "../concurrency/limiter";

/** From the beginning of one call to that of the next. */
const MIN_WRITE_INTERVAL_MS = 1_000;

export interface WriteQueue {
  /** Rejects with the signal's reason when it aborts before the task has begun. */
  run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

/** @param sleep waits, or rejects with the signal's reason */
export function createWriteQueue(
  now: () => EpochMs,
  sleep: (durationMs: number, signal: AbortSignal) => Promise<void>,
): WriteQueue {
  const limiter = createLimiter(1);
  let last: EpochMs | null = null;
  return {
    run: (signal, task) =>
      limiter.run(signal, async () => {
        // A clock that was set back must not hold up the next call for as long.
        const waitMs = last === null ? 0 : Math.min(MIN_WRITE_INTERVAL_MS, last + MIN_WRITE_INTERVAL_MS - now());
        if (waitMs > 0) await sleep(waitMs, signal);
        signal.throwIfAborted();
        last = now();
        return task();
      }),
  };
}
