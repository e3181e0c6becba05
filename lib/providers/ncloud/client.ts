/** The two reads of Certificate Manager that observing needs, signed. Ncloud API guide, "Certificate Manager". */
import type { NcloudSettings } from "./settings";
import type { Headers } from "../http/answer";
import { createHttpClient } from "../http/http-client";
import { parseBaseUrl } from "../http/url-guard";
import type { Page } from "../page-collector";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { judgeAnswer, NOTHING_FOUND, serviceResultOf } from "./refusal";
import { isCertificatesAnswer, isVerificationAnswer, type VerificationAnswer } from "./schema";
import { signRequest } from "./signature";

/** Defaults of these lists are undocumented, so both parameters are always sent. */
export const PAGE_SIZE = 100;

/** More than a certificate that is renewed every week has after many years. All entries are in memory at once. */
const MAX_VERIFICATIONS = 1_000;

export type Verification =
  /** `counted`: how many the answer says there are, as it says it and quoted, where that is not what it holds. */
  | { readonly kind: "entries"; readonly entries: readonly unknown[]; readonly counted: string | null }
  /** The service knows no such certificate, or nothing of this name in it. `said` is quoted already. */
  | { readonly kind: "nothing"; readonly returnCode: string; readonly said: string };

export interface NcloudClient {
  /** @param page counts from 1 */
  fetchCertificates(page: number, signal: AbortSignal): Promise<Page>;
  fetchVerification(certificateNo: string, domainAddress: string, signal: AbortSignal): Promise<Verification>;
  readonly quote: (text: string) => string;
  close(): Promise<void>;
}

export function createNcloudClient(settings: NcloudSettings, runtime: ProviderRuntime): NcloudClient {
  const { name, auth } = settings;
  const base = parseBaseUrl(name, "url", settings.url);
  const http = createHttpClient(settings, runtime, {
    secrets: [auth.secretKey, `${auth.accessKey}:${auth.secretKey}`],
    accountNames: [auth.accessKey],
    traceHeaders: ["x-ncp-trace-id", "x-ncp-apigw-request-id", "x-request-id"],
    notJsonAdvice: "is `url` the API gateway (https://certificatemanager.apigw.ntruss.com)?",
  });
  const { quote } = http;
  // The documentation prints the prefix in some places and not in others; it must not be there twice.
  const basePath = base.pathname.replace(/\/+$/, "").replace(/\/api\/v2$/, "");

  /** All five headers are wanted, on GET as well. The clock is read once: the header is what was signed. */
  async function sign(method: string, target: string): Promise<Headers> {
    const timestamp = String(runtime.now());
    const signature = signRequest(method, target, timestamp, auth);
    http.hideRecent(signature);
    return {
      "x-ncp-apigw-timestamp": timestamp,
      "x-ncp-iam-access-key": auth.accessKey,
      "x-ncp-apigw-signature-v2": signature,
      "content-type": "application/json",
      accept: "application/json",
    };
  }

  async function get(path: string, query: string, about: string, signal: AbortSignal): Promise<unknown> {
    const target = `${basePath}/api/v2${path}?${query}`;
    const { value } = await http.fetchJson(
      {
        method: "GET",
        origin: base.origin,
        target,
        shown: `GET ${path} (${about})`,
        body: null,
        headers: () => sign("GET", target),
        judge: (answer) => judgeAnswer(answer, http),
      },
      signal,
    );
    return value;
  }

  function unexpected(path: string, about: string, what: string): ProviderError {
    const message = `${name}: GET ${http.withoutSecrets(path)} (${about}) at ${base.host} answered JSON ${what}`;
    return new ProviderError("UnexpectedResponse", `${message}; is \`url\` Certificate Manager's?`);
  }

  async function fetchCertificates(page: number, signal: AbortSignal): Promise<Page> {
    const path = "/certificate/certificates";
    const value = await get(path, `page=${page}&pageSize=${PAGE_SIZE}`, `page ${page}`, signal);
    // An account without certificates has a code of its own.
    if (NOTHING_FOUND.includes(serviceResultOf(value)?.returnCode ?? "")) return { rows: [], total: 0 };
    if (!isCertificatesAnswer(value)) throw unexpected(path, `page ${page}`, "without a list of certificates");
    return { rows: value.sslCertificateList ?? [], total: Number(value.totalCount) };
  }

  async function fetchVerification(
    certificateNo: string,
    domainAddress: string,
    signal: AbortSignal,
  ): Promise<Verification> {
    const path = `/certificate/getVerificationInfo/${encodeURIComponent(certificateNo)}`;
    // encodeURIComponent leaves the asterisk of a wildcard as it is.
    const query = `domainAddress=${encodeURIComponent(domainAddress)}`;
    const value = await get(path, query, domainAddress, signal);
    const result = serviceResultOf(value);
    if (result !== null && NOTHING_FOUND.includes(result.returnCode)) {
      const said = `${quote(result.returnMessage)} (returnCode ${result.returnCode})`.trim();
      return { kind: "nothing", returnCode: result.returnCode, said };
    }
    if (!isVerificationAnswer(value)) throw unexpected(path, domainAddress, "without a list of verifications");
    const entries = value.dnsVerificationList ?? [];
    if (entries.length > MAX_VERIFICATIONS) {
      throw unexpected(path, domainAddress, `with ${entries.length} verifications, which no domain has`);
    }
    const counted = differentCount(value, entries.length);
    return { kind: "entries", entries, counted: counted === null ? null : quote(counted) };
  }

  return { fetchCertificates, fetchVerification, quote, close: () => http.close() };
}

/** Counts arrive as numbers and as texts. Null where none is given, or no more than was sent. */
function differentCount({ dnsVerificationCount: count }: VerificationAnswer, sent: number): string | null {
  if (count === null || count === undefined) return null;
  const text = typeof count === "string" ? count : JSON.stringify(count);
  return /^\d{1,9}$/.test(text) && Number(text) <= sent ? null : text;
}
