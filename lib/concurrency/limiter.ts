/** Runs at most so many tasks at once; the others wait in a queue. */
import { onAbort } from "./on-abort";

export interface Limiter {
  /** Runs the task when a place is free. Rejects with the signal's reason when it aborts before the task has begun. */
  run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
  /** Whether as many tasks are under way as may be. */
  readonly isFull: () => boolean;
}

/** @param atOnce a limit that may change is asked for when a task begins or ends */
export function createLimiter(atOnce: number | (() => number)): Limiter {
  const queue = new Set<() => void>();
  let underWay = 0;
  const isFull = (): boolean => underWay >= (typeof atOnce === "number" ? atOnce : atOnce());

  function leave(): void {
    underWay -= 1;
    for (const next of queue) {
      if (isFull()) return;
      queue.delete(next);
      underWay += 1;
      next();
    }
  }

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (isFull()) {
      await new Promise<void>((resolve, reject) => {
        const called = () => {
          forget();
          resolve();
        };
        const forget = onAbort(signal, () => {
          queue.delete(called);
          reject(signal.reason as Error);
        });
        queue.add(called);
      });
      return;
    }
    underWay += 1;
  }

  return {
    isFull,
    async run(signal, task) {
      await enter(signal);
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
