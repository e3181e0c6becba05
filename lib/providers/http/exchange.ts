/** One request and its whole answer, within one time-out. */
import { collect, leave } from "./collect";
import type { Connection } from "./dispatcher";
import { isCompressed, parseBody, type Answer, type Body, type Headers } from "./answer";
import { unlessAborted } from "../../concurrency/on-abort";
import { failureFromError, tooLarge, type Failure } from "./failure";

export interface Exchange {
  readonly method: "GET" | "POST" | "PUT";
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
  { dispatcher, proxyVariable }: Connection,
  { method, origin, target, headers, body }: Exchange,
  { timeoutMs, maxResponseBytes }: ExchangeLimits,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    const stop = AbortSignal.any([signal, timeout.signal]);
    // undici ignores the signal while it connects, and a server may accept and then never finish the TLS handshake.
    const response = await unlessAborted(
      dispatcher.request({ method, origin, path: target, headers: { ...headers }, body, signal: stop }),
      stop,
    );
    const received = withoutRepeats(response.headers);
    const answer = (body: Body): Outcome => ({ answer: { status: response.statusCode, headers: received, body } });
    // No body is decompressed, so a small answer cannot become a large one.
    if (isCompressed(received)) {
      leave(response.body);
      return answer({ kind: "other", what: "a compressed body that was not asked for" });
    }
    const bytes = await unlessAborted(collect(response.body, announcedLength(received), maxResponseBytes), stop);
    return bytes === null ? { failure: tooLarge(maxResponseBytes) } : answer(parseBody(bytes));
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.signal.aborted) return { failure: timedOut(timeoutMs) };
    const failure = failureFromError(error, proxyVariable);
    if (failure === null) throw error;
    return { failure };
  } finally {
    clearTimeout(timer);
  }
}

function announcedLength(headers: Answer["headers"]): number | null {
  const length = headers["content-length"];
  return length === undefined ? null : Number(length);
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
    effect: "unknown",
  };
}

/** A repeated header is one value where all are equal, and else all of them with commas (RFC 9110, section 5.3). */
function withoutRepeats(headers: Readonly<Record<string, string | string[] | undefined>>): Answer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? [...new Set(value)].join(", ") : value,
    ]),
  );
}
