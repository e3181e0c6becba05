/** What a simulated CertCentral holds: as a scenario's file has it, and with every default filled in. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { DAY_MS } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { ScenarioReader } from "../scenario-reader";
import { extraKeys, filled, names, scenarioDate, typed } from "../scenario-schemas";

export interface DigicertScenario {
  readonly apiKey: string;
  readonly roles: readonly string[];
  /** Whether the key may only read. */
  readonly viewOnly: boolean;
  /** Whether more than 100 calls in 5 seconds are refused. */
  readonly rateLimit: boolean;
  readonly maxPageSize: number;
  /** `domain/{id}/dcv/validate-token` begins the ten days of looking anew. */
  readonly checkRestartsPolling: boolean;
  readonly expirationBasisDays: number;
  readonly domains: readonly DigicertDomain[];
}

export interface DigicertDomain {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
  /** CertCentral's word; null: none is set. */
  readonly method: string | null;
  readonly validatedAt: EpochMs | null;
  readonly expiresAt: EpochMs | null;
  readonly submittedAt: EpochMs | null;
  readonly container: number;
  readonly subaccount: number | null;
  /** Whether a look for the record finds it; null: as the simulated network has it. */
  readonly found: boolean | null;
  /** Keys left out of the row of the list, then keys put into it as they stand. */
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
}

const domainFile = Type.Object(
  {
    domain: filled,
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: "That many domains; {n} in domain counts from 1" }),
    ),
    id: Type.Optional(Type.Integer({ minimum: 1, description: "Default: counted from 1001" })),
    active: Type.Optional(Type.Boolean({ description: "Default true" })),
    method: Type.Optional(typed<string | null>(["string", "null"], { description: "Default dns-cname-token" })),
    validated: Type.Optional(scenarioDate),
    expires: Type.Optional(scenarioDate),
    submitted: Type.Optional(scenarioDate),
    container: Type.Optional(Type.Integer({ minimum: 1, description: "Default 1" })),
    subaccount: Type.Optional(Type.Integer({ minimum: 1, description: "Listed below this sub-account alone" })),
    found: Type.Optional(
      Type.Boolean({ description: "Whether a look for the record finds it. Default: as the simulated DNS has it" }),
    ),
    omit: Type.Optional(names({ description: "Keys left out of the row of the list" })),
    extra: Type.Optional(extraKeys({ description: "Merged into the row of the list as it stands" })),
  },
  { additionalProperties: false },
);

export const digicertScenarioSchema = Type.Object(
  {
    apiKey: Type.Optional(Type.String({ minLength: 1, description: "What a client must present; demo by default" })),
    roles: Type.Optional(names({ description: "The roles of the key's user. Default Administrator" })),
    viewOnly: Type.Optional(Type.Boolean({ description: "The key may only read. Default false" })),
    rateLimit: Type.Optional(Type.Boolean({ description: "More than 100 calls in 5 seconds get 429. Default false" })),
    maxPageSize: Type.Optional(Type.Integer({ minimum: 1, description: "Default 1000" })),
    checkRestartsPolling: Type.Optional(
      Type.Boolean({ description: "A check by hand begins the ten days of looking anew. Default false" }),
    ),
    expirationBasisDays: Type.Optional(
      Type.Integer({ minimum: 1, description: "Days from validated to expires where that is left out. Default 199" }),
    ),
    domains: Type.Optional(Type.Array(domainFile)),
  },
  { additionalProperties: false, description: "DigiCert CertCentral. Left out: its paths are 404" },
);

export function digicertScenario(
  file: Static<typeof digicertScenarioSchema>,
  reader: ScenarioReader,
): DigicertScenario {
  const expirationBasisDays = file.expirationBasisDays ?? 199;
  let nextId = 1001;
  const domains = (file.domains ?? []).flatMap((entry, index) => {
    const path = ["digicert", "domains", index];
    const validatedAt = reader.date(entry.validated ?? null, [...path, "validated"]);
    const expiry = validatedAt === null ? null : validatedAt + expirationBasisDays * DAY_MS;
    const domain = {
      active: entry.active ?? true,
      method: entry.method === undefined ? "dns-cname-token" : entry.method,
      validatedAt,
      expiresAt: entry.expires === undefined ? expiry : reader.date(entry.expires, [...path, "expires"]),
      submittedAt: reader.date(entry.submitted ?? null, [...path, "submitted"]),
      container: entry.container ?? 1,
      subaccount: entry.subaccount ?? null,
      found: entry.found ?? null,
      omit: entry.omit ?? [],
      extra: entry.extra ?? {},
    };
    return reader.namesOf(entry, path).map((name, n): DigicertDomain => {
      const id = entry.id === undefined ? nextId++ : entry.id + n;
      return { ...domain, id, name };
    });
  });
  return {
    apiKey: file.apiKey ?? "demo",
    roles: file.roles ?? ["Administrator"],
    viewOnly: file.viewOnly ?? false,
    rateLimit: file.rateLimit ?? false,
    maxPageSize: file.maxPageSize ?? 1_000,
    checkRestartsPolling: file.checkRestartsPolling ?? false,
    expirationBasisDays,
    domains,
  };
}
