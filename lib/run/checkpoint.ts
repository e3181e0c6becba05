/** The places of a run at which it ends when it is interrupted. */
import { createYield, yieldNow } from "../concurrency/yielding";
import type { RunContext } from "./context";

/** @throws the `Interruption`, where there was one */
export async function checkpoint({ interrupted }: Pick<RunContext, "interrupted">): Promise<void> {
  await yieldNow(interrupted);
}

/**
 * Writes to standard output. A reader that is slow holds up the making of the text, so that none of it waits in memory.
 * @throws the `Interruption`, where there was one
 */
export async function writeToStandardOutput(
  text: Iterable<string>,
  host: Pick<RunContext, "stdout" | "interrupted">,
): Promise<void> {
  for (const chunk of text) {
    host.stdout.write(chunk);
    await host.stdout.drained();
    await checkpoint(host);
  }
}

/**
 * Goes through the steps of a computation to its result.
 * @throws the `Interruption`, where there was one
 */
export async function inSteps<T>(steps: Iterator<void, T, void>, host: Pick<RunContext, "interrupted">): Promise<T> {
  const letOthersRun = createYield(host.interrupted);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await letOthersRun();
  }
}
