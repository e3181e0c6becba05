/** One request and its whole answer, within one time-out. */
import type { Dispatcher } from "undici";
import { parseBody, type Answer, type Headers } from "./answer";
import { failureFromError, type Failure } from "./failure";

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly origin: string;
  /** Path and query, put on the wire as they are: a signature covers these very bytes. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string | null;
}

export interface ExchangeLimits {
  /** From the start of the call to its last byte. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

export type Outcome = { readonly answer: Answer } | { readonly failure: Failure };

/**
 * Sends once and reads everything. What goes wrong on the way is returned as a failure; only the signal's reason, as it
 * is, and bugs are thrown.
 */
export async function exchange(
  dispatcher: Dispatcher,
  { method, origin, target, headers, body }: Exchange,
  { timeoutMs, maxResponseBytes }: ExchangeLimits,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    const response = await dispatcher.request({
      method,
      origin,
      path: target,
      headers: { ...headers },
      body,
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    const received = firstValues(response.headers);
    return { answer: { status: response.statusCode, headers: received, body: parseBody(bytes, received) } };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.signal.aborted) return { failure: timedOut(timeoutMs) };
    const failure = failureFromError(error, { maxResponseBytes });
    if (failure === null) throw error;
    return { failure };
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(timeoutMs: number): Failure {
  const what = `no complete answer within ${timeoutMs} ms`;
  return {
    code: "Timeout",
    what,
    advice: "raise the time-out if the CA is that slow",
    retry: "backoff",
    status: null,
    retryAfter: undefined,
  };
}

function firstValues(headers: Readonly<Record<string, string | string[] | undefined>>): Answer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value[0] : value]),
  );
}
