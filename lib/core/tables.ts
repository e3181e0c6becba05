/** The dated facts that limits are made of, as `policies/tables` states them. */
import type { CaaApplicant } from "./caa";
import type { ReuseLimit } from "./reuse";
import { UNLIMITED, VOID } from "./reuse";
import type { EpochMs } from "./time";

/** One validation method of the Baseline Requirements. */
export interface MethodFacts {
  /** Whether it may validate a wildcard name. */
  readonly wildcard: boolean;
  /** From here on CAs SHOULD NOT use it. */
  readonly sunsetFrom: EpochMs | null;
  /** From here on its validations no longer count, earlier ones included. */
  readonly voidFrom: EpochMs | null;
  /** Its validations may never be older than this, whatever the schedule. */
  readonly reuseCapDays: number | null;
  /** Whether the CA repeats it by itself (a persistent record), so that its age requires no action. */
  readonly refreshedByCa: boolean;
  /** The name of the method in `validationmethods` of CAA records (RFC 8657). */
  readonly caaLabel: string;
  readonly citation: string;
}

export interface Tables {
  /** The schedule of the Baseline Requirements. */
  readonly reusePeriods: ReuseLimit;
  /** By our word for the method (`CNAME`, `EMAIL`, …). A word that stands for several methods has several rows. */
  readonly methods: ReadonlyMap<string, readonly MethodFacts[]>;
  /** What a CA itself accepts, by provider name. */
  readonly caLimits: ReadonlyMap<string, ReuseLimit>;
  /** The domain names that a CA accepts in CAA and in persistent records, by provider name; none where they are not known. */
  readonly issuers: ReadonlyMap<string, readonly string[]>;
  /** How long the random value of an order may be used; an order older than this can no longer succeed. */
  readonly randomValue: { readonly days: number; readonly citation: string };
}

/** Every limit on a validation made by `method` at `provider`, the Baseline Requirements first. */
export function limitsFor(
  tables: Tables,
  provider: string,
  method: string | null,
  maxAgeDays: number | null,
): readonly ReuseLimit[] {
  const limits: ReuseLimit[] = [tables.reusePeriods];
  const ca = tables.caLimits.get(provider);
  if (ca !== undefined) limits.push(ca);
  for (const facts of methodFacts(tables, method)) {
    const limit = methodLimit(facts);
    if (limit !== null) limits.push(limit);
  }
  if (maxAgeDays !== null) {
    const steps = [{ from: Number.NEGATIVE_INFINITY, days: maxAgeDays }];
    limits.push({ kind: "local", source: "maxAgeDays of this file", steps });
  }
  return limits;
}

export function methodFacts(tables: Tables, method: string | null): readonly MethodFacts[] {
  return (method === null ? undefined : tables.methods.get(method)) ?? [];
}

/** Who asks for a certificate, as CAA records see it; null where it is not known which issuers the CA accepts. */
export function caaApplicant(tables: Tables, provider: string, method: string | null): CaaApplicant | null {
  const issuers = tables.issuers.get(provider);
  if (issuers === undefined) return null;
  const methods = methodFacts(tables, method).map(({ caaLabel }) => caaLabel);
  // In which form this CA names an account in CAA records is not documented.
  return { issuers, methods: methods.length === 0 ? null : methods, account: null };
}

/** The CA checks a persistent record again by itself, so neither its age nor its end requires action. */
export function isRefreshedByCa(methods: readonly MethodFacts[]): boolean {
  return methods.length > 0 && methods.every((method) => method.refreshedByCa);
}

function methodLimit(facts: MethodFacts): ReuseLimit | null {
  const steps = [
    { from: Number.NEGATIVE_INFINITY, days: facts.reuseCapDays ?? UNLIMITED },
    ...(facts.voidFrom === null ? [] : [{ from: facts.voidFrom, days: VOID }]),
  ];
  return steps.every((step) => step.days === UNLIMITED) ? null : { kind: "method", source: facts.citation, steps };
}
