/** Long computations let timers and signals run in between, so that a deadline or Ctrl-C ends them. */
import { setImmediate } from "node:timers/promises";

/** To be called between short pieces of work. Rejects with the reason of the signal when that has aborted. */
export type Yield = () => Promise<void>;

/** Short enough to go unnoticed, and long enough that the pauses cost nothing. */
const MAX_WORK_MS = 20;

/** Lets everything run that has arrived. @throws the reason of the signal, as it is, when that has aborted */
export async function yieldNow(signal: AbortSignal): Promise<void> {
  await setImmediate(); // comes after the arrivals of one turn of the event loop
  signal.throwIfAborted();
}

/** Yields where the work since the last time took long enough. */
export function createYield(signal: AbortSignal): Yield {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MAX_WORK_MS) return;
    await yieldNow(signal);
    last = performance.now();
  };
}
