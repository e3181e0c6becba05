/** All CAs with the same estate, so that one suite can ask the same of every provider. */
import type { DesiredDomain } from "../../lib/core/desired";
import type { Observation } from "../../lib/core/observation";
import type { Provider } from "../../lib/core/provider";
import type { ProviderSettings } from "../../lib/core/provider-module";
import { moduleOf } from "../../lib/core/provider-module";
import type { DigicertSettings } from "../../lib/providers/digicert/settings";
import type { NcloudSettings } from "../../lib/providers/ncloud/settings";
import { PROVIDER_MODULES, type OpenableModule } from "../../lib/providers/registry";
import type { CallRecord, ProviderRuntime } from "../../lib/providers/runtime";
import type { SectigoSettings } from "../../lib/providers/sectigo/settings";
import { observeOne } from "../../lib/run/observe";
import type { Question } from "../../lib/run/reading";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import type { SimulatedCa } from "../../lib/simulator/simulated-ca";
import { SECTIGO_TOKEN_PATH } from "../../lib/simulator/sectigo/authentication";
import type { Simulator } from "../../lib/simulator/simulator";
import { simulate } from "../support/scenarios";

export const NOW = Date.parse("2026-11-21T00:00:00Z");
/** None of these may ever be seen in a message. */
export const SECRETS = ["correct-horse-password", "correct-horse-client-secret", "correct-horse-secret-key"] as const;

const CONNECTION = { concurrency: 3, timeoutMs: 5_000, retries: 1, maximumListed: 20_000, coverage: "entry" } as const;

export function sectigoSettings(url: string, change: Partial<SectigoSettings> = {}): SectigoSettings {
  return {
    type: "sectigo",
    name: "sectigo",
    url: `${url}/api`,
    ...CONNECTION,
    auth: { kind: "headers", login: "reader", password: SECRETS[0], customerUri: "acme" },
    apiVersions: { list: "v1", status: "v2", act: "v1" },
    org: null,
    department: null,
    validationDates: "auto",
    expirationBasisDays: 398,
    ...change,
  };
}

export function sectigoOAuth(url: string): Partial<SectigoSettings> {
  const tokenUrl = url + SECTIGO_TOKEN_PATH;
  const auth = { kind: "oauth", clientId: "robot", clientSecret: SECRETS[1], tokenUrl } as const;
  return { auth, apiVersions: { list: "v2", status: "v2", act: "v2" } };
}

export function ncloudSettings(url: string, change: Partial<NcloudSettings> = {}): NcloudSettings {
  const auth = { accessKey: "ACCESSKEY00000000001", secretKey: SECRETS[2] };
  return { type: "ncloud", name: "ncloud", url, ...CONNECTION, auth, wildcardDomainAddress: "wildcard", ...change };
}

export function digicertSettings(url: string, change: Partial<DigicertSettings> = {}): DigicertSettings {
  return {
    type: "digicert",
    name: "digicert",
    url: `${url}/services/v2`,
    ...CONNECTION,
    coverage: "authorization-domain",
    auth: { apiKey: SECRETS[2] },
    container: null,
    subaccount: null,
    cname: "dnsauth",
    ...change,
  };
}

export const SECTIGO_AUTH = `auth: { login: reader, password: ${SECRETS[0]}, customerUri: acme, clientId: robot, clientSecret: ${SECRETS[1]} }`;
export const NCLOUD_AUTH = `auth: { accessKey: ACCESSKEY00000000001, secretKey: ${SECRETS[2]} }`;

export interface Registries {
  readonly modules: readonly OpenableModule[];
  readonly cas: readonly SimulatedCa[];
}

const REGISTRIES: Registries = { modules: PROVIDER_MODULES, cas: SIMULATED_CAS };

export interface ProviderCase {
  readonly name: string;
  readonly settings: (url: string) => ProviderSettings;
  /** Four domains: validated, validated wildcard, validated with an order in hand, never validated with an order. */
  readonly scenario: string;
  /** The operations of the simulator that are called, the listing first. */
  readonly list: string;
  readonly detail: string;
  /** How many of the four domains need a call of their own; all unless given. */
  readonly detailed?: number;
  /** The only calls that observing may make. */
  readonly reads: RegExp;
  /** Where the CA is not in the registries. */
  readonly registries?: Registries;
}

const SECTIGO_SCENARIO = `
version: 1
sectigo:
  ${SECTIGO_AUTH}
  domains:
    - { domain: a.example.com, validated: "2026-10-01" }
    - { domain: "*.example.com", validated: "2026-10-02" }
    - { domain: b.example.com, validated: "2026-10-03", submitted: "2026-11-20" }
    - { domain: c.example.com, submitted: "2026-11-20" }
`;

export const PROVIDER_CASES: readonly ProviderCase[] = [
  {
    name: "sectigo with headers",
    settings: (url) => sectigoSettings(url, { validationDates: "always" }),
    scenario: SECTIGO_SCENARIO,
    list: "sectigo.list",
    detail: "sectigo.status",
    reads: /^(GET \/api\/dcv\/v1\/validation\?|POST \/api\/dcv\/v2\/validation\/status$)/,
  },
  {
    name: "sectigo with OAuth",
    settings: (url) => sectigoSettings(url, { validationDates: "always", ...sectigoOAuth(url) }),
    scenario: SECTIGO_SCENARIO,
    list: "sectigo.list",
    detail: "sectigo.status",
    reads:
      /^(GET \/api\/dcv\/v2\/validation\?|POST \/api\/dcv\/v2\/validation\/status$|POST \/auth\/realms\/\S+\/token$)/,
  },
  {
    name: "ncloud",
    settings: (url) => ncloudSettings(url),
    scenario: `
version: 1
ncloud:
  ${NCLOUD_AUTH}
  certificates:
    - certificateNo: 55332
      domains: [a.example.com, "*.example.com"]
      validations:
        - { domain: a.example.com, validSn: 1, registered: "2026-10-01", validated: "2026-10-01" }
        - { domain: "*.example.com", validSn: 2, registered: "2026-10-02", validated: "2026-10-02" }
    - certificateNo: 55333
      domains: [b.example.com, c.example.com]
      validations:
        - { domain: b.example.com, validSn: 3, registered: "2026-10-03", validated: "2026-10-03" }
        - { domain: b.example.com, validSn: 4, registered: "2026-11-20", status: VALID_STATUS_REG, validYn: N }
        - { domain: c.example.com, validSn: 5, registered: "2026-11-20", status: VALID_STATUS_REG, validYn: N }
`,
    list: "ncloud.certificates",
    detail: "ncloud.verification",
    reads: /^GET \/api\/v2\/certificate\/(certificates\?|getVerificationInfo\/\d+\?)/,
  },
  {
    name: "digicert",
    settings: (url) => digicertSettings(url),
    scenario: `
version: 1
digicert:
  apiKey: ${SECRETS[2]}
  domains:
    - { domain: a.example.com, validated: "2026-10-01" }
    - { domain: "*.example.com", validated: "2026-10-02" }
    - { domain: b.example.com, validated: "2026-10-03", submitted: "2026-11-20" }
    - { domain: c.example.com, submitted: "2026-11-20" }
`,
    list: "digicert.list",
    detail: "digicert.domain",
    detailed: 2,
    reads: /^GET \/services\/v2\/(domain\?|domain\/\d+\?|user\/me$)/,
  },
];

export const NAMES = ["a.example.com", "*.example.com", "b.example.com", "c.example.com"] as const;

/** A declared name, with its keys where they matter. */
type Declared = string | Pick<DesiredDomain, "name" | "keys">;

export function desiredDomain(declared: Declared): DesiredDomain {
  const { name, keys } = typeof declared === "string" ? { name: declared, keys: {} } : declared;
  const place = { file: "domains.yaml", line: 1, column: 1 };
  const unset = { unicode: null, method: null, owner: null, labels: {}, maxAgeDays: null };
  return { ...unset, name, keys, provider: "ca", revalidateWithinDays: 30, place };
}

/** A question about the declared names, all of whose dates matter. */
export function requestFor(names: readonly Declared[], change: Partial<Question> = {}): Question {
  const desired = names.map(desiredDomain);
  return {
    desired,
    limitsOf: () => [],
    everyDate: true,
    known: new Map(),
    asOf: NOW,
    filter: null,
    acknowledged: [],
    ...change,
  };
}

export interface Observed {
  readonly observations: ReadonlyMap<string, Observation>;
  readonly warnings: readonly string[];
  /** What the provider threw first, null when it was seen to its end. */
  readonly error: unknown;
  /** Why the run does not count what it saw as everything; null when it does. */
  readonly incomplete: string | null;
}

export interface Session extends Simulator {
  readonly provider: Provider;
  readonly calls: readonly CallRecord[];
  /** Observes to the end. */
  readonly observe: (question?: Question, signal?: AbortSignal) => Promise<Observed>;
}

export function openProvider(
  settings: ProviderSettings,
  runtime: ProviderRuntime,
  { modules } = REGISTRIES,
): Promise<Provider> {
  return moduleOf(modules, settings.type).open(settings, runtime);
}

const providers: Provider[] = [];

/** A simulated CA and a provider that asks it; both are closed when the test is over. */
export async function open(
  settings: (url: string) => ProviderSettings,
  scenario: string,
  runtime: Partial<ProviderRuntime> = {},
  registries = REGISTRIES,
): Promise<Session> {
  const simulator = await simulate(scenario, NOW, registries.cas);
  const calls: CallRecord[] = [];
  const quick: ProviderRuntime = {
    now: () => NOW,
    proxy: null,
    backoff: { baseMs: 1, maxMs: 2 },
    onCall: (call) => calls.push(call),
    ...runtime,
  };
  const provider = await openProvider(settings(simulator.url), quick, registries);
  providers.push(provider);
  return {
    ...simulator,
    get maxConcurrent() {
      return simulator.maxConcurrent;
    },
    provider,
    calls,
    observe: (question = requestFor(NAMES), signal = new AbortController().signal) =>
      observe(provider, question, signal),
  };
}

/** Observes to the end as a run does, and keeps what the provider threw. */
export async function observe(provider: Provider, question: Question, signal: AbortSignal): Promise<Observed> {
  const thrown: unknown[] = [];
  async function* keeping<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
    try {
      yield* batches;
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  }
  const open = {
    ...provider,
    name: "ca",
    type: "ca",
    account: "0123456789abcdef",
    minimumPresentPercent: 0,
    coverage: "entry" as const,
    entryKey: "certificateNo",
    warnings: [],
    list: (...given: Parameters<Provider["list"]>) => keeping(provider.list(...given)),
    inspect: (...given: Parameters<Provider["inspect"]>) => keeping(provider.inspect(...given)),
  };
  const { observed: seen } = await observeOne(open, question, null, signal, { seen: () => undefined });
  const { observations, warnings, error: incomplete } = seen;
  return { observations, warnings, error: thrown[0] ?? null, incomplete };
}

afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
});
