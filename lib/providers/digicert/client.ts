/** The calls of CertCentral that are made. Services API v2, https://dev.digicert.com/certcentral-apis/services-api */
import type { Answer } from "../http/answer";
import { createCallRate } from "../http/call-rate";
import type { Objection } from "../http/failure";
import { createHttpClient } from "../http/http-client";
import type { JsonAnswer } from "../http/request";
import { parseBaseUrl } from "../http/url-guard";
import { parseTotal, type Page, type Total } from "../page-collector";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { describeMismatch } from "../answer-schema";
import { RATE_LIMITS } from "./rate-limits";
import { errorOf, isContainerList, isDomainInfo, isDomainPage, isUser, type DomainInfo } from "./schema";
import type { DigicertSettings } from "./settings";

/** The largest page that CertCentral serves. */
export const PAGE_SIZE = 1_000;

/** A page has up to 1000 domains, each with its organization and all who may approve it: a few kilobytes. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** CertCentral does not say how long to wait; the shorter of its limits is one of 5 seconds. */
const RATE_BACKOFF = { baseMs: 5_000, maxMs: 60_000 };

export interface DigicertClient {
  /** @param search an exact name; null: all */
  fetchPage(position: number, search: string | null, signal: AbortSignal): Promise<Page>;
  fetchInfo(id: string, about: string, signal: AbortSignal): Promise<DomainInfo>;
  /** The names of the roles of the key's user. */
  fetchRoles(signal: AbortSignal): Promise<readonly string[]>;
  /** The ids of the divisions that the key's user sees. */
  fetchDivisions(signal: AbortSignal): Promise<readonly number[]>;
  /** Sends a change once. */
  change(method: "POST" | "PUT", path: string, about: string, body: unknown, signal: AbortSignal): Promise<unknown>;
  readonly quote: (text: string) => string;
  close(): Promise<void>;
}

export function createDigicertClient(settings: DigicertSettings, runtime: ProviderRuntime): DigicertClient {
  const { name, auth } = settings;
  const base = parseBaseUrl(name, "url", settings.url);
  const basePath = base.pathname.replace(/\/+$/, "");
  const http = createHttpClient(settings, runtime, {
    secrets: [auth.apiKey],
    accountNames: [],
    notJsonAdvice: "does `url` end in /services/v2?",
    maxResponseBytes: MAX_RESPONSE_BYTES,
    rateBackoff: RATE_BACKOFF,
  });
  const { quote } = http;
  const turn = createCallRate(RATE_LIMITS);

  const judge = (isChange: boolean) => (answer: Answer) => objectionTo(answer, isChange);

  function objectionTo({ status, body }: Answer, isChange: boolean): Objection | null {
    const error = body.kind === "json" ? errorOf(body.value) : null;
    const said = error === null ? {} : { said: `${quote(error.message)} (code ${quote(error.code)})` };
    if (status >= 200 && status < 300) return error === null ? null : { ...said, code: "UnexpectedResponse" };
    // A key that is not known is a 403 here, as a right that is missing is.
    if (status === 401 || status === 403) {
      const code = error?.code ?? "";
      // A key that may read gets the reason of a change that is refused in many words, and that of a bad key in one.
      const lacksRight = code.includes("missing_permission") || (isChange && !code.includes("invalid_key"));
      const advice = lacksRight
        ? "the user of the API key lacks this right, or the key is restricted to View Only"
        : "check auth.apiKey, and that url is the instance of the account (US or EU)";
      return { ...said, code: "Unauthorized", advice };
    }
    if (error === null) return null;
    return status === 400 || status === 404 ? { ...said, advice: adviceOn(error.code) } : said;
  }

  function call(method: "GET" | "POST" | "PUT", path: string, about: string) {
    return {
      origin: base.origin,
      target: `${basePath}${path}`,
      judge: judge(method !== "GET"),
      headers: async (signal: AbortSignal) => {
        await turn(signal);
        return { "x-dc-devkey": auth.apiKey, accept: "application/json" };
      },
      shown: `${method} ${path.split("?")[0] ?? path} (${about})`,
    };
  }

  function get(path: string, about: string, signal: AbortSignal): Promise<JsonAnswer> {
    return http.fetchJson({ ...call("GET", path, about), method: "GET", body: null }, signal);
  }

  function unexpected(path: string, about: string, what: string): ProviderError {
    const message = `${name}: GET ${path} (${about}) at ${base.host} answered JSON ${what}`;
    return new ProviderError("UnexpectedResponse", `${message}; does \`url\` end in /services/v2?`);
  }

  return {
    quote,
    close: () => http.close(),
    async fetchPage(position, search, signal) {
      const { container, subaccount } = settings;
      const path = subaccount === null ? "/domain" : `/account/subaccount/${subaccount}/domain`;
      const query = new URLSearchParams({ limit: String(PAGE_SIZE), offset: String(position) });
      query.set("include_dcv_expiration_time", "true");
      query.set("filters[include_validation_reuse_status]", "true");
      if (container !== null) query.set("container_id", String(container));
      if (search !== null) query.set("filters[search]", search);
      const about = search ?? `offset ${position}`;
      const { value } = await get(`${path}?${query.toString()}`, about, signal);
      if (!isDomainPage(value)) throw unexpected(path, about, "without a list of domains");
      return { rows: value.domains, total: totalOf(value.page?.total) };
    },
    async fetchInfo(id, about, signal) {
      const path = `/domain/${encodeURIComponent(id)}`;
      const { value } = await get(`${path}?include_dcv=true&include_validation=true`, about, signal);
      if (!isDomainInfo(value)) throw unexpected(path, about, `of another shape: ${describeMismatch(isDomainInfo)}`);
      if (String(value.id) !== id) throw unexpected(path, about, "of another domain");
      return value;
    },
    async fetchRoles(signal) {
      const { value } = await get("/user/me", "who the key is", signal);
      if (!isUser(value)) throw unexpected("/user/me", "who the key is", "without a user");
      return (value.access_roles ?? []).flatMap(({ name: role }) => (role === undefined ? [] : [quote(role)]));
    },
    async fetchDivisions(signal) {
      const { value } = await get("/container", "the divisions that the key sees", signal);
      if (!isContainerList(value))
        throw unexpected("/container", "the divisions that the key sees", "without a list of them");
      return value.containers.map(({ id }) => id);
    },
    async change(method, path, about, body, signal) {
      const { headers, ...request } = call(method, path, about);
      const json = body === null ? {} : { "content-type": "application/json" };
      const { value } = await http.sendOnce(
        {
          ...request,
          method,
          retries: "never",
          body: body === null ? null : JSON.stringify(body),
          headers: async (live) => ({ ...(await headers(live)), ...json }),
        },
        signal,
      );
      return value;
    },
  };
}

function totalOf(total: unknown): Total {
  if (total === undefined || total === null) return null;
  return parseTotal(typeof total === "string" ? total : JSON.stringify(total));
}

/** What to do about an error of CertCentral itself, as a phrase. */
function adviceOn(code: string): string {
  if (code.startsWith("not_found|route")) return "does `url` end in /services/v2?";
  if (code.startsWith("not_found")) return "the key sees no such domain, division or sub-account";
  if (code.startsWith("caa_")) return "the CAA records of the domain do not permit DigiCert";
  return "the Services API explains the code";
}
