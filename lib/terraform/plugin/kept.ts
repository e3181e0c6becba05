/** What `dcv_validation` keeps beside its state: what was seen of the domain last, and of which order its `order_id` is. */
import { isDeepStrictEqual } from "node:util";
import type { Baseline } from "../../core/apply/situation";
import { challengeMark } from "../../core/apply/status-mark";
import { isCheckDue } from "../../core/known";
import type { KnownRecord } from "../../core/known";
import { DEFAULT_MAX_KNOWN_AGE_DAYS } from "../../run/state-options";
import { NO_PLACE } from "./domain-argument";
import { challengeAttributes, methodOf, NO_CHALLENGE } from "./domain-attributes";
import type { ChallengeValues } from "./domain-attributes";
import type { JudgedReading } from "./reading";
import type { PrivateState } from "./provider";
import { orderMarkOf } from "./situation";
import type { OrderMark, Situation } from "./situation";

export interface Seen {
  readonly situation: Situation;
  /** What the next apply compares the CA with. */
  readonly baseline: Baseline;
}

export interface Kept {
  /** A date that a call answered, and the row for which it holds. */
  readonly known: KnownRecord | null;
  readonly order: { readonly id: string; readonly mark: OrderMark } | null;
  readonly seen: Seen | null;
}

/** Raised by each change of the shape; what an other version wrote is read anew from the CA. */
const VERSION = 1;

export function keptOf(stored: PrivateState): Kept {
  if (stored["version"] !== VERSION) return { known: null, order: null, seen: null };
  const { known = null, order = null, seen = null } = stored as unknown as Partial<Kept>;
  return { known, order, seen };
}

export function privateOf(kept: Kept): PrivateState {
  return { version: VERSION, ...kept };
}

/**
 * Where nothing is to be done and nothing has happened it is `before` itself, with its time: an apply of an unchanged estate leaves the
 * state as it is.
 * @param before its method serves where the CA has none left, as after a validation that was cleared there
 */
export function seenOf({ change, situation, observation }: JudgedReading, at: number, before: Seen | null): Seen {
  const { address, reason, declared } = change;
  const method = methodOf(change) ?? before?.baseline.method ?? null;
  const place = declared?.place ?? NO_PLACE;
  const record = observation.kind === "present" ? observation.record : null;
  const seen: Seen = { situation, baseline: { address, reason, method, record, plannedAt: at, place } };
  return before !== null && situation === "valid" && isSame(withoutTimes(seen), withoutTimes(before)) ? before : seen;
}

/** What is to be kept of the calls about one domain: an answer that says the same as the one before keeps the time of that. */
export function knownAfter(
  { known, change }: JudgedReading,
  before: KnownRecord | null,
  now: number,
): KnownRecord | null {
  if (known === null || before === null || isCheckDue(change.domain, before, now, DEFAULT_MAX_KNOWN_AGE_DAYS))
    return known;
  return isSame({ ...known, learnedAt: 0 }, { ...before, learnedAt: 0 }) ? before : known;
}

function withoutTimes({ situation, baseline }: Seen): object {
  const { record } = baseline;
  const challenge = record?.challenge == null ? null : challengeMark(record.challenge);
  return {
    situation,
    baseline: { ...baseline, plannedAt: 0, record: record === null ? null : { ...record, challenge } },
  };
}

/** One of the two comes from a file. */
function isSame(a: object, b: object): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

/** What the order waits for, or the validation has left; null where an order does not show it yet. */
export function challengeOfSeen({ situation, baseline: { record } }: Seen): ChallengeValues | null {
  const shown = record?.challenge == null ? null : challengeAttributes(record.challenge);
  return shown ?? (situation === "valid" ? NO_CHALLENGE : null);
}

/** An order that is not needed does not count. */
export function markOfSeen({ situation, baseline: { record } }: Seen): OrderMark | null {
  return record === null ? null : orderMarkOf(record, situation === "pending");
}
