/** Five domains at each CA, all validated and far from any limit: whatever a plan says of them besides comes from a fault. */
import { SECTIGO_TOKEN_PATH } from "../../lib/simulator/sectigo/authentication";

/** Who is asked, and how it is authenticated. */
export type CaName = "sectigo" | "sectigo with OAuth" | "ncloud" | "digicert";
/** A provider in the file. */
export type ProviderName = Exclude<CaName, "sectigo with OAuth">;

export const PROVIDERS: readonly ProviderName[] = ["sectigo", "ncloud", "digicert"];

export function providerOf(at: CaName): ProviderName {
  return at === "sectigo with OAuth" ? "sectigo" : at;
}

export const HOSTS = ["a", "b", "c", "d", "e"] as const;
export type Host = (typeof HOSTS)[number];

/** What each CA is told of us. None of it may be seen in what a run writes. */
export const CREDENTIALS = {
  login: "night/reader+1",
  password: "c0rrect h0rse & b4ttery",
  customerUri: "acme-holding",
  clientId: "night-robot",
  clientSecret: "c0rrect+h0rse/cl1ent=s3cret",
  accessKey: "ACCESSKEY00000000001",
  secretKey: "c0rrect-h0rse/s3cret+k3y",
  apiKey: "c0rrect-h0rse/4pi=k3y",
} as const;

/** The calls that a healthy estate takes: a page holds two of the five, and each domain is asked about. */
export const PAGES = 3;
export const HEALTHY_CALLS: Readonly<Record<CaName, number>> = {
  sectigo: PAGES + HOSTS.length,
  "sectigo with OAuth": 1 + PAGES + HOSTS.length,
  ncloud: PAGES + HOSTS.length,
  digicert: PAGES + HOSTS.length,
};

/** How often a call is tried again. */
export const RETRIES = 1;

/** How the two reads of each CA are named: by the simulator, and in messages. */
interface Reads {
  /** The simulator's word for the list. */
  readonly list: string;
  /** The n-th page of the list, in the simulator's words; counts from 1. */
  readonly page: (n: number) => string;
  /** How a message names the call for a page. */
  readonly listCall: string;
  /** The simulator's words for the question about the third domain. */
  readonly detail: string;
  /** How a message names such questions. */
  readonly detailCalls: string;
  /** What is listed. */
  readonly noun: string;
  /** What the paths of all its calls begin with. */
  readonly path: string;
  /** The domain that all names of its estate are below. */
  readonly parent: string;
  /** What a plan says of each domain while all is well. */
  readonly healthy: "no-op" | "await";
}

export const READS: Readonly<Record<ProviderName, Reads>> = {
  sectigo: {
    list: "sectigo.list",
    page: (n) => `position: ${2 * (n - 1)}`,
    listCall: "GET /dcv/v1/validation ",
    detail: "sectigo.status, when: { domain: c.example.com }",
    detailCalls: "status calls",
    noun: "domains",
    path: "/api/dcv/",
    parent: "example.com",
    healthy: "no-op",
  },
  ncloud: {
    list: "ncloud.certificates",
    page: (n) => `page: ${n}`,
    listCall: "GET /certificate/certificates ",
    detail: "ncloud.verification, when: { domainAddress: c.example.kr }",
    detailCalls: "verification calls",
    noun: "certificates",
    path: "/api/v2/",
    parent: "example.kr",
    healthy: "no-op",
  },
  digicert: {
    list: "digicert.list",
    page: (n) => `offset: ${2 * (n - 1)}`,
    listCall: "GET /domain ",
    detail: "digicert.domain, when: { id: 1003 }",
    detailCalls: "domain calls",
    noun: "domains",
    path: "/services/v2/",
    parent: "example.org",
    healthy: "await",
  },
};

const quoted = (value: unknown): string => JSON.stringify(value);

/** Rows and entries that differ from healthy ones, by host; the keys are the scenario's. */
export interface Oddities {
  readonly digicert?: Partial<Readonly<Record<Host, string>>>;
  readonly sectigo?: Partial<Readonly<Record<Host, string>>>;
  readonly certificates?: Partial<Readonly<Record<Host, string>>>;
  readonly verifications?: Partial<Readonly<Record<Host, string>>>;
  /** More rows or certificates, as YAML in flow style. */
  readonly moreSectigo?: string;
  readonly moreCertificates?: string;
  readonly moreDigicert?: string;
}

export function scenarioText(faults: readonly string[], odd: Oddities): string {
  const rows = HOSTS.map(
    (host) => `{ domain: ${host}.example.com, validated: "2026-10-01", ${odd.sectigo?.[host] ?? ""} }`,
  );
  const certificates = HOSTS.map((host, index) => {
    const verification = `{ validSn: ${index + 1}, validated: "2026-10-01", ${odd.verifications?.[host] ?? ""} }`;
    const own = odd.certificates?.[host] ?? "";
    return `{ certificateNo: ${index + 1}, domains: [${host}.example.kr], validations: [${verification}], ${own} }`;
  });
  // Each is submitted again, since only such a domain is asked about.
  const pending = HOSTS.map(
    (host) =>
      `{ domain: ${host}.example.org, validated: "2026-10-01", submitted: "2026-11-20", ${odd.digicert?.[host] ?? ""} }`,
  );
  const { login, password, customerUri, clientId, clientSecret, accessKey, secretKey, apiKey } = CREDENTIALS;
  const list = (items: readonly string[], more: string | undefined): string =>
    [...items, ...(more === undefined ? [] : [more])].map((item) => `    - ${item}\n`).join("");
  return `version: 1
sectigo:
  auth: ${quoted({ login, password, customerUri, clientId, clientSecret })}
  maxPageSize: 2
  oversizedPages: clamp
  domains:
${list(rows, odd.moreSectigo)}
ncloud:
  auth: ${quoted({ accessKey, secretKey })}
  maxPageSize: 2
  certificates:
${list(certificates, odd.moreCertificates)}
digicert:
  apiKey: ${quoted(apiKey)}
  maxPageSize: 2
  domains:
${list(pending, odd.moreDigicert)}
faults: [${faults.join(", ")}]
`;
}

/** Where the CAs are found. */
export type Addresses = Readonly<Record<ProviderName | "tokens", string>>;

/** @param url of a server that stands for one CA or for all */
export function addressesOf(url: string, tokens = SECTIGO_TOKEN_PATH): Addresses {
  return { sectigo: `${url}/api`, ncloud: url, digicert: `${url}/services/v2`, tokens: url + tokens };
}

/**
 * A `domains.yaml` that names all CAs and their domains. One call at a time, so that every count is exact.
 * @param timeoutMs how long a call of the CA under test may take
 * @param settings of that CA
 */
export function domainsText(
  at: CaName,
  addresses: Addresses,
  timeoutMs: number,
  settings: Readonly<Record<string, unknown>>,
): string {
  const { login, password, customerUri, clientId, clientSecret, accessKey, secretKey, apiKey } = CREDENTIALS;
  const byHeaders = { login, password, customerUri };
  const byToken = { clientId, clientSecret, tokenUrl: addresses.tokens };
  const own: Readonly<Record<ProviderName, object>> = {
    sectigo: { auth: at === "sectigo with OAuth" ? byToken : byHeaders, validationDates: "always" },
    ncloud: { auth: { accessKey, secretKey } },
    digicert: { auth: { apiKey } },
  };
  const provider = (name: ProviderName) => {
    const isTested = name === providerOf(at);
    const timeoutSeconds = (isTested ? timeoutMs : 60_000) / 1000;
    const shared = { type: name, url: addresses[name], concurrency: 1, timeoutSeconds, retries: RETRIES };
    return { ...shared, ...own[name], ...(isTested ? settings : {}) };
  };
  const domains = HOSTS.flatMap((host) =>
    PROVIDERS.map((name) => ({ name: `${host}.${READS[name].parent}`, provider: name })),
  );
  return quoted({
    version: 1,
    providers: Object.fromEntries(PROVIDERS.map((name) => [name, provider(name)])),
    domains,
  });
}
