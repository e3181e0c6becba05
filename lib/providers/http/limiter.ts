/** A turnstile: at most so many tasks at once, the others wait in line. */
import { onAbort } from "./on-abort";

export interface Limiter {
  /** Runs the task when there is room. Rejects with the signal's reason when it aborts before the task has begun. */
  run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

export function createLimiter(atOnce: number): Limiter {
  const line = new Set<() => void>();
  let free = atOnce;

  function leave(): void {
    free += 1;
    const [next] = line;
    if (next === undefined) return;
    line.delete(next);
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
          line.delete(called);
          reject(signal.reason as Error);
        });
        line.add(called);
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
