/** Abort listeners, as many as there are calls under way. */
import { setMaxListeners } from "node:events";

/** Calls back once when the signal aborts; the function returned removes the listener. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  // Many waiting calls are no leak; without this Node warns from the eleventh listener on.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", callback, { once: true });
  return () => signal.removeEventListener("abort", callback);
}

/** The outcome of the promise, unless the signal aborts first or has aborted: then it rejects with the reason of the signal. */
export async function unlessAborted<Value>(outcome: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    const forget = onAbort(signal, abort);
    void outcome.then(resolve, reject).finally(forget);
  });
}
