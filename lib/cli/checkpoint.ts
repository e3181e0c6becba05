/** Lets in what waits between two long computations: a signal is heard only when nothing else runs. */
import { setImmediate } from "node:timers/promises";
import type { Host } from "./host";

/** @throws the `Interruption`, where there was one */
export async function checkpoint({ interrupted }: Pick<Host, "interrupted">): Promise<void> {
  await setImmediate(); // comes after the arrivals of one turn of the event loop
  interrupted.throwIfAborted();
}
