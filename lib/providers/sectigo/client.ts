/** The calls of the SCM API: two reads, and what changes something. Sectigo REST manual, "Domain Control Validation". */
import type { ListFilter } from "../../core/observation";
import type { SectigoSettings } from "./settings";
import { baseName } from "../../core/domain-name";
import type { Answer, Headers } from "../http/answer";
import type { Objection } from "../http/failure";
import { pause } from "../http/backoff";
import { createHttpClient, type HttpClientOptions } from "../http/http-client";
import { createTokenSource } from "../http/oauth";
import type { JsonAnswer } from "../http/request";
import { parseBaseUrl } from "../http/url-guard";
import { parseTotal, type Page } from "../page-collector";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { createWriteQueue } from "../write-queue";
import { translateStatus } from "./mapping";
import { describeMismatch } from "../answer-schema";
import { isErrorAnswer, isStatusAnswer, type StatusAnswer } from "./schema";

/** The largest page that SCM serves; without `size` it chooses one of its own. */
export const PAGE_SIZE = 200;

export interface SectigoClient {
  fetchPage(position: number, filter: ListFilter | null, signal: AbortSignal): Promise<Page>;
  fetchStatus(domain: string, signal: AbortSignal): Promise<StatusAnswer>;
  /**
   * Sends a call that changes something, once, when its turn has come.
   * @param about what it is about, for messages
   * @throws ProviderError as `HttpClient.sendOnce` does
   */
  post(path: string, body: unknown, about: string, signal: AbortSignal): Promise<JsonAnswer>;
  readonly quote: (text: string) => string;
  close(): Promise<void>;
}

export function createSectigoClient(settings: SectigoSettings, runtime: ProviderRuntime): SectigoClient {
  const { name, auth } = settings;
  const base = parseBaseUrl(name, "url", settings.url);
  const basePath = base.pathname.replace(/\/+$/, "");
  const http = createHttpClient(settings, runtime, {
    ...accountOf(auth),
    notJsonAdvice: "does `url` end in /api?",
  });
  const { quote } = http;
  const tokens =
    auth.kind === "oauth"
      ? createTokenSource(
          {
            provider: name,
            clientId: auth.clientId,
            clientSecret: auth.clientSecret,
            tokenUrl: parseBaseUrl(name, "auth.tokenUrl", auth.tokenUrl),
            retries: settings.retries,
          },
          http,
          runtime.now,
        )
      : null;

  async function credentials(signal: AbortSignal): Promise<Headers> {
    if (auth.kind === "headers") {
      return { login: auth.login, password: auth.password, customerUri: auth.customerUri };
    }
    return { authorization: `Bearer ${(await tokens?.token(signal)) ?? ""}` };
  }

  /** Reads `{code, description}`; SCM reports missing privileges as 400 with code -3 too. */
  function judge({ status, body }: Answer, sent: Headers): Objection | null {
    const error = body.kind === "json" && isErrorAnswer(body.value) ? body.value : null;
    const number = error?.code === undefined ? null : String(error.code);
    const said =
      error === null ? {} : { said: `${quote(error.description)}${number === null ? "" : ` (code ${quote(number)})`}` };
    if (status >= 200 && status < 300) {
      return error === null ? null : { ...said, code: "UnexpectedResponse", advice: adviceOn(number) };
    }
    if (number === "-3" || number === "-25" || number === "-37" || status === 403) {
      const advice = "give the account the privilege to manage domain validations (allowDCV)";
      return { ...said, code: "Unauthorized", advice };
    }
    if (status === 401 || number === "-16" || number === "-970") {
      if (auth.kind === "headers") {
        return { ...said, code: "Unauthorized", advice: "check login, password and customerUri" };
      }
      const retry = tokens?.drop(sent["authorization"]?.replace("Bearer ", "") ?? "") === true ? "at-once" : "never";
      return { ...said, code: "Unauthorized", advice: "check clientId and clientSecret", retry };
    }
    if (error === null) return null;
    const isUnfinished = status === 400 && number !== null && UNFINISHED.has(number);
    const effect = isUnfinished ? ({ effect: "unknown" } as const) : {};
    // An answer in this form comes from SCM, so the address is right. Where only waiting helps there is no advice.
    const hasAdvice = status < 500 && status !== 408 && status !== 429;
    return { ...said, ...effect, ...(hasAdvice ? { advice: adviceOn(number) } : {}) };
  }

  async function fetchJson(
    method: "GET" | "POST",
    path: string,
    about: { readonly query?: string; readonly body?: unknown; readonly shown: string },
    signal: AbortSignal,
  ) {
    const json = about.body === undefined ? {} : { "content-type": "application/json" };
    return http.fetchJson(
      {
        method,
        origin: base.origin,
        target: `${basePath}${path}${about.query === undefined ? "" : `?${about.query}`}`,
        shown: `${method} ${path} (${about.shown})`,
        body: about.body === undefined ? null : JSON.stringify(about.body),
        headers: async (live) => ({ accept: "application/json", ...json, ...(await credentials(live)) }),
        judge,
      },
      signal,
    );
  }

  const writes = createWriteQueue(runtime.now, runtime.sleep ?? pause);

  async function post(path: string, body: unknown, about: string, signal: AbortSignal): Promise<JsonAnswer> {
    const json = { accept: "application/json", "content-type": "application/json" };
    return writes.run(signal, () =>
      http.sendOnce(
        {
          method: "POST",
          origin: base.origin,
          target: `${basePath}${path}`,
          shown: `POST ${path} (${about})`,
          body: JSON.stringify(body),
          retries: "never",
          headers: async (live) => ({ ...json, ...(await credentials(live)) }),
          judge,
        },
        signal,
      ),
    );
  }

  async function fetchPage(position: number, filter: ListFilter | null, signal: AbortSignal): Promise<Page> {
    const path = `/dcv/${settings.apiVersions.list}/validation`;
    const shown = `position ${position}`;
    const query = listQuery(settings, position, filter);
    const { value, headers } = await fetchJson("GET", path, { query, shown }, signal);
    if (!Array.isArray(value)) {
      const message = `${name}: GET ${path} (${shown}) at ${base.host} answered JSON that is not an array of domains`;
      throw new ProviderError("UnexpectedResponse", `${message}; does \`url\` end in /api?`);
    }
    const total = headers["x-total-count"];
    return { rows: value as readonly unknown[], total: total === undefined ? null : parseTotal(total.trim()) };
  }

  async function fetchStatus(domain: string, signal: AbortSignal): Promise<StatusAnswer> {
    const path = `/dcv/${settings.apiVersions.status}/validation/status`;
    const { value } = await fetchJson("POST", path, { body: { domain }, shown: domain }, signal);
    // The manual shows an object; installations that answer an array of one are known.
    const answer: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (!isStatusAnswer(answer)) {
      const what = `${name}: POST ${path} (${domain}) at ${base.host} answered JSON of another shape`;
      throw new ProviderError("UnexpectedResponse", `${what}: ${describeMismatch(isStatusAnswer)}`);
    }
    return answer;
  }

  return { fetchPage, fetchStatus, post, quote, close: () => http.close() };
}

/**
 * Codes of a 400 that do not say that nothing was done: an unknown error, an internal one, no connection to the CA itself, and a request
 * that is being processed.
 */
const UNFINISHED: ReadonlySet<string> = new Set(["-1", "-2", "-195", "-196", "-1400"]);

/** What to do about an error of SCM itself, as a phrase. */
function adviceOn(number: string | null): string {
  if (number === "-724") return "an order runs already, or none is prepared; plan again";
  if (number === "-727") return "the account sees no such domain; check its spelling and its delegation";
  return number === null
    ? "SCM gives no code; check `apiVersions`, `org` and `department`"
    : "the REST manual of SCM explains the code";
}

function accountOf(auth: SectigoSettings["auth"]): Pick<HttpClientOptions, "secrets" | "accountNames"> {
  const [name, secret] = auth.kind === "headers" ? [auth.login, auth.password] : [auth.clientId, auth.clientSecret];
  const accountNames = auth.kind === "headers" ? [auth.login, auth.customerUri] : [auth.clientId];
  // The pair is what a Basic header holds.
  return { secrets: [secret, `${name}:${secret}`], accountNames };
}

/**
 * The query of one page. The server's domain filter means "contains", so the base name finds the wildcard as well. Its
 * status filter takes the constants; a word that stands for none of them is sent as it is, for SCM to judge.
 */
function listQuery(
  { org, department }: Pick<SectigoSettings, "org" | "department">,
  position: number,
  filter: ListFilter | null,
): string {
  const query = new URLSearchParams({ size: String(PAGE_SIZE), position: String(position) });
  if (org !== null) query.set("org", String(org));
  if (department !== null) query.set("department", String(department));
  if (filter !== null && filter.expiresInDays !== null) query.set("expiresIn", String(filter.expiresInDays));
  if (filter !== null && filter.status !== null) {
    query.set("dcvStatus", translateStatus(filter.status) ?? filter.status);
  }
  if (filter !== null && filter.domain !== null) query.set("domain", baseName(filter.domain));
  return query.toString();
}
