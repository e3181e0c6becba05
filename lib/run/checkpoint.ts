/** Lets in what waits between two long computations: a signal is heard only when nothing else runs. */
import { setImmediate } from "node:timers/promises";
import type { RunContext } from "./context";

/** @throws the `Interruption`, where there was one */
export async function checkpoint({ interrupted }: Pick<RunContext, "interrupted">): Promise<void> {
  await setImmediate(); // comes after the arrivals of one turn of the event loop
  interrupted.throwIfAborted();
}

/** Letting in takes longer than most steps. */
const BREATH_MS = 50;

/**
 * Goes through the steps of a computation to its result.
 * @throws the `Interruption`, where there was one
 */
export async function inSteps<T>(steps: Iterator<void, T, void>, host: Pick<RunContext, "interrupted">): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < BREATH_MS) continue;
    await checkpoint(host);
    since = performance.now();
  }
}
