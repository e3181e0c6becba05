/** The providers: addresses checked, credentials told apart, defaults filled in. */
import type { Diagnostic } from "../core/diagnostic";
import type { ConnectionSettings, ListingSettings, NcloudSettings, SectigoSettings } from "../core/provider-settings";
import type { LimitStep } from "../core/reuse";
import { parseDay } from "../core/time";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { SIMULATOR_URL } from "./config";
import type { ConfiguredProvider } from "./config";
import { asList, asMapping, asNumber, asText, asWord } from "./loose-values";
import type { Written } from "./loose-values";

const SECTIGO_URL = "https://cert-manager.com/api";
const SECTIGO_OAUTH_URL = "https://admin.enterprise.sectigo.com/api";
const SECTIGO_TOKEN_URL = "https://auth.sso.sectigo.com/auth/realms/apiclients/protocol/openid-connect/token";
const NCLOUD_URL = "https://certificatemanager.apigw.ntruss.com";

const CONCURRENCY = 4;
const TIMEOUT_SECONDS = 30;
const RETRIES = 3;
/** Sectigo's own article equates 198 days to expiry with an age of 200, which holds for an expiry 398 days after. */
const EXPIRATION_BASIS_DAYS = 398;
const MINIMUM_PRESENT_PERCENT = 70;
const MAXIMUM_LISTED = 20_000;

export function normalizeProviders(document: YamlDocument): {
  providers: readonly ConfiguredProvider[];
  diagnostics: readonly Diagnostic[];
} {
  const problems = createProblemList();
  const providers: ConfiguredProvider[] = [];
  for (const [name, value] of Object.entries(asMapping(asMapping(document.value).providers))) {
    const written = asMapping(value);
    const path: Path = ["providers", name];
    const report = (code: string, message: string, at: Path): void =>
      problems.add(() => document.diagnostic(code, "error", message, [...path, ...at]));
    const url = (value: unknown, at: Path): void => {
      const problem = typeof value === "string" ? urlProblem(value) : null;
      if (problem !== null) report("bad-url", problem, at);
    };
    url(written.url, ["url"]);
    url(asMapping(written.auth).tokenUrl, ["auth", "tokenUrl"]);
    const settings = settingsOf(name, written);
    if (settings === null) continue; // the schema check has said so
    if (settings.type === "ncloud" && /\.(gov|fin)-ntruss\.com/.test(settings.url)) {
      const message = "the government and finance zones have no DCV API (v2); use the public zone";
      report("bad-url", message, ["url"]);
    }
    const reuseLimit = reuseLimitOf(written.reuseLimit);
    const problem = reuseLimit === null ? null : limitProblem(reuseLimit);
    if (problem !== null) report("bad-value", problem, ["reuseLimit"]);
    providers.push({
      settings,
      reuseLimit,
      minimumPresentPercent: asNumber(written.minimumPresentPercent) ?? MINIMUM_PRESENT_PERCENT,
    });
  }
  return { providers, diagnostics: problems.found() };
}

function settingsOf(name: string, written: Written): SectigoSettings | NcloudSettings | null {
  const connection = (defaultUrl: string): ConnectionSettings & ListingSettings => ({
    name,
    url: (asText(written.url) ?? defaultUrl).replace(/\/+$/, ""),
    concurrency: asNumber(written.concurrency) ?? CONCURRENCY,
    timeoutMs: (asNumber(written.timeoutSeconds) ?? TIMEOUT_SECONDS) * 1000,
    retries: asNumber(written.retries) ?? RETRIES,
    maximumListed: asNumber(written.maximumListed) ?? MAXIMUM_LISTED,
  });
  switch (written.type) {
    case "sectigo":
      return sectigoSettings(written, connection);
    case "ncloud": {
      const auth = asMapping(written.auth);
      return {
        ...connection(NCLOUD_URL),
        type: "ncloud",
        auth: { accessKey: asText(auth.accessKey) ?? "", secretKey: asText(auth.secretKey) ?? "" },
        wildcardDomainAddress: asWord(written.wildcardDomainAddress, ["wildcard", "base"]) ?? "wildcard",
      };
    }
    default:
      return null;
  }
}

function sectigoSettings(
  written: Written,
  connection: (defaultUrl: string) => ConnectionSettings & ListingSettings,
): SectigoSettings {
  const auth = asMapping(written.auth);
  const isOAuth = auth.clientId !== undefined || auth.clientSecret !== undefined;
  const connected = connection(isOAuth ? SECTIGO_OAUTH_URL : SECTIGO_URL);
  const versions = asMapping(written.apiVersions);
  return {
    ...connected,
    type: "sectigo",
    auth: isOAuth
      ? {
          kind: "oauth",
          clientId: asText(auth.clientId) ?? "",
          clientSecret: asText(auth.clientSecret) ?? "",
          // The secret of a simulated CA must not travel to the real one.
          tokenUrl: asText(auth.tokenUrl) ?? (connected.url === SIMULATOR_URL ? SIMULATOR_URL : SECTIGO_TOKEN_URL),
        }
      : {
          kind: "headers",
          login: asText(auth.login) ?? "",
          password: asText(auth.password) ?? "",
          customerUri: asText(auth.customerUri) ?? "",
        },
    apiVersions: {
      list: asWord(versions.list, ["v1", "v2"]) ?? (isOAuth ? "v2" : "v1"),
      status: asWord(versions.status, ["v1", "v2"]) ?? "v2",
    },
    org: asNumber(written.org),
    department: asNumber(written.department),
    validationDates: asWord(written.validationDates, ["auto", "always", "never"]) ?? "auto",
    expirationBasisDays: asNumber(written.expirationBasisDays) ?? EXPIRATION_BASIS_DAYS,
  };
}

function reuseLimitOf(value: unknown): readonly LimitStep[] | null {
  if (!Array.isArray(value)) return null;
  return asList(value)
    .map(asMapping)
    .map(({ issuedFrom, days }) => ({
      from: parseDay(asText(issuedFrom) ?? "") ?? Number.NEGATIVE_INFINITY,
      days: asNumber(days) ?? 0,
    }))
    .sort((a, b) => a.from - b.from);
}

/** What is wrong with steps that stand in the order of their days of issuance. */
function limitProblem(steps: readonly LimitStep[]): string | null {
  for (const [index, { from, days }] of steps.entries()) {
    const before = steps[index - 1];
    if (from === before?.from) return "two steps begin on the same day; keep one of them";
    if (days > (before?.days ?? days)) {
      return "the days rise with time; a limit that has cut a validation off cannot make it usable again";
    }
  }
  return null;
}

/** What is wrong with an address; never quotes it, for it may hold credentials. */
function urlProblem(text: string): string | null {
  if (text === SIMULATOR_URL || text === "" || text.includes("${")) return null;
  if (!URL.canParse(text)) return "this is not an address; write https://…, or simulator for the embedded CA";
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "") return "an address must not hold credentials; put them under auth";
  if (search !== "" || hash !== "") return "an address must end with its path; remove what follows ? or #";
  if (protocol === "https:") return null;
  if (protocol !== "http:") return "only https:// is spoken (http:// to loopback alone)";
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
  return isLoopback ? null : "http:// would send credentials in the clear; use https:// (http:// to loopback alone)";
}
