/** Runs at most so many tasks at once; the others wait in a queue. */
import { onAbort } from "./on-abort";

export interface Limiter {
  /** Runs the task when a place is free. Rejects with the signal's reason when it aborts before the task has begun. */
  run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

export function createLimiter(atOnce: number): Limiter {
  const queue = new Set<() => void>();
  let free = atOnce;

  function leave(): void {
    free += 1;
    const [next] = queue;
    if (next === undefined) return;
    queue.delete(next);
    next();
  }

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (free === 0) {
      await new Promise<void>((resolve, reject) => {
        const called = () => {
          forget();
          free -= 1;
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
    free -= 1;
  }

  return {
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
