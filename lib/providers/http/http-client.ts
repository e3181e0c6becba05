/** The one way to a CA: bounded, retried, cancellable, and talkative only about what is no secret. */
import type { ConnectionSettings } from "../../core/provider-module";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import type { Answer, Headers } from "./answer";
import { backoffMs, DEFAULT_BACKOFF, LONGEST_RETRY_AFTER_MS, parseRetryAfterMs, pause } from "./backoff";
import { createConnections } from "./dispatcher";
import { exchange, type Outcome } from "./exchange";
import { failureOf, type Failure, type Objection } from "./failure";
import { createLimiter } from "../../concurrency/limiter";
import { createRedaction } from "./redact";
import { proxyPasswords } from "./url-guard";

/** A read, or the call for a token: something that may be sent again. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly origin: string;
  /** Path and query, sent unchanged. */
  readonly target: string;
  /** How messages name the call: the path without the base, and what it is about. */
  readonly shown: string;
  readonly body: string | null;
  /** Asked anew before every attempt, since signatures and tokens age. */
  readonly headers: (signal: AbortSignal) => Promise<Headers>;
  /** How often it is tried again, if not as often as the settings say. */
  readonly retries?: number;
  /** What the CA means by an answer; null when there is nothing to object or to add. */
  readonly judge: (answer: Answer, sent: Headers) => Objection | null;
}

export interface JsonAnswer {
  readonly value: unknown;
  readonly headers: Answer["headers"];
}

export interface HttpClient {
  /**
   * Calls until there is a JSON answer that `judge` accepts, or no attempt left.
   * @throws ProviderError with a sentence that names the call; the signal's reason, as it is, when it aborts
   */
  fetchJson(request: HttpRequest, signal: AbortSignal): Promise<JsonAnswer>;
  /** Foreign text as it may stand in a message. */
  readonly quote: (text: string) => string;
  /** Our own words around a text of the CA, without the secrets that it may have put there. */
  readonly withoutSecrets: (text: string) => string;
  /** Adds a secret that became known later, such as an access token. */
  readonly hide: (secret: string) => void;
  /** Adds a secret that expires within minutes, such as a signature. */
  readonly hideRecent: (secret: string) => void;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly secrets: readonly string[];
  /** What names the account: no secrets, but a message may be read by many. */
  readonly accountNames: readonly string[];
  /** What to try when an answer is not JSON or not known, as a phrase. */
  readonly notJsonAdvice: string;
  /** Default 4 MiB: a full page of either CA has some hundred kilobytes. */
  readonly maxResponseBytes?: number;
}

const TRACE_HEADERS = ["x-ncp-trace-id", "x-ncp-apigw-request-id", "x-request-id"];
/** Anything else is not an id, but something that a server has put in its place. */
const TRACE_ID = /^[\w.:-]{1,80}$/;

function traceIdOf(answer: Answer | null, quote: (text: string) => string): string | null {
  const id = TRACE_HEADERS.map((name) => answer?.headers[name]).find((value) => value !== undefined);
  return id !== undefined && TRACE_ID.test(id) ? quote(id) : null;
}

/** @throws ProviderError `Unsupported` for a proxy that is needed and cannot be used */
export function createHttpClient(
  settings: ConnectionSettings,
  runtime: ProviderRuntime,
  options: HttpClientOptions,
): HttpClient {
  const limits = {
    concurrency: settings.concurrency,
    timeoutMs: settings.timeoutMs,
    maxResponseBytes: options.maxResponseBytes ?? 4 * 1024 * 1024,
  };
  const { quote, withoutSecrets, hide, hideRecent } = createRedaction(options.secrets, options.accountNames);
  const connections = createConnections(limits, () => {
    proxyPasswords(settings.name, runtime.proxies).forEach(hide);
    return runtime.proxies;
  });
  // A proxy that cannot be used is refused now, before anything is sent.
  connections.for(new URL(settings.url).hostname);
  const limiter = createLimiter(settings.concurrency);
  const random = runtime.random ?? Math.random;

  /** One attempt: the answer, or the failure that it is. */
  async function attempt(request: HttpRequest, number: number, signal: AbortSignal): Promise<JsonAnswer | Failure> {
    const headers = await request.headers(signal);
    return limiter.run(signal, async () => {
      const dispatcher = connections.for(new URL(request.origin).hostname);
      const startedAt = performance.now();
      let outcome: Outcome | null = null;
      let failure: Failure | null = null;
      try {
        outcome = await exchange(dispatcher, { ...request, headers }, limits, signal);
        if ("failure" in outcome) return (failure = outcome.failure);
        const { answer } = outcome;
        failure = failureOf(answer, request.judge(answer, headers), options.notJsonAdvice, quote);
        if (failure !== null) return failure;
        return { value: answer.body.kind === "json" ? answer.body.value : null, headers: answer.headers };
      } finally {
        const answer = outcome !== null && "answer" in outcome ? outcome.answer : null;
        runtime.onCall?.({
          provider: settings.name,
          method: request.method,
          url: quote(`${request.origin}${request.target}`),
          status: answer?.status ?? null,
          durationMs: performance.now() - startedAt,
          attempt: number,
          traceId: traceIdOf(answer, quote),
          error: outcome === null ? "aborted" : failure == null ? null : withoutSecrets(failure.what),
        });
      }
    });
  }

  function errorOf(request: HttpRequest, failure: Failure, attempts: number): ProviderError {
    const { code, status, what, advice, cause } = failure;
    const call = `${status === null ? "" : `${status} for `}${withoutSecrets(request.shown)} at ${new URL(request.origin).host}`;
    const tried = attempts > 1 ? ` (tried ${attempts} times)` : "";
    const message = `${settings.name}: ${call}: ${withoutSecrets(what)}${tried}${advice === null ? "" : `; ${advice}`}`;
    return new ProviderError(code, message, cause === undefined ? {} : { cause });
  }

  async function fetchJson(request: HttpRequest, signal: AbortSignal): Promise<JsonAnswer> {
    const mostRetries = request.retries ?? settings.retries;
    let retries = 0;
    let secondChance = true;
    for (let number = 1; ; number += 1) {
      const result = await attempt(request, number, signal);
      if (!("retry" in result)) return result;

      if (result.retry === "at-once" && secondChance && retries < mostRetries) {
        secondChance = false;
        retries += 1;
        continue;
      }
      const busy = result.code === "RateLimited" || result.code === "Unavailable";
      const askedMs = busy ? parseRetryAfterMs(result.retryAfter, runtime.now()) : null;
      if (askedMs !== null && askedMs > LONGEST_RETRY_AFTER_MS) {
        const what = `${result.what}, and it asks to wait ${Math.ceil(askedMs / 1000)} seconds (Retry-After)`;
        throw errorOf(request, { ...result, code: "RateLimited", what, advice: "run again after that" }, number);
      }
      if (result.retry !== "backoff" || retries >= mostRetries) throw errorOf(request, result, number);
      await pause(Math.max(askedMs ?? 0, backoffMs(retries, runtime.backoff ?? DEFAULT_BACKOFF, random())), signal);
      retries += 1;
    }
  }

  return { fetchJson, quote, withoutSecrets, hide, hideRecent, close: () => connections.close() };
}
