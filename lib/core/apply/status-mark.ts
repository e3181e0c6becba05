/** Whether what a CA says of a domain has moved: since a call, and since the plan was made. */
import { challengeText } from "../next-step";
import type { Challenge, LiveRecord, Observation } from "../observation";
import { formatDay, formatInstant } from "../time";
import type { EpochMs } from "../time";

/**
 * A text that differs whenever the order or the validation does. The status itself is not in it: it changes by the hour of the day
 * alone, when a validation ends. Null where nothing could be seen.
 */
export function markOf(status: Observation): string | null {
  if (status.kind === "unknown") return null;
  if (status.kind === "absent") return "absent";
  const { orderStatus, orderMethod, orderSubmittedAt, orderId, validation, expiresAt, challenge } = status.record;
  return JSON.stringify([
    orderStatus,
    orderMethod,
    orderSubmittedAt,
    orderId ?? null,
    validation?.basis === "reported" ? validation.at : null,
    expiresAt,
    challenge == null ? null : challengeMark(challenge),
  ]);
}

/** What must be published or confirmed, without its dates. */
export function challengeMark(challenge: Challenge): string {
  return "email" in challenge ? `the e-mail to ${challenge.email}` : challengeText(challenge);
}

/** Whether an order runs: its end, and not a date alone, proves that a validation is new. */
export function isOrderOpen({ orderStatus }: LiveRecord): boolean {
  return orderStatus === "SUBMITTED" || orderStatus === "AWAITING_SUBMISSION";
}

/**
 * Whether the domain was validated after the plan was made: no order runs, and the validation is newer, or the first by the method
 * that is wanted.
 */
export function isValidatedSince(baseline: LiveRecord | null, record: LiveRecord, wanted: string | null): boolean {
  if (record.status !== "VALIDATED" || isOrderOpen(record)) return false;
  if (baseline?.status !== "VALIDATED") return true;
  const [before, after] = [reportedAt(baseline), reportedAt(record)];
  if (before !== null && after !== null && after > before) return true;
  const [ended, ends] = [baseline.expiresAt, record.expiresAt];
  if (ended !== null && ends !== null && formatDay(ends) > formatDay(ended)) return true;
  return wanted !== null && record.method === wanted && baseline.method !== wanted;
}

/** The date that the CA itself gives, where it gives one. */
function reportedAt({ validation }: LiveRecord): EpochMs | null {
  return validation?.basis === "reported" ? validation.at : null;
}

/**
 * What the CA says otherwise than when the plan was made, a phrase each. What the plan did not know is not among it: the plan asks for
 * a date or a challenge only where it needs them.
 */
export function movedSince(baseline: LiveRecord | null, status: Observation): readonly string[] {
  if (status.kind === "unknown") return [];
  if (status.kind === "absent") return baseline === null ? [] : ["the CA does not list it any more"];
  if (baseline === null) return ["the CA lists it now"];
  const { record } = status;
  const known = (before: string | null, after: string | null, what: string): readonly string[] =>
    before === null || before === after ? [] : [`${what} was ${before} and is ${after ?? "not there any more"}`];
  return [
    ...known(baseline.orderStatus, record.orderStatus, "the order"),
    ...known(baseline.orderId ?? null, record.orderId ?? null, "the number of the order"),
    ...known(instantText(baseline.orderSubmittedAt), instantText(record.orderSubmittedAt), "its submission"),
    ...known(instantText(reportedAt(baseline)), instantText(reportedAt(record)), "the validation"),
    ...known(dayText(baseline.expiresAt), dayText(record.expiresAt), "the expiry"),
    ...known(challengeOf(baseline), challengeOf(record), "the challenge"),
    ...known(baseline.coveredBy ?? null, record.coveredBy ?? null, "the listed name that covers it"),
  ];
}

function instantText(at: EpochMs | null): string | null {
  return at === null ? null : formatInstant(at);
}

function dayText(at: EpochMs | null): string | null {
  return at === null ? null : formatDay(at);
}

function challengeOf({ challenge }: LiveRecord): string | null {
  return challenge == null ? null : challengeMark(challenge);
}
