/** Listening to an abort from as many places as there are calls. */
import { setMaxListeners } from "node:events";

/** Calls back once when the signal aborts; the function returned takes that back. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  // A long line of waiting calls is no leak, which is what node would warn of from the eleventh on.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", callback, { once: true });
  return () => signal.removeEventListener("abort", callback);
}

/** The outcome of the promise, unless the signal aborts first: then its reason, and nobody waits for the outcome any more. */
export async function unlessAborted<Value>(outcome: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(signal.reason as Error));
    void outcome.then(resolve, reject).finally(forget);
  });
}
