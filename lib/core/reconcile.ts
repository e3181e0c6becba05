/**
 * Compares what is declared with what was observed: one change for each domain, in a fixed order.
 *
 * `lib/core` decides what must change and why, from plain data, without I/O and without a clock. In order: names (`domain-name.ts`),
 * what is wanted (`desired.ts`) and what was observed (`observation.ts`), how long a validation may be reused (`reuse.ts`,
 * `measure.ts`), what to do about it (`decide.ts`), and the plan (`plan.ts`). No word of a CA stands here.
 */
import { decide } from "./decide";
import type { Change } from "./change";
import { addressOf, termsOf } from "./desired";
import type { DesiredDomain } from "./desired";
import { parseDomainName } from "./domain-name";
import { measureReuse } from "./measure";
import { createMemo } from "./memo";
import type { Memo } from "./memo";
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
  /** Identifies the account without naming it: 16 hex digits; absent where that is not known. */
  readonly account?: string;
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
  const assessor = createAssessor(tables, asOf);
  const declared = new Set<string>();
  const changes = desired.map((domain) => {
    const change = declaredChange(domain, providers.get(domain.provider), assessor);
    declared.add(change.address);
    return change;
  });
  // What covers a declared domain is in use, though it is not declared itself.
  for (const { provider, live } of changes) {
    if (live?.coveredBy !== undefined) declared.add(addressOf(provider, live.coveredBy));
  }
  for (const provider of observed) {
    for (const observation of provider.observations.values()) {
      const address = addressOf(provider.name, observation.domain);
      if (observation.kind === "absent" || declared.has(address)) continue;
      changes.push(undeclaredChange(address, provider, observation, assessor));
    }
  }
  return changes.sort((a, b) => compareText(a.provider, b.provider) || compareText(a.domain, b.domain));
}

/** What is said of a domain beside its name. */
type Assessment = Pick<Change, "action" | "reason" | "message" | "live" | "reuse" | "observed">;

/** Assesses records. Domains with one record and equal terms share one assessment, which is then made once. */
interface Assessor {
  declared(record: LiveRecord, declared: DesiredDomain): Assessment;
  reuseOf(record: LiveRecord, declared: DesiredDomain): Change["reuse"];
  undeclaredReuse(record: LiveRecord, provider: string): Change["reuse"];
}

function createAssessor(tables: Tables, asOf: EpochMs): Assessor {
  const byTerms = new Map<string, Memo<LiveRecord, Assessment>>();
  const ofUndeclared = new Map<string, Memo<LiveRecord, Change["reuse"]>>();

  function measure(record: LiveRecord, provider: string, maxAgeDays: number | null): Change["reuse"] {
    const limits = limitsFor(tables, provider, record.method, maxAgeDays);
    return measureReuse(record, limits, methodFacts(tables, record.method), asOf);
  }

  function assess(record: LiveRecord, declared: DesiredDomain): Assessment {
    const reuse = measure(record, declared.provider, declared.maxAgeDays);
    const methods = methodFacts(tables, record.method);
    const { randomValue } = tables;
    const { understood = true, ...decision } = decide({ declared, record, reuse, methods, randomValue, asOf });
    return { ...decision, live: record, reuse, observed: understood ? "present" : "unknown" };
  }

  return {
    declared: (record, declared) => memoOf(byTerms, termsOf(declared))(record, () => assess(record, declared)),
    reuseOf: (record, declared) => measure(record, declared.provider, declared.maxAgeDays),
    undeclaredReuse: (record, provider) =>
      memoOf(ofUndeclared, provider)(record, () => measure(record, provider, null)),
  };
}

function memoOf<Value>(memos: Map<string, Memo<LiveRecord, Value>>, key: string): Memo<LiveRecord, Value> {
  const earlier = memos.get(key);
  if (earlier !== undefined) return earlier;
  const memo = createMemo<LiveRecord, Value>();
  memos.set(key, memo);
  return memo;
}

function declaredChange(declared: DesiredDomain, provider: ObservedProvider | undefined, assessor: Assessor): Change {
  const { action, reason, message, live, reuse, observed } = assessmentOf(declared, provider, assessor);
  return {
    address: addressOf(declared.provider, declared.name),
    domain: declared.name,
    unicode: declared.unicode,
    provider: declared.provider,
    action,
    reason,
    message,
    declared,
    live,
    reuse,
    observed,
  };
}

function assessmentOf(declared: DesiredDomain, provider: ObservedProvider | undefined, assessor: Assessor): Assessment {
  const observation = provider?.observations.get(declared.name) ?? unmentioned(declared, provider);
  switch (observation.kind) {
    case "present":
      return assessor.declared(observation.record, declared);
    case "absent": {
      const detail = observation.detail ?? `${declared.provider} does not list it`;
      const message = `${detail}; register it there, then validate it`;
      return { action: "validate", reason: "not_found", message, live: null, reuse: null, observed: "absent" };
    }
    case "unknown": {
      const { record, reason, detail } = observation;
      const reuse = record === null ? null : assessor.reuseOf(record, declared);
      return { action: "unknown", reason, message: detail, live: record, reuse, observed: "unknown" };
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
  address: string,
  provider: ObservedProvider,
  { kind, domain, record }: Exclude<Observation, { readonly kind: "absent" }>,
  assessor: Assessor,
): Change {
  const parsed = parseDomainName(domain);
  return {
    address,
    domain,
    unicode: parsed.ok ? parsed.domain.unicode : null,
    provider: provider.name,
    action: "undeclared",
    reason: "not_declared",
    message: `listed by ${provider.name} but not in the file; declare it, or remove it at the CA`,
    declared: null,
    live: record,
    reuse: record === null ? null : assessor.undeclaredReuse(record, provider.name),
    observed: kind,
  };
}
