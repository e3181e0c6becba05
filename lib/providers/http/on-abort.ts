/** Listening to an abort from as many places as there are calls. */
import { setMaxListeners } from "node:events";

/** Calls back once when the signal aborts; the function returned takes that back. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  // A long line of waiting calls is no leak, which is what node would warn of from the eleventh on.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", callback, { once: true });
  return () => signal.removeEventListener("abort", callback);
}
