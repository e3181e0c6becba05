/** Five domains at each CA, all validated and far from any limit: whatever a plan says of them besides comes from a fault. */
import { SECTIGO_TOKEN_PATH } from "../../lib/simulator/sectigo/authentication";
import type { Simulator } from "../../lib/simulator/simulator";

/** Who is asked, and how it is authenticated. */
export type CaName = "sectigo" | "sectigo with OAuth" | "ncloud";

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
} as const;

/** The calls that a healthy estate takes: a page holds two of the five, and each domain is asked about. */
export const PAGES = 3;
export const HEALTHY_CALLS: Readonly<Record<CaName, number>> = {
  sectigo: PAGES + HOSTS.length,
  "sectigo with OAuth": 1 + PAGES + HOSTS.length,
  ncloud: PAGES + HOSTS.length,
};

/** How often a call is tried again. */
export const RETRIES = 1;

/** The simulator's words for the two reads of each CA, and for the third domain in the second. */
export const LIST: Readonly<Record<CaName, string>> = {
  sectigo: "sectigo.list",
  "sectigo with OAuth": "sectigo.list",
  ncloud: "ncloud.certificates",
};
export const DETAIL: Readonly<Record<CaName, string>> = {
  sectigo: "sectigo.status, when: { domain: c.example.com }",
  "sectigo with OAuth": "sectigo.status, when: { domain: c.example.com }",
  ncloud: "ncloud.verification, when: { domainAddress: c.example.kr }",
};

const quoted = (value: unknown): string => JSON.stringify(value);

/** Rows and entries that differ from healthy ones, by host; the keys are the scenario's. */
export interface Oddities {
  readonly sectigo?: Partial<Readonly<Record<Host, string>>>;
  readonly certificates?: Partial<Readonly<Record<Host, string>>>;
  readonly verifications?: Partial<Readonly<Record<Host, string>>>;
  /** More rows or certificates, as YAML in flow style. */
  readonly moreSectigo?: string;
  readonly moreCertificates?: string;
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
  const { login, password, customerUri, clientId, clientSecret, accessKey, secretKey } = CREDENTIALS;
  const list = (items: readonly string[]): string => items.map((item) => `    - ${item}\n`).join("");
  return `version: 1
sectigo:
  auth: ${quoted({ login, password, customerUri, clientId, clientSecret })}
  maxPageSize: 2
  oversizedPages: clamp
  domains:
${list([...rows, ...(odd.moreSectigo === undefined ? [] : [odd.moreSectigo])])}
ncloud:
  auth: ${quoted({ accessKey, secretKey })}
  maxPageSize: 2
  certificates:
${list([...certificates, ...(odd.moreCertificates === undefined ? [] : [odd.moreCertificates])])}
faults: [${faults.join(", ")}]
`;
}

/** Where the two CAs are found, and how long the one under test may take. */
export interface Addresses {
  readonly sectigo: string;
  readonly ncloud: string;
  readonly tokens: string;
}

export function addressesOf({ url }: Pick<Simulator, "url">): Addresses {
  return { sectigo: `${url}/api`, ncloud: url, tokens: url + SECTIGO_TOKEN_PATH };
}

/** A `domains.yaml` that names both CAs and their ten domains. One call at a time, so that every count is exact. */
export function domainsText(
  ca: CaName,
  { sectigo, ncloud, tokens }: Addresses,
  timeoutMs: number,
  settings: Readonly<Record<string, unknown>>,
): string {
  const { login, password, customerUri, clientId, clientSecret, accessKey, secretKey } = CREDENTIALS;
  const byHeaders = { login, password, customerUri };
  const byToken = { clientId, clientSecret, tokenUrl: tokens };
  const isOAuth = ca === "sectigo with OAuth";
  const patience = (tested: boolean) => ({ timeoutSeconds: (tested ? timeoutMs : 60_000) / 1000, retries: RETRIES });
  const providers = {
    sectigo: {
      type: "sectigo",
      url: sectigo,
      auth: isOAuth ? byToken : byHeaders,
      validationDates: "always",
      concurrency: 1,
      ...patience(ca !== "ncloud"),
      ...(ca === "ncloud" ? {} : settings),
    },
    ncloud: {
      type: "ncloud",
      url: ncloud,
      auth: { accessKey, secretKey },
      concurrency: 1,
      ...patience(ca === "ncloud"),
      ...(ca === "ncloud" ? settings : {}),
    },
  };
  const domains = HOSTS.flatMap((host) => [
    { name: `${host}.example.com`, provider: "sectigo" },
    { name: `${host}.example.kr`, provider: "ncloud" },
  ]);
  return quoted({ version: 1, providers, domains });
}
