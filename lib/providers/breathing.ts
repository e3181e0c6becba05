/** Long work on what a CA sent lets timers and signals be heard, so that a deadline or Ctrl-C ends it. */
import { setImmediate } from "node:timers/promises";

/** To be called between short pieces of work. Rejects with the signal's reason, as it is, when that has aborted. */
export type Breathe = () => Promise<void>;

/** Shorter than anybody notices, and long enough that the pauses cost nothing. */
const WITHOUT_A_BREATH_MS = 20;

export function createBreathing(signal: AbortSignal): Breathe {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < WITHOUT_A_BREATH_MS) return;
    await setImmediate();
    signal.throwIfAborted();
    last = performance.now();
  };
}
