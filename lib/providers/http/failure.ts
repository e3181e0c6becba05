/** Why one attempt failed, what it means and whether another may help. */
import type { ProviderErrorCode } from "../provider-error";
import { describeBody, type Answer } from "./answer";

/** `backoff`: again after a wait, as often as the settings allow. `at-once`: if it may be tried again, without a wait and once, with fresh headers. */
export type Retry = "never" | "backoff" | "at-once";

export interface Failure {
  readonly code: ProviderErrorCode;
  /** What came, as a phrase. */
  readonly what: string;
  /** What to do next, as a phrase; null where nothing helps but waiting. */
  readonly advice: string | null;
  readonly retry: Retry;
  readonly status: number | null;
  readonly retryAfter: string | undefined;
  readonly cause?: unknown;
}

/** What a CA's own code makes of an answer, where it knows better than the status code tells. */
export interface Objection {
  readonly code?: ProviderErrorCode;
  /** What the CA says, already quoted. */
  readonly said?: string;
  readonly advice?: string;
  readonly retry?: Retry;
}

/** What a status code means where the CA says nothing more. Everything that is sent here is a read (or a token). */
function meaningOf(status: number): { readonly code: ProviderErrorCode; readonly retry: Retry } {
  if (status === 401 || status === 403) return { code: "Unauthorized", retry: "never" };
  // The server gave up waiting for the request, which may be repeated (RFC 9110, section 15.5.9).
  if (status === 408) return { code: "Timeout", retry: "backoff" };
  if (status === 429) return { code: "RateLimited", retry: "backoff" };
  if (status === 500 || status === 502 || status === 503 || status === 504)
    return { code: "Unavailable", retry: "backoff" };
  if (status >= 500) return { code: "Unavailable", retry: "never" };
  return { code: "UnexpectedResponse", retry: "never" };
}

/** The failure that a complete answer is; null when it is a success that holds JSON and nobody objects. */
export function failureOf(
  answer: Answer,
  objection: Objection | null,
  notJsonAdvice: string,
  quote: (text: string) => string,
): Failure | null {
  const { status, headers, body } = answer;
  const ok = status >= 200 && status < 300;
  if (ok && body.kind === "json" && objection === null) return null;

  const meaning = meaningOf(status);
  const redirected = status >= 300 && status < 400;
  const said = objection?.said ?? (redirected ? describeRedirect(headers["location"], quote) : describeBody(body));
  const advice = redirected ? "redirects are not followed; put the final address in `url`" : notJsonAdvice;
  return {
    code: objection?.code ?? meaning.code,
    what: said,
    advice: objection?.advice ?? (meaning.code === "UnexpectedResponse" ? advice : null),
    retry: objection?.retry ?? meaning.retry,
    status,
    retryAfter: headers["retry-after"],
  };
}

/** Names the host alone: the rest of such an address often carries a session or a token. */
function describeRedirect(location: string | undefined, quote: (text: string) => string): string {
  if (location === undefined) return "a redirect to nowhere";
  if (!URL.canParse(location)) return "a redirect within the same host";
  return `a redirect to ${quote(new URL(location).host)}`;
}

const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;
const SENTENCES: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name does not resolve",
  EAI_AGAIN: "the host name does not resolve for now",
  ECONNRESET: "the connection broke off",
  UND_ERR_SOCKET: "the connection broke off",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer broke off",
  UND_ERR_ABORTED: "the proxy refused the connection",
};

/** The failure that undici's or node's error stands for; null when it is no failure of the connection but a bug. */
export function failureFromError(error: unknown, sent: { readonly maxResponseBytes: number }): Failure | null {
  const code = codeOf(error);
  if (code === null) return null;
  const failure = (meaning: Pick<Failure, "code" | "what" | "advice" | "retry">): Failure => ({
    ...meaning,
    what: `${meaning.what} (${code})`,
    status: null,
    retryAfter: undefined,
    cause: error,
  });
  if (TIMEOUTS.has(code)) {
    return failure({
      code: "Timeout",
      what: "no connection in time",
      advice: "check `url` and the network",
      retry: "backoff",
    });
  }
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return tooLarge(sent.maxResponseBytes);
  if (code === "UND_ERR_INVALID_ARG" || code === "ERR_INVALID_CHAR") {
    const advice = "a credential may hold a line break or a character outside Latin-1";
    return failure({ code: "Unsupported", what: "the request cannot be written as HTTP", advice, retry: "never" });
  }
  // Its parser asserts that a status has three digits.
  if (code.startsWith("HPE") || code === "ERR_ASSERTION") {
    const what = "an answer that is not HTTP";
    // The parser's error carries what it could not read, so it is no cause to pass on.
    return {
      ...failure({ code: "UnexpectedResponse", what, advice: "check `url`", retry: "never" }),
      cause: undefined,
    };
  }
  if (UNTRUSTED.test(code)) {
    const advice = "check `url`, or name your own CA in NODE_EXTRA_CA_CERTS";
    return failure({ code: "Unavailable", what: "the server's certificate cannot be trusted", advice, retry: "never" });
  }
  // Node's own complaints about arguments are our bugs.
  if (/^ERR_(?!STREAM|SOCKET)/.test(code)) return null;
  const what = SENTENCES[code] ?? "the connection failed";
  return failure({ code: "Unavailable", what, advice: "check `url`, the network and the proxy", retry: "backoff" });
}

/** What an answer is that goes on beyond the limit, or announces that it would. */
export function tooLarge(maxResponseBytes: number): Failure {
  const what = `more than ${maxResponseBytes} bytes, which no such answer has`;
  const advice = "check `url`";
  return { code: "UnexpectedResponse", what, advice, retry: "never", status: null, retryAfter: undefined };
}

/** The code of undici's or node's error; its parser leaves it out for some answers. */
function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === "string") return code;
  return name === "HTTPParserError" ? "HPE" : null;
}
