/** What a simulated Sectigo Certificate Manager holds, with every default filled in. */
import { DAY_MS } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Path } from "../../document/document";
import type { ScenarioReader } from "../scenario-reader";
import type { SectigoDomainFile, SectigoFile } from "./scenario-schema";
import type { Vocabulary } from "./vocabulary";

export interface SectigoScenario {
  readonly auth: {
    readonly login: string;
    readonly password: string;
    readonly customerUri: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  readonly tokenLifetimeSeconds: number;
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
  /** What a `size` above the maximum gets: a 400, or a page of the maximum size. */
  readonly oversizedPages: "refuse" | "clamp";
  readonly vocabulary: { readonly v1: Vocabulary; readonly v2: Vocabulary };
  readonly behaviour: SectigoBehaviour;
  readonly organizations: readonly SectigoOrganization[];
  readonly connectors: readonly SectigoConnector[];
  /** Sorted by name, which is the order of the listing. */
  readonly domains: readonly SectigoDomain[];
}

/** What SCM does where its documentation is silent, or where tests need it otherwise. */
export interface SectigoBehaviour {
  /** Every change is refused, as to an administrator without the privilege. */
  readonly readOnly: boolean;
  /** For how long the list and the status show the state before a change. */
  readonly statusLagMs: number;
  /** From a submission to the first look for the challenge, and from one look to the next. */
  readonly firstCheckMs: number;
  readonly checkIntervalMs: number;
  /** What a start gives while an order runs: the same challenge, or one of its own each time. */
  readonly tokens: "kept" | "new";
  /** What a submission gives while an order is submitted: code -724, or the same order. */
  readonly secondSubmit: "refuse" | "accept";
  /** Whether a challenge is found where no network is looked at. */
  readonly challenges: "found" | "missing";
  /** What `clear` resets: the order, as in the manual's sample, or the validation too, as in its text. */
  readonly clear: "order" | "all";
  /** How many places look for a record, the first of them the CA's own. */
  readonly perspectives: number;
  /** Days from a validation to its expiry. */
  readonly basisDays: number;
}

export interface SectigoOrganization {
  readonly id: number;
  readonly name: string;
  readonly departments: readonly { readonly id: number; readonly name: string }[];
}

/** A DNS connector: it publishes records on behalf of SCM. */
export interface SectigoConnector {
  readonly id: string;
  readonly name: string;
  readonly providers: readonly string[];
}

export interface SectigoDomain {
  /** Of `domain/v1`. */
  readonly id: number;
  readonly domain: string;
  /** The scenario's own word; null: as the dates have it. */
  readonly status: string | null;
  readonly method: string | null;
  readonly validatedAt: EpochMs | null;
  readonly expiresAt: EpochMs | null;
  readonly orderStatus: string;
  readonly orderMethod: string | null;
  readonly submittedAt: EpochMs | null;
  /** What the challenge is made of; null: as it was before the first call. */
  readonly seed: string | null;
  /** The order's number; null: one that depends on the name. */
  readonly orderId: string | null;
  /** Where an e-mail was sent; null: to `admin`. */
  readonly email: string | null;
  /** Whether a DNS connector publishes the record. */
  readonly usesConnector: boolean;
  /** The last time that the CA looked for the challenge; null: never. */
  readonly checkedAt: EpochMs | null;
  /** How many challenges were used up. */
  readonly generation: number;
  /** How many validations ended since the start. */
  readonly cycle: number;
  /** Whether its challenge is found, wherever the CA looks; null: as the rest of the scenario has it. */
  readonly challenge: "found" | "missing" | null;
  readonly isActive: boolean;
  readonly org: number | null;
  readonly department: number | null;
  /** Keys left out of the row of the listing, then keys put into it as they stand; below, the same for the status. */
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly statusOmit: readonly string[];
  readonly statusExtra: Readonly<Record<string, unknown>>;
}

/**
 * Days from a validation to the expiry date that SCM shows. Sectigo relies on a validation for 198 days since
 * 2026-03-12, and on a persistent record for 10 (Baseline Requirements 3.2.2.4.22); `expirationBasisDays: 398` is the
 * arithmetic of the older records.
 */
const EXPIRATION_BASIS_DAYS = 198;
const PERSISTENT_BASIS_DAYS = 10;

/** The time between two checks of a submitted order in the manual's sample. */
const CHECK_INTERVAL_SECONDS = 2 * 3_600;

/** The CA's own network and the four remote ones that the Baseline Requirements ask for since 2026-06-15 (3.2.2.9). */
const PERSPECTIVES = 5;

/** The expiry that SCM shows for a validation. */
export function expiryOf(method: string | null, validatedAt: EpochMs, basisDays: number): EpochMs {
  return validatedAt + (method === "PERSISTENT_TXT" ? PERSISTENT_BASIS_DAYS : basisDays) * DAY_MS;
}

/** What every domain begins with. */
export const UNTOUCHED = {
  id: 0,
  status: null,
  method: null,
  validatedAt: null,
  expiresAt: null,
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  submittedAt: null,
  seed: null,
  orderId: null,
  email: null,
  usesConnector: false,
  checkedAt: null,
  generation: 0,
  cycle: 0,
  challenge: null,
  isActive: true,
  org: null,
  department: null,
  omit: [],
  extra: {},
  statusOmit: [],
  statusExtra: {},
} as const satisfies Omit<SectigoDomain, "domain">;

export function sectigoScenario(file: SectigoFile, reader: ScenarioReader): SectigoScenario {
  const basisDays = file.expirationBasisDays ?? EXPIRATION_BASIS_DAYS;
  const { vocabulary = "constants" } = file;
  const domains = (file.domains ?? []).flatMap((entry, index) =>
    sectigoDomains(entry, basisDays, reader, ["sectigo", "domains", index]),
  );
  return {
    auth: {
      login: "demo",
      password: "demo",
      customerUri: "demo",
      clientId: "demo",
      clientSecret: "demo",
      ...file.auth,
    },
    tokenLifetimeSeconds: file.tokenLifetimeSeconds ?? 300,
    defaultPageSize: file.defaultPageSize ?? 20,
    maxPageSize: file.maxPageSize ?? 200,
    oversizedPages: file.oversizedPages ?? "refuse",
    vocabulary:
      typeof vocabulary === "string"
        ? { v1: vocabulary, v2: vocabulary }
        : { v1: "constants", v2: "constants", ...vocabulary },
    behaviour: behaviourOf(file),
    organizations: (file.organizations ?? [{ id: 1, name: "Demo" }]).map((one) => ({ departments: [], ...one })),
    connectors: file.connectors ?? [],
    domains: domains
      .sort((a, b) => (a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0))
      .map((domain, index) => ({ ...domain, id: index + 1 })),
  };
}

function behaviourOf(file: SectigoFile): SectigoBehaviour {
  return {
    readOnly: file.readOnly ?? false,
    statusLagMs: (file.statusLagSeconds ?? 0) * 1000,
    firstCheckMs: (file.firstCheckSeconds ?? 0) * 1000,
    checkIntervalMs: (file.checkIntervalSeconds ?? CHECK_INTERVAL_SECONDS) * 1000,
    tokens: file.tokens ?? "kept",
    secondSubmit: file.secondSubmit ?? "refuse",
    challenges: file.challenges ?? "missing",
    clear: file.clear ?? "order",
    perspectives: file.perspectives ?? PERSPECTIVES,
    basisDays: file.expirationBasisDays ?? EXPIRATION_BASIS_DAYS,
  };
}

/** One entry is one domain, or `count` of them that differ in the number that stands for `{n}`. */
function sectigoDomains(
  file: SectigoDomainFile,
  basisDays: number,
  reader: ScenarioReader,
  path: Path,
): SectigoDomain[] {
  const validatedAt = reader.date(file.validated ?? null, [...path, "validated"]);
  const method = file.method === undefined ? (validatedAt === null ? null : "CNAME") : file.method;
  const derivedExpiry = validatedAt === null ? null : expiryOf(method, validatedAt, basisDays);
  const expiresAt = file.expires === undefined ? derivedExpiry : reader.date(file.expires, [...path, "expires"]);
  const submittedAt = reader.date(file.submitted ?? null, [...path, "submitted"]);
  const orderStatus = file.orderStatus ?? (submittedAt === null ? "NOT_INITIATED" : "SUBMITTED");
  const usualOrderMethod = orderStatus === "NOT_INITIATED" ? null : (method ?? "CNAME");

  const domain = {
    ...UNTOUCHED,
    status: file.status ?? null,
    method,
    validatedAt,
    expiresAt,
    orderStatus,
    orderMethod: file.orderMethod === undefined ? usualOrderMethod : file.orderMethod,
    submittedAt,
    challenge: file.challenge ?? null,
    org: file.org ?? null,
    department: file.department ?? null,
    omit: file.omit ?? [],
    extra: file.extra ?? {},
    statusOmit: file.statusOmit ?? [],
    statusExtra: file.statusExtra ?? {},
  };
  return reader.namesOf(file, path).map((name) => ({ ...domain, domain: name }));
}

/** The word that the API shows at an instant. */
export function statusOf({ status, validatedAt, expiresAt }: SectigoDomain, asOf: EpochMs): string {
  if (status !== null) return status;
  if (expiresAt !== null) return expiresAt <= asOf ? "EXPIRED" : "VALIDATED";
  return validatedAt === null ? "NOT_VALIDATED" : "VALIDATED";
}
