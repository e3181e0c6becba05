/** What a simulated Sectigo Certificate Manager holds: as a scenario's file has it, and with every default filled in. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { DAY_MS } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Path } from "../../document/document";
import type { ScenarioReader } from "../scenario-reader";
import { oneOf } from "../../core/schema-parts";
import { extraKeys, filled, names, scenarioDate, typed } from "../scenario-schemas";
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
  /** Sorted by name, which is the order of the listing. */
  readonly domains: readonly SectigoDomain[];
}

export interface SectigoDomain {
  readonly domain: string;
  readonly status: string;
  readonly method: string | null;
  readonly validatedAt: EpochMs | null;
  readonly expiresAt: EpochMs | null;
  readonly orderStatus: string;
  readonly orderMethod: string | null;
  readonly submittedAt: EpochMs | null;
  readonly org: number | null;
  readonly department: number | null;
  /** Keys left out of the row of the listing, then keys put into it as they stand; below, the same for the status. */
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly statusOmit: readonly string[];
  readonly statusExtra: Readonly<Record<string, unknown>>;
}

const VOCABULARIES = ["constants", "labels"] as const;

const sectigoDomainFile = Type.Object(
  {
    domain: filled,
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: "That many domains; {n} in domain counts from 1" }),
    ),
    status: Type.Optional(Type.String({ description: "Any word. Default: as the dates have it" })),
    method: Type.Optional(
      typed<string | null>(["string", "null"], { description: "Default CNAME for a domain with a date of validation" }),
    ),
    validated: Type.Optional(scenarioDate),
    expires: Type.Optional(scenarioDate),
    orderStatus: Type.Optional(
      Type.String({ description: "Any word. Default SUBMITTED with submitted, else NOT_INITIATED" }),
    ),
    orderMethod: Type.Optional(
      typed<string | null>(["string", "null"], { description: "Default: method, where there is an order" }),
    ),
    submitted: Type.Optional(scenarioDate),
    org: Type.Optional(typed<number | null>(["integer", "null"], { minimum: 1 })),
    department: Type.Optional(typed<number | null>(["integer", "null"], { minimum: 1 })),
    omit: Type.Optional(names({ description: "Keys left out of the row of the list" })),
    extra: Type.Optional(extraKeys({ description: "Merged into the row of the list as it stands" })),
    statusOmit: Type.Optional(names({ description: "Keys left out of the status answer" })),
    statusExtra: Type.Optional(extraKeys({ description: "Merged into the status answer as it stands" })),
  },
  { additionalProperties: false },
);

export const sectigoScenarioSchema = Type.Object(
  {
    auth: Type.Optional(
      Type.Partial(
        Type.Object({
          login: filled,
          password: filled,
          customerUri: filled,
          clientId: filled,
          clientSecret: filled,
        }),
        { additionalProperties: false, description: "What a client must present; each is demo by default" },
      ),
    ),
    tokenLifetimeSeconds: Type.Optional(Type.Integer({ minimum: 1, description: "Default 300" })),
    defaultPageSize: Type.Optional(Type.Integer({ minimum: 0, description: "Rows without size. Default 20" })),
    maxPageSize: Type.Optional(Type.Integer({ minimum: 1, description: "Default 200" })),
    oversizedPages: Type.Optional(
      oneOf(["refuse", "clamp"], {
        description: "A larger size is a 400 (default), or gives a page of the maximum size",
      }),
    ),
    vocabulary: Type.Optional(
      typed<Vocabulary | { v1?: Vocabulary; v2?: Vocabulary }>(["string", "object"], {
        description:
          "constants (NOT_VALIDATED, CNAME; default) or labels (Not validated, CNAME_CSR_HASH), for both API versions or each",
        if: { type: "string" },
        then: { enum: VOCABULARIES },
        else: {
          additionalProperties: false,
          properties: { v1: { enum: VOCABULARIES }, v2: { enum: VOCABULARIES } },
        },
      }),
    ),
    expirationBasisDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "Days from validated to expires where that is left out. Default 198; always 10 for PERSISTENT_TXT",
      }),
    ),
    domains: Type.Optional(Type.Array(sectigoDomainFile)),
  },
  { additionalProperties: false, description: "Sectigo Certificate Manager. Left out: its paths are 404" },
);

type SectigoFile = Static<typeof sectigoScenarioSchema>;
type SectigoDomainFile = Static<typeof sectigoDomainFile>;

/**
 * Days from a validation to the expiry date that SCM shows. Sectigo relies on a validation for 198 days since
 * 2026-03-12, and on a persistent record for 10 (Baseline Requirements 3.2.2.4.22); `expirationBasisDays: 398` is the
 * arithmetic of the older records.
 */
const EXPIRATION_BASIS_DAYS = 198;
const PERSISTENT_BASIS_DAYS = 10;

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
    domains: domains.sort((a, b) => (a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0)),
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
  const basisMs = (method === "PERSISTENT_TXT" ? PERSISTENT_BASIS_DAYS : basisDays) * DAY_MS;
  const derivedExpiry = validatedAt === null ? null : validatedAt + basisMs;
  const expiresAt = file.expires === undefined ? derivedExpiry : reader.date(file.expires, [...path, "expires"]);
  const submittedAt = reader.date(file.submitted ?? null, [...path, "submitted"]);
  const orderStatus = file.orderStatus ?? (submittedAt === null ? "NOT_INITIATED" : "SUBMITTED");
  const usualOrderMethod = orderStatus === "NOT_INITIATED" ? null : (method ?? "CNAME");

  const domain: SectigoDomain = {
    domain: file.domain,
    status: file.status ?? statusByDates(validatedAt, expiresAt, reader.asOf),
    method,
    validatedAt,
    expiresAt,
    orderStatus,
    orderMethod: file.orderMethod === undefined ? usualOrderMethod : file.orderMethod,
    submittedAt,
    org: file.org ?? null,
    department: file.department ?? null,
    omit: file.omit ?? [],
    extra: file.extra ?? {},
    statusOmit: file.statusOmit ?? [],
    statusExtra: file.statusExtra ?? {},
  };
  if (file.count === undefined) return [domain];
  if (!file.domain.includes("{n}")) {
    reader.report("bad-value", `"${file.domain}" is counted but has no {n}; write host-{n}.example.com`, [
      ...path,
      "domain",
    ]);
  }
  return Array.from({ length: file.count }, (_, n) => ({
    ...domain,
    domain: file.domain.replaceAll("{n}", String(n + 1)),
  }));
}

function statusByDates(validatedAt: EpochMs | null, expiresAt: EpochMs | null, asOf: EpochMs): string {
  if (expiresAt !== null) return expiresAt <= asOf ? "EXPIRED" : "VALIDATED";
  return validatedAt === null ? "NOT_VALIDATED" : "VALIDATED";
}
