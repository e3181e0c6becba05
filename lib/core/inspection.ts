/**
 * Which of the names that a CA lists are worth a call of their own. It is one call a name, so it is made only where its
 * answer can change a decision. Pure: what the listing said and what is wanted go in, observations and targets come out.
 */
import { coveringRow } from "./coverage";
import type { Coverage } from "./coverage";
import { termsOf } from "./desired";
import type { DesiredDomain } from "./desired";
import { isKnownStill } from "./known";
import type { KnownRecord } from "./known";
import { createMemo } from "./memo";
import type { Memo } from "./memo";
import type { DatePolicy, InspectTarget, ListedRow, ListFilter, LiveRecord, Observation } from "./observation";
import { exactDateMatters } from "./reuse";
import type { ReuseLimit } from "./reuse";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

/** The longest that the Baseline Requirements ever allowed one validation to be reused (4.2.1, until 2026-03-15). */
const MAX_REUSE_DAYS = 398;

export interface InspectionContext {
  /** The declared domains of this provider; no other name is inspected for its date. */
  readonly desired: readonly DesiredDomain[];
  /** Every limit on a validation that was made by a method. */
  readonly limitsOf: (domain: DesiredDomain, method: string | null) => readonly ReuseLimit[];
  readonly dates: DatePolicy;
  /** The key of a domain by which this CA finds a name that it does not list; null for a CA without one. */
  readonly entryKey: string | null;
  readonly coverage: Coverage;
  /** Ask for every date, also where none can change a decision. */
  readonly everyDate: boolean;
  /** What earlier calls answered, by domain name: it takes the place of a call while the row is the same. */
  readonly known: ReadonlyMap<string, KnownRecord>;
  readonly asOf: EpochMs;
}

export interface InspectionChoice {
  /** What needs no call. */
  readonly settled: readonly Observation[];
  /** What would need a call, had not an earlier one been answered. */
  readonly recalled: readonly Observation[];
  readonly targets: readonly InspectTarget[];
}

export function namesToInspect(rows: Iterable<ListedRow>, context: InspectionContext): InspectionChoice {
  const settledBy = createSettler(context);
  const wanted = new Map(context.desired.map((domain) => [domain.name, domain]));
  const listed = new Set<string>();
  const settled: Observation[] = [];
  const recalled: Observation[] = [];
  const targets: InspectTarget[] = [];
  for (const row of context.coverage === "entry" ? rows : withCovered(rows, wanted.values())) {
    listed.add(row.domain);
    const desired = wanted.get(row.domain) ?? null;
    const observation = settledBy(row, desired);
    const known = observation === null ? recall(row, context) : null;
    if (observation !== null) settled.push(observation);
    else if (known !== null) recalled.push(known);
    else targets.push(targetOf(row.domain, row, desired));
  }
  for (const desired of context.desired) {
    const isFound = context.entryKey !== null && desired.keys[context.entryKey] !== undefined;
    if (isFound && !listed.has(desired.name)) targets.push(targetOf(desired.name, null, desired));
  }
  return { settled, recalled, targets };
}

/** The rows, with the row that counts for each wanted name. */
function withCovered(rows: Iterable<ListedRow>, wanted: Iterable<DesiredDomain>): Iterable<ListedRow> {
  const byName = new Map<string, ListedRow>();
  for (const row of rows) byName.set(row.domain, row);
  const listed = new Map(byName);
  for (const domain of wanted) {
    const row = coveringRow(domain, listed);
    if (row !== null) byName.set(domain.name, row);
  }
  return byName.values();
}

/** The target of one name; without its row the provider looks the name up. */
export function targetOf(domain: string, row: ListedRow | null, desired: DesiredDomain | null): InspectTarget {
  return { domain, row, declared: desired !== null, keys: desired?.keys ?? {} };
}

/** What the row settles; null where a call is needed. Rows that say the same share the work and the record. */
function createSettler(
  context: InspectionContext,
): (row: ListedRow, desired: DesiredDomain | null) => Observation | null {
  const { dates, asOf } = context;
  const needs = new Map<string, Memo<LiveRecord, boolean>>();
  const bounded = createMemo<LiveRecord, LiveRecord>();

  function needsCall(record: LiveRecord, desired: DesiredDomain): boolean {
    const terms = termsOf(desired);
    const known = needs.get(terms) ?? createMemo();
    needs.set(terms, known);
    return known(record, () => isCallNeeded(record, desired, context));
  }

  return ({ domain, record, problem }, desired) => {
    if (problem !== null) return { kind: "unknown", domain, reason: "not_understood", detail: problem, record };
    if (record === null) return null;
    if (desired === null) return { kind: "present", domain, record };
    if (needsCall(record, desired)) return null;
    // The call was saved because the bound decides already.
    const settled = dates.ask === "auto" ? bounded(record, () => withBound(record, asOf)) : record;
    return { kind: "present", domain, record: settled };
  };
}

/** Only a call gives an order's time of submission and its challenge, so an order that runs is asked about whatever is known. */
function isCallNeeded(record: LiveRecord, desired: DesiredDomain, context: InspectionContext): boolean {
  const { dates, everyDate, limitsOf, asOf } = context;
  if (dates.ask === "never") return false;
  if (record.orderStatus === "SUBMITTED" || record.orderStatus === "AWAITING_SUBMISSION") return true;
  if (record.validation?.basis === "reported") return false;
  if (dates.ask === "always" && record.status === "EXPIRED") return true;
  // What has expired at the CA must be done again, whatever its date.
  if (record.status !== "VALIDATED") return false;
  if (everyDate || dates.ask === "always") return true;
  const earliest = earliestValidation(record, asOf);
  if (earliest === null) return true;
  const windowMs = desired.revalidateWithinDays * DAY_MS;
  return exactDateMatters(earliest, limitsOf(desired, record.method), asOf, windowMs);
}

function recall({ domain, record }: ListedRow, { known }: InspectionContext): Observation | null {
  const earlier = known.get(domain);
  if (record === null || earlier === undefined || !isKnownStill(earlier, record)) return null;
  return { kind: "present", domain, record: earlier.record };
}

/**
 * The earliest instant at which a validation with this expiry can have been made. Null without an expiry, and for one
 * further ahead than any validation ever counted: that contradicts the bound.
 */
function earliestValidation({ expiresAt }: LiveRecord, asOf: EpochMs): EpochMs | null {
  if (expiresAt === null) return null;
  const earliest = expiresAt - MAX_REUSE_DAYS * DAY_MS;
  return earliest > asOf ? null : earliest;
}

/**
 * The observation of a declared domain with the bounds of its age, where the CA gave no date. An age is computed from the
 * expiry by a fixed number of days only where the provider's settings give that number.
 */
export function withEstimatedDate(
  observation: Observation,
  { expirationBasisDays }: DatePolicy,
  asOf: EpochMs,
): Observation {
  if (observation.kind !== "present") return observation;
  const { record } = observation;
  const { status, validation, expiresAt } = record;
  if (expirationBasisDays === null) {
    const bounded = withBound(record, asOf);
    return bounded === record ? observation : { ...observation, record: bounded };
  }
  if (status !== "VALIDATED" || validation !== null || expiresAt === null) return observation;
  const at = expiresAt - expirationBasisDays * DAY_MS;
  return { ...observation, record: { ...record, validation: { at, basis: "derived" } } };
}

function withBound(record: LiveRecord, asOf: EpochMs): LiveRecord {
  const { status, validation, expiresAt } = record;
  const earliest = status === "VALIDATED" && validation === null ? earliestValidation(record, asOf) : null;
  if (earliest === null || expiresAt === null) return record;
  return { ...record, validation: { earliest, latest: expiresAt, basis: "bounded" } };
}

/** Dates without a time or a zone may lie a day ahead of UTC. */
const TOLERANCE_MS = DAY_MS;

/** An observation whose own dates contradict each other, or the instant judged, does not give a state. */
export function withoutContradiction(observation: Observation, provider: string, asOf: EpochMs): Observation {
  if (observation.kind !== "present") return observation;
  const { domain, record } = observation;
  const problem = contradictionOf(record, asOf);
  if (problem === null) return observation;
  const detail = `${provider}: ${domain}: ${problem}, so its dates cannot be relied on; look at it at the CA`;
  return { kind: "unknown", domain, reason: "not_understood", detail, record };
}

function contradictionOf({ validation, expiresAt, orderSubmittedAt }: LiveRecord, asOf: EpochMs): string | null {
  const isReported = validation?.basis === "reported";
  if (isReported && validation.at > asOf + TOLERANCE_MS) return "the CA dates its validation after the day judged";
  if (isReported && expiresAt !== null && validation.at > expiresAt)
    return "the CA dates its validation after its expiry";
  if (orderSubmittedAt !== null && orderSubmittedAt > asOf + TOLERANCE_MS) {
    return "the CA dates the submission of its order after the day judged";
  }
  return null;
}

/** Whether a listing with this filter shows the observation. What is unknown is never filtered away. */
export function matchesFilter(observation: Observation, filter: ListFilter | null): boolean {
  if (filter === null || observation.kind === "unknown") return true;
  if (filter.domain !== null && filter.domain !== observation.domain) return false;
  return filter.status === null || (observation.kind === "present" && observation.record.status === filter.status);
}
