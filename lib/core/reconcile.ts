/**
 * Compares what is declared with what was observed: one change for each domain, in a fixed order.
 *
 * `lib/core` decides what must change and why, from plain data, without I/O and without a clock. In order: names (`domain-name.ts`),
 * what is wanted (`desired.ts`) and what was observed (`observation.ts`), how long a validation may be reused (`reuse.ts`,
 * `measure.ts`), what to do about it (`decide.ts`), and the plan (`plan.ts`). No word of a CA stands here.
 */
import { decide } from "./decide";
import type { Change } from "./change";
import { addressOf } from "./desired";
import type { DesiredDomain } from "./desired";
import { parseDomainName } from "./domain-name";
import { measureReuse } from "./measure";
import { compareText } from "./order";
import type { LiveRecord, Observation } from "./observation";
import { limitsFor, methodFacts } from "./tables";
import type { Tables } from "./tables";
import type { EpochMs } from "./time";

/** What was observed at one provider. */
export interface ObservedProvider {
  /** Its name in the file. */
  readonly name: string;
  readonly type: string;
  /** Whether everything was seen; if not, a declared name that is missing is unknown, not absent. */
  readonly complete: boolean;
  /** Why not everything was seen; a sentence without secrets. */
  readonly error: string | null;
  /** By domain name, in the order of arrival. */
  readonly observations: ReadonlyMap<string, Observation>;
  /** What could not be understood, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * The changes for every declared domain and for every live one that is not declared, sorted by provider, then name.
 * Pure: the same arguments give the same changes, in whatever order domains and observations came.
 */
export function reconcile(
  desired: readonly DesiredDomain[],
  observed: readonly ObservedProvider[],
  tables: Tables,
  asOf: EpochMs,
): readonly Change[] {
  const providers = new Map(observed.map((provider) => [provider.name, provider]));
  const declared = new Set(desired.map((domain) => addressOf(domain.provider, domain.name)));
  const changes = desired.map((domain) => declaredChange(domain, providers.get(domain.provider), tables, asOf));
  for (const provider of observed) {
    for (const observation of provider.observations.values()) {
      if (declared.has(addressOf(provider.name, observation.domain))) continue;
      const change = undeclaredChange(provider, observation, tables, asOf);
      if (change !== null) changes.push(change);
    }
  }
  return changes.sort((a, b) => compareText(a.provider, b.provider) || compareText(a.domain, b.domain));
}

function declaredChange(
  declared: DesiredDomain,
  provider: ObservedProvider | undefined,
  tables: Tables,
  asOf: EpochMs,
): Change {
  const observation = provider?.observations.get(declared.name) ?? unmentioned(declared, provider);
  const identity = {
    address: addressOf(declared.provider, declared.name),
    domain: declared.name,
    unicode: declared.unicode,
    provider: declared.provider,
    declared,
  };
  switch (observation.kind) {
    case "present": {
      const { record } = observation;
      const reuse = reuseOf(record, declared, tables, asOf);
      const methods = methodFacts(tables, record.method);
      const situation = { declared, record, reuse, methods, randomValue: tables.randomValue, asOf };
      const { understood = true, ...decision } = decide(situation);
      return { ...identity, ...decision, live: record, reuse, observed: understood ? "present" : "unknown" };
    }
    case "absent": {
      const detail = observation.detail ?? `${declared.provider} does not list it`;
      const message = `${detail}; register it there, then validate it`;
      return {
        ...identity,
        action: "validate",
        reason: "not_found",
        message,
        live: null,
        reuse: null,
        observed: "absent",
      };
    }
    case "unknown": {
      const { record, reason, detail } = observation;
      const reuse = record === null ? null : reuseOf(record, declared, tables, asOf);
      return { ...identity, action: "unknown", reason, message: detail, live: record, reuse, observed: "unknown" };
    }
  }
}

/** A name that the CA did not list is absent only if its listing was read to the end. */
function unmentioned(declared: DesiredDomain, provider: ObservedProvider | undefined): Observation {
  if (provider?.complete === true) return { kind: "absent", domain: declared.name, detail: null };
  const detail = `${declared.provider} could not be read to the end, so whether it lists this domain is unknown`;
  return { kind: "unknown", domain: declared.name, reason: "provider_unreachable", detail, record: null };
}

function undeclaredChange(
  provider: ObservedProvider,
  observation: Observation,
  tables: Tables,
  asOf: EpochMs,
): Change | null {
  if (observation.kind === "absent") return null;
  const { domain, record } = observation;
  const limits = limitsFor(tables, provider.name, record?.method ?? null, null);
  const parsed = parseDomainName(domain);
  return {
    address: addressOf(provider.name, domain),
    domain,
    unicode: parsed.ok ? parsed.domain.unicode : null,
    provider: provider.name,
    action: "undeclared",
    reason: "not_declared",
    message: `listed by ${provider.name} but not in the file; declare it, or remove it at the CA`,
    declared: null,
    live: record,
    reuse: record === null ? null : measureReuse(record, limits, methodFacts(tables, record.method), asOf),
    observed: observation.kind,
  };
}

function reuseOf(record: LiveRecord, declared: DesiredDomain, tables: Tables, asOf: EpochMs): Change["reuse"] {
  const limits = limitsFor(tables, declared.provider, record.method, declared.maxAgeDays);
  return measureReuse(record, limits, methodFacts(tables, record.method), asOf);
}
