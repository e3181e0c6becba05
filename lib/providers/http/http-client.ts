/** Sends the calls to a CA: bounded, paced, cancellable. Its messages hold no secret. */
import type { ConnectionSettings } from "../../core/provider-module";
import type { EpochMs } from "../../core/time";
import { createLimiter } from "../../concurrency/limiter";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import type { Answer, Headers } from "./answer";
import { createCallLimit } from "./call-limit";
import { backoffMs, DEFAULT_BACKOFF, parseRetryAfterMs, pause, type Backoff } from "./backoff";
import { createConnections } from "./dispatcher";
import { exchange, type Outcome } from "./exchange";
import { failureOf, type Failure } from "./failure";
import { createPace } from "./pace";
import { createRedaction } from "./redact";
import type { Call, HttpRequest, JsonAnswer, WriteRequest } from "./request";

export interface HttpClient {
  /**
   * Calls until there is a JSON answer that `judge` accepts, or no attempt left. What the CA refuses for the rate of calls
   * is sent again as long as the run may take; that uses up no retries.
   * @throws ProviderError with a sentence that names the call; the signal's reason, as it is, when it aborts
   */
  fetchJson(request: HttpRequest, signal: AbortSignal): Promise<JsonAnswer>;
  /**
   * Sends once, on a connection of its own, and never again. A pause that the CA asked for is made before.
   * @throws ProviderError `UnknownOutcome` when the call may have taken effect: no complete answer, one that cannot be read,
   * a redirect, 408, 5xx, or an abort after it was sent. Any other ProviderError, and the signal's reason: it had no effect.
   */
  sendOnce(request: WriteRequest, signal: AbortSignal): Promise<JsonAnswer>;
  /** Foreign text as it may stand in a message. */
  readonly quote: (text: string) => string;
  /** A sentence of our own that holds texts of the CA, without secrets. */
  readonly withoutSecrets: (text: string) => string;
  /** Adds a secret that became known later, such as an access token. */
  readonly hide: (secret: string) => void;
  /** Adds a secret that expires within minutes, such as a signature. */
  readonly hideRecent: (secret: string) => void;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly secrets: readonly string[];
  /** What names the account: not secret, but many may read a message. */
  readonly accountNames: readonly string[];
  /** What to try when an answer is not JSON or not known, as a phrase. */
  readonly notJsonAdvice: string;
  /** Where the CA puts its own id of a call, lower-case, the best first; default `x-request-id`. */
  readonly traceHeaders?: readonly string[];
  /** Default 4 MiB: a full page of a CA has some hundred kilobytes. */
  readonly maxResponseBytes?: number;
  /** How long calls pause after one was refused for the rate, where the CA does not say it; default as after any failure. */
  readonly rateBackoff?: Backoff;
}

const DEFAULT_TRACE_HEADERS = ["x-request-id"];
/** Anything else is not an id. */
const TRACE_ID = /^[\w.:-]{1,80}$/;

function traceIdOf(answer: Answer | null, names: readonly string[]): string | null {
  const id = names.map((name) => answer?.headers[name]).find((value) => value !== undefined);
  return id !== undefined && TRACE_ID.test(id) ? id : null;
}

const MORE_TIME = "run again after that, or give the run more time (--deadline)";

/** @throws ProviderError `Unsupported` for a proxy that is needed and cannot be used */
export function createHttpClient(
  settings: ConnectionSettings,
  runtime: ProviderRuntime,
  options: HttpClientOptions,
): HttpClient {
  const { name, concurrency, timeoutMs } = settings;
  const limits = { concurrency, timeoutMs, maxResponseBytes: options.maxResponseBytes ?? 4 * 1024 * 1024 };
  const { quote, withoutSecrets, hide, hideRecent } = createRedaction(options.secrets, [
    ...options.accountNames,
    ...(runtime.secrets ?? []),
  ]);
  const connections = createConnections(name, limits, runtime.proxy, hide);
  // A proxy that cannot be used is refused now, before anything is sent.
  connections.to(new URL(settings.url), false);
  const callLimit = createCallLimit(concurrency);
  const limiter = createLimiter(callLimit.atOnce);
  const random = runtime.random ?? Math.random;
  const backoff = runtime.backoff ?? DEFAULT_BACKOFF;
  const pace = createPace(runtime.backoff ?? options.rateBackoff ?? DEFAULT_BACKOFF, random);
  const remainingMs = runtime.remainingMs ?? (() => Infinity);

  /** Sends and reads once: the answer, or the failure that it is. */
  async function send(
    request: HttpRequest | WriteRequest,
    headers: Headers,
    number: number,
    signal: AbortSignal,
  ): Promise<JsonAnswer | Failure> {
    const isWrite = request.retries === "never";
    const connection = connections.to(new URL(request.origin), isWrite);
    const startedAt = performance.now();
    let outcome: Outcome | null = null;
    let failure: Failure | null = null;
    try {
      outcome = await exchange(connection, { ...request, headers }, limits, signal);
      if ("failure" in outcome) return (failure = outcome.failure);
      const { answer } = outcome;
      const { notJsonAdvice } = options;
      failure = failureOf(answer, request.judge(answer, headers), { notJsonAdvice, mayBeEmpty: isWrite });
      if (failure === null || !isRateRefusal(failure)) pace.answered(startedAt);
      else pace.refused(startedAt, askedMs(failure));
      if (failure === null) callLimit.answered(startedAt, limiter.isFull());
      else if (isBusy(failure)) callLimit.refused(startedAt);
      if (failure !== null) return failure;
      return { value: answer.body.kind === "json" ? answer.body.value : null, headers: answer.headers };
    } finally {
      const answer = outcome !== null && "answer" in outcome ? outcome.answer : null;
      const traceId = traceIdOf(answer, options.traceHeaders ?? DEFAULT_TRACE_HEADERS);
      runtime.onCall?.({
        provider: name,
        method: request.method,
        url: quote(`${request.origin}${request.target}`),
        status: answer?.status ?? null,
        durationMs: performance.now() - startedAt,
        attempt: number,
        traceId: traceId === null ? null : quote(traceId),
        clockSkewMs: clockSkewMs(answer, runtime.now()),
        error: outcome === null ? "aborted" : failure === null ? null : withoutSecrets(failure.what),
      });
    }
  }

  /** One attempt, made when the CA takes calls again; a failure at once if that is after the deadline. */
  async function attempt(
    request: HttpRequest | WriteRequest,
    number: number,
    signal: AbortSignal,
    onSend?: () => void,
  ): Promise<JsonAnswer | Failure> {
    for (;;) {
      if (pace.heldMs() > remainingMs()) return heldBeyondDeadline(pace.heldMs());
      await pace.wait(signal);
      const headers = await request.headers(signal);
      const result = await limiter.run(signal, async () => {
        if (pace.heldMs() > 0) return null;
        onSend?.();
        return send(request, headers, number, signal);
      });
      if (result !== null) return result;
    }
  }

  function askedMs({ retryAfter }: Failure): number | null {
    return parseRetryAfterMs(retryAfter, runtime.now());
  }

  /** Whether the CA refused the call for the rate of calls, or because it is busy until a time that it names. */
  function isRateRefusal(failure: Failure): boolean {
    if (failure.retry !== "backoff") return false;
    return failure.code === "RateLimited" || (failure.code === "Unavailable" && (askedMs(failure) ?? 0) > 0);
  }

  /** Whether fewer calls at once may help. */
  function isBusy({ code, status }: Failure): boolean {
    return code === "RateLimited" || status === 429 || status === 503;
  }

  function errorOf(request: Call, failure: Failure, attempts: number): ProviderError {
    const { code, status, what, advice, cause } = failure;
    const call = `${status === null ? "" : `${status} for `}${withoutSecrets(request.shown)} at ${new URL(request.origin).host}`;
    const tried = attempts > 1 ? ` (tried ${attempts} times)` : "";
    const message = `${name}: ${call}: ${withoutSecrets(what)}${tried}${advice === null ? "" : `; ${advice}`}`;
    return new ProviderError(code, message, cause === undefined ? {} : { cause });
  }

  async function fetchJson(request: HttpRequest, signal: AbortSignal): Promise<JsonAnswer> {
    const maxRetries = request.retries ?? settings.retries;
    let retries = 0;
    let hasSecondChance = true;
    for (let number = 1; ; number += 1) {
      const result = await attempt(request, number, signal);
      if (!("retry" in result)) return result;

      if (isRateRefusal(result)) {
        if (pace.heldMs() <= remainingMs()) continue;
        const seconds = Math.ceil((askedMs(result) ?? 0) / 1000);
        const asks = seconds === 0 ? "" : `, and it asks to wait ${seconds} seconds (Retry-After)`;
        const what = `${result.what}${asks}`;
        throw errorOf(request, { ...result, code: "RateLimited", what, advice: MORE_TIME }, number);
      }
      if (retries >= maxRetries || result.retry === "never") throw errorOf(request, result, number);
      if (result.retry === "backoff") await pause(backoffMs(retries, backoff, random()), signal);
      else if (hasSecondChance) hasSecondChance = false;
      else throw errorOf(request, result, number);
      retries += 1;
    }
  }

  async function sendOnce(request: WriteRequest, signal: AbortSignal): Promise<JsonAnswer> {
    let isSent = false;
    const unknownOutcome = (failure: Failure): ProviderError => {
      const advice = "whether it took effect is unknown; read the status before it is sent again";
      return errorOf(request, { ...failure, code: "UnknownOutcome", advice }, 1);
    };
    try {
      const result = await attempt(request, 1, signal, () => (isSent = true));
      if (!("retry" in result)) return result;
      throw result.effect === "unknown" ? unknownOutcome(result) : errorOf(request, result, 1);
    } catch (error) {
      if (!isSent || !signal.aborted || error instanceof ProviderError) throw error;
      throw unknownOutcome({ ...ABORTED, cause: error });
    }
  }

  return { fetchJson, sendOnce, quote, withoutSecrets, hide, hideRecent, close: () => connections.close() };
}

const ABORTED: Failure = {
  code: "Unavailable",
  what: "stopped before the answer was complete",
  advice: null,
  retry: "never",
  status: null,
  retryAfter: undefined,
  effect: "unknown",
};

/** A Date header that is not a date is ignored. */
function clockSkewMs(answer: Answer | null, now: EpochMs): number | null {
  const date = Date.parse(answer?.headers["date"] ?? "");
  return Number.isNaN(date) ? null : date - now;
}

function heldBeyondDeadline(heldMs: number): Failure {
  const what = `not sent, since the CA refuses calls for their rate for another ${Math.ceil(heldMs / 1000)} seconds`;
  return { ...ABORTED, code: "RateLimited", what, advice: MORE_TIME, effect: "none" };
}
