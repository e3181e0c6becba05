/** Why one attempt failed, what it means and whether another may help. */
import type { ProviderErrorCode } from "../provider-error";
import { describeBody, type Answer } from "./answer";

/**
 * Whether sending the call again may help. `backoff`: after a wait. `at-once`: without a wait and once, with fresh headers.
 * A call that changes something is never sent again, whatever this says.
 */
export type Retry = "never" | "backoff" | "at-once";

/** Whether the call may have changed something at the CA in spite of the failure. */
export type Effect = "none" | "unknown";

export interface Failure {
  readonly code: ProviderErrorCode;
  /** What came, as a phrase. */
  readonly what: string;
  /** What to do next, as a phrase; null where nothing helps but waiting. */
  readonly advice: string | null;
  readonly retry: Retry;
  readonly status: number | null;
  readonly retryAfter: string | undefined;
  readonly effect: Effect;
  readonly cause?: unknown;
}

/** What an answer means by the CA's own codes, where that is more than its status code says. */
export interface Objection {
  readonly code?: ProviderErrorCode;
  /** What the CA says, already quoted. */
  readonly said?: string;
  readonly advice?: string;
  readonly retry?: Retry;
  /** `none` where the CA says that it did nothing; a 4xx says so by itself. */
  readonly effect?: Effect;
}

/** What a status code means where the CA says nothing more. */
function meaningOf(status: number): { readonly code: ProviderErrorCode; readonly retry: Retry } {
  if (status === 401 || status === 403) return { code: "Unauthorized", retry: "never" };
  // The server did not get the whole request in time; it may be repeated (RFC 9110, section 15.5.9).
  if (status === 408) return { code: "Timeout", retry: "backoff" };
  if (status === 429) return { code: "RateLimited", retry: "backoff" };
  if (status === 500 || status === 502 || status === 503 || status === 504)
    return { code: "Unavailable", retry: "backoff" };
  if (status >= 500) return { code: "Unavailable", retry: "never" };
  return { code: "UnexpectedResponse", retry: "never" };
}

export interface Expected {
  /** Whether a success may have an empty body, as that of a write may. */
  readonly mayBeEmpty: boolean;
  /** What to try when an answer is not JSON, as a phrase. */
  readonly notJsonAdvice: string;
}

/** The failure that a complete answer is; null when it is a success with the body expected and without an objection. */
export function failureOf(
  answer: Answer,
  objection: Objection | null,
  { mayBeEmpty, notJsonAdvice }: Expected,
): Failure | null {
  const { status, headers, body } = answer;
  const ok = status >= 200 && status < 300;
  const isReadable = body.kind === "json" || (mayBeEmpty && body.kind === "empty");
  if (ok && isReadable && objection === null) return null;

  const meaning = meaningOf(status);
  const redirected = status >= 300 && status < 400;
  const said = objection?.said ?? (redirected ? describeRedirect(headers["location"]) : describeBody(body));
  const advice = redirected ? "redirects are not followed; put the final address in `url`" : notJsonAdvice;
  return {
    code: objection?.code ?? meaning.code,
    what: said,
    advice: objection?.advice ?? (meaning.code === "UnexpectedResponse" ? advice : null),
    retry: objection?.retry ?? meaning.retry,
    status,
    retryAfter: headers["retry-after"],
    effect: objection?.effect ?? (status >= 400 && status < 500 && status !== 408 ? "none" : "unknown"),
  };
}

/** A name of 253 characters (RFC 1035) and a port. */
const MAX_HOST_LENGTH = 259;

/** Names the host only: the rest of such an address often holds a session or a token. */
function describeRedirect(location: string | undefined): string {
  if (location === undefined) return "a redirect to nowhere";
  if (!URL.canParse(location)) return "a redirect within the same host";
  const { host } = new URL(location);
  return host.length > MAX_HOST_LENGTH ? "a redirect to no host" : `a redirect to ${host}`;
}

type Meaning = Pick<Failure, "code" | "what" | "advice" | "retry" | "effect">;

const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;
const NOT_CONNECTED: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name does not resolve",
  EAI_AGAIN: "the host name does not resolve for now",
};
const BROKEN: Readonly<Partial<Record<string, string>>> = {
  ECONNRESET: "the connection broke off",
  UND_ERR_SOCKET: "the connection broke off",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer broke off",
};

/**
 * The failure that an error of undici or Node means; null when it is not a failure of the connection but a bug.
 * @param proxyVariable the variable that names the proxy on the way; null without one
 */
export function failureFromError(error: unknown, proxyVariable: string | null): Failure | null {
  const code = codeOf(error);
  const meaning = code === null ? null : meaningOfError(code, error, proxyVariable);
  if (code === null || meaning === null) return null;
  const isUnread = code.startsWith("HPE") || code === "ERR_ASSERTION";
  return {
    ...meaning,
    what: code === "UND_ERR_ABORTED" ? meaning.what : `${meaning.what} (${code})`,
    status: null,
    retryAfter: undefined,
    // The parser's error holds the bytes that it could not read.
    cause: isUnread ? undefined : error,
  };
}

function meaningOfError(code: string, error: unknown, proxyVariable: string | null): Meaning | null {
  const onTheWay = `check \`url\`${proxyVariable === null ? " and the network" : `, the network and the proxy in ${proxyVariable}`}`;
  const proxyStatus = code === "UND_ERR_ABORTED" ? proxyStatusOf(error) : null;
  if (proxyStatus !== null) return refusedByProxy(proxyStatus, proxyVariable ?? "the environment");
  if (TIMEOUTS.has(code)) {
    const effect = code === "UND_ERR_CONNECT_TIMEOUT" ? "none" : "unknown";
    return { code: "Timeout", what: "no connection in time", advice: onTheWay, retry: "backoff", effect };
  }
  if (code === "UND_ERR_INVALID_ARG" || code === "ERR_INVALID_CHAR") {
    const what = "the request cannot be written as HTTP";
    const advice = "a credential may hold a line break or a character outside Latin-1";
    return { code: "Unsupported", what, advice, retry: "never", effect: "none" };
  }
  // The parser asserts that a status has three digits.
  if (code.startsWith("HPE") || code === "ERR_ASSERTION") {
    const what = "an answer that is not HTTP";
    return { code: "UnexpectedResponse", what, advice: "check `url`", retry: "never", effect: "unknown" };
  }
  if (UNTRUSTED.test(code)) {
    const what = "the server's certificate cannot be trusted";
    const advice = "check `url`, or name your own CA in NODE_EXTRA_CA_CERTS";
    return { code: "Unavailable", what, advice, retry: "never", effect: "none" };
  }
  // Node's own errors about arguments are bugs of ours.
  if (/^ERR_(?!STREAM|SOCKET)/.test(code)) return null;
  const notConnected = NOT_CONNECTED[code];
  const what = notConnected ?? BROKEN[code] ?? "the connection failed";
  const effect = notConnected === undefined ? "unknown" : "none";
  return { code: "Unavailable", what, advice: onTheWay, retry: "backoff", effect };
}

/** The status with which a proxy refused CONNECT. undici gives it in the message only. */
function proxyStatusOf(error: unknown): number | null {
  const status = /^Proxy response \((\d{3})\)/.exec((error as Error).message)?.[1];
  return status === undefined ? null : Number(status);
}

/** The call did not leave the proxy. A 407 is final: each further attempt may count against the account. */
function refusedByProxy(status: number, variable: string): Meaning {
  if (status === 407) {
    const what = "the proxy wants another user name or password: 407 Proxy Authentication Required";
    return { code: "Unauthorized", what, advice: `check the address in ${variable}`, retry: "never", effect: "none" };
  }
  const what = `the proxy refused the connection with ${status}`;
  const advice = `check \`url\` and the proxy in ${variable}`;
  return { code: "Unavailable", what, advice, retry: status >= 500 ? "backoff" : "never", effect: "none" };
}

/** What an answer is that goes on beyond the limit, or announces that it would. */
export function tooLarge(maxResponseBytes: number): Failure {
  const what = `more than ${maxResponseBytes} bytes, which no such answer has`;
  const advice = "check `url`";
  const [code, retry, effect] = ["UnexpectedResponse", "never", "unknown"] as const;
  return { code, what, advice, retry, effect, status: null, retryAfter: undefined };
}

/** The code of undici's or Node's error; undici's parser leaves it out for some answers. */
function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === "string") return code;
  return name === "HTTPParserError" ? "HPE" : null;
}
