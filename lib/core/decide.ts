/**
 * Decides what must happen to one declared domain that the CA lists, in two steps: what its validation needs, by an ordered
 * list of checks of which the first that applies decides, and how a pending order changes that.
 */
import type { Reuse, ReuseSpan } from "./change";
import type { DesiredDomain } from "./desired";
import { isOver, mayBeOver } from "./measure";
import type { LiveRecord } from "./observation";
import { isRefreshedByCa } from "./tables";
import type { MethodFacts, Tables } from "./tables";
import { DAY_MS, formatDay, formatInstant } from "./time";
import type { EpochMs } from "./time";
import { validationDay } from "./validation-time";
import { ORDER_STATUSES, VALIDATION_STATUSES } from "./vocabulary";
import type { Action, Reason } from "./vocabulary";
import { windowInForce } from "./window";
import type { WindowInForce } from "./window";

export interface Situation {
  readonly declared: DesiredDomain;
  readonly record: LiveRecord;
  readonly reuse: Reuse | null;
  /** What the tables say of the method of the last validation. */
  readonly methods: readonly MethodFacts[];
  readonly randomValue: Tables["randomValue"];
  readonly asOf: EpochMs;
}

export interface Decision {
  readonly action: Action;
  readonly reason: Reason;
  readonly message: string;
  /** Set where a word of the CA is not one of ours, so that its record cannot be relied on. */
  readonly understood?: false;
}

type Check = (situation: Situation) => Decision | null;

const NEEDS: readonly Check[] = [
  unrecognizedStatus, // an unknown word never counts as good
  inactiveAtCa, // nothing can be ordered for it, whatever its validation
  neverValidated, // there is nothing to reuse
  expiredAtCa, // the CA itself no longer counts it
  unrecognizedMethod, // the validations of an unknown method may no longer count
  voidMethod, // the method no longer counts, whatever the age
  tooOld, // a reuse limit is exceeded on the date judged, whatever the exact date of the validation
  ageUnknown, // no limit can be judged without a date
  expiring, // still good, but not for long, whatever the exact date
  endUnknown, // the exact date decides, and it is not known
  otherMethod, // good, but not what the file asks for
];

export function decide(situation: Situation): Decision {
  const need = firstOf(NEEDS, situation) ?? valid(situation);
  // An order for a domain that is switched off comes to nothing.
  if (need.understood === false || need.reason === "inactive") return need;
  // With an unknown age an order that is prepared or failed changes nothing; one that the CA works on does.
  if (need.action === "unknown" && situation.record.orderStatus !== "SUBMITTED") return need;
  return withOrder(need, situation);
}

function firstOf(checks: readonly Check[], situation: Situation): Decision | null {
  for (const check of checks) {
    const decision = check(situation);
    if (decision !== null) return decision;
  }
  return null;
}

function unrecognizedStatus({ record }: Situation): Decision | null {
  if (VALIDATION_STATUSES.some((known) => known === record.status)) return null;
  const message = `the CA gives the status "${record.status}", which is not a known status; check the domain at the CA`;
  return { action: "unknown", reason: "not_understood", message, understood: false };
}

function unrecognizedMethod({ record, methods }: Situation): Decision | null {
  if (record.method === null || methods.length > 0) return null;
  const message = `validated by "${record.method}", which is not a known method; check the domain at the CA`;
  return { action: "unknown", reason: "not_understood", message, understood: false };
}

function inactiveAtCa({ record }: Situation): Decision | null {
  if (record.status !== "INACTIVE") return null;
  return { action: "validate", reason: "inactive", message: "listed by the CA as inactive; activate it there" };
}

function neverValidated({ record }: Situation): Decision | null {
  if (record.status !== "NOT_VALIDATED") return null;
  return { action: "validate", reason: "not_validated", message: "listed by the CA but not validated" };
}

function expiredAtCa({ record, asOf }: Situation): Decision | null {
  const over = record.expiresAt !== null && record.expiresAt <= asOf;
  if (record.status !== "EXPIRED" && !over) return null;
  const when = record.expiresAt === null ? "" : ` on ${formatDay(record.expiresAt)}`;
  return { action: "revalidate", reason: "expired", message: `the validation expired at the CA${when}` };
}

function voidMethod({ record, methods, asOf }: Situation): Decision | null {
  const [ended] = methods.flatMap(({ voidFrom, citation }) =>
    voidFrom !== null && voidFrom <= asOf ? [{ since: formatDay(voidFrom), citation }] : [],
  );
  if (ended === undefined) return null;
  const message = `validated by ${String(record.method)}, which has not counted since ${ended.since} (${ended.citation})`;
  return { action: "revalidate", reason: "method_void", message };
}

function tooOld({ record, reuse, methods }: Situation): Decision | null {
  if (reuse === null || isRefreshedByCa(methods) || !isOver(reuse)) return null;
  return {
    action: "revalidate",
    reason: "reuse_limit_exceeded",
    message: `${validatedOn(record)}; ${endOf(reuse.atBest ?? reuse)}`,
  };
}

function ageUnknown({ record, reuse, methods }: Situation): Decision | null {
  if (reuse === null || reuse.ageMs !== null || isRefreshedByCa(methods)) return null;
  const expiry = record.expiresAt === null ? "" : `; it expires at the CA on ${formatDay(record.expiresAt)}`;
  const date =
    record.validation === null
      ? "the date is not known"
      : `its date, ${validationDay(record.validation)}, is after the date judged`;
  const message = `validated, but ${date}, so no limit can be judged${expiry}`;
  return { action: "unknown", reason: "not_understood", message };
}

function expiring({ declared, record, reuse, methods }: Situation): Decision | null {
  if (reuse === null || isRefreshedByCa(methods)) return null;
  const atBest = reuse.atBest ?? reuse;
  const window = windowInForce(declared.revalidateWithinDays, reuse.limit);
  if (!endsWithin(atBest, window.days)) return null;
  const message = `${validatedOn(record)}; ${endOf(atBest)}${shortened(window)}`;
  return { action: "revalidate", reason: "expiring", message };
}

function endUnknown({ declared, record, reuse, methods }: Situation): Decision | null {
  if (reuse === null || isRefreshedByCa(methods)) return null;
  const window = windowInForce(declared.revalidateWithinDays, reuse.limit);
  if (!mayBeOver(reuse) && !endsWithin(reuse, window.days)) return null;
  const message = `${validatedOn(record)}; how much later is not known, and it decides: ${endOf(reuse)}, or for longer`;
  return { action: "unknown", reason: "not_understood", message };
}

function endsWithin({ leftMs }: ReuseSpan, days: number): boolean {
  return leftMs !== null && leftMs < days * DAY_MS;
}

/** What covers a name serves it whatever is declared: to order there by another method would take it from the names that asked for it. */
function otherMethod({ declared, record }: Situation): Decision | null {
  if (declared.method === null || record.method === null || declared.method === record.method) return null;
  if (record.coveredBy !== undefined) return null;
  const message = `validated by ${record.method}, declared with ${declared.method}`;
  return { action: "revalidate", reason: "method_drift", message };
}

function valid({ declared, record, reuse, methods }: Situation): Decision {
  const window = windowInForce(declared.revalidateWithinDays, reuse?.limit ?? null);
  const note = isRefreshedByCa(methods) ? "" : shortened(window); // no window is looked at then
  return { action: "no-op", reason: "valid", message: `${validatedOn(record)}; ${endOf(reuse)}${note}` };
}

/** What the plan says of a window that is not shorter than the limit. */
function shortened({ days, tooLong }: WindowInForce): string {
  if (tooLong === null) return "";
  const { limit } = tooLong;
  return `; the window of ${tooLong.days} days is not shorter than the limit of ${limit.days} days (${limit.source}), so ${days} days are used`;
}

/**
 * How an order changes a need. An order that is only prepared is not with the CA yet: it must be submitted first. With an order
 * whose status is an unknown word, neither starting an order nor doing nothing is known to be right.
 */
function withOrder(need: Decision, situation: Situation): Decision {
  const { orderStatus, orderSubmittedAt } = situation.record;
  switch (orderStatus) {
    case "SUBMITTED":
      return withSubmittedOrder(need, situation);
    case "AWAITING_SUBMISSION": {
      const lapsed = orderSubmittedAt === null ? null : lapsedOrder(orderSubmittedAt);
      if (need.action === "no-op") {
        return { ...need, message: `${need.message}; ${lapsed ?? "an order is prepared, not submitted"}` };
      }
      const order = lapsed ?? "an order is prepared at the CA but has not been submitted";
      return { action: need.action, reason: "order_awaiting_submission", message: `${order}; ${need.message}` };
    }
    case "REJECTED":
    case "TIMED_OUT": {
      const how = orderStatus === "REJECTED" ? "was rejected" : "timed out";
      if (need.action === "no-op") return { ...need, message: `${need.message}; the last order ${how}` };
      return { action: need.action, reason: "order_failed", message: `the last order ${how}; ${need.message}` };
    }
    default:
      if (orderStatus === null || ORDER_STATUSES.some((one) => one === orderStatus)) return need;
      return {
        action: "unknown",
        reason: "not_understood",
        message: `the order has the status "${orderStatus}", which is not a known status; check the domain at the CA; ${need.message}`,
        understood: false,
      };
  }
}

/** The CA looked for a while after the submission, and looks again when it is asked. */
function lapsedOrder(submittedAt: EpochMs): string {
  return `an order was submitted on ${formatDay(submittedAt)}, and the CA no longer looks for its challenge by itself`;
}

/** An order without a date may be stale; it is waited for, and the rules say what it does not excuse. */
function withSubmittedOrder(need: Decision, { record, randomValue, asOf }: Situation): Decision {
  const { orderSubmittedAt } = record;
  const submitted = orderSubmittedAt === null ? "submitted" : `submitted on ${formatDay(orderSubmittedAt)}`;
  if (orderSubmittedAt !== null && asOf - orderSubmittedAt > randomValue.days * DAY_MS) {
    const why = `its random value counts for ${randomValue.days} days (${randomValue.citation})`;
    return {
      action: need.reason === "not_validated" ? "validate" : "revalidate",
      reason: "order_stale",
      message: `the order ${submitted} is stale: ${why}; ${need.message}`,
    };
  }
  const undated = orderSubmittedAt === null ? ", but its date is not known, so it may be stale" : "";
  const until = need.action === "no-op" ? "" : `; until it is done: ${need.message}`;
  return {
    action: "await",
    reason: "order_submitted",
    message: `an order was ${submitted}${undated}; an order is not a validation${until}`,
  };
}

/** When and how it was validated, and how that is known: `validated on 2026-11-01 by CNAME`. */
export function validatedOn({ method, validation, coveredBy }: LiveRecord): string {
  const on = validation === null ? "" : ` on ${validationDay(validation)}`;
  const by = method === null ? "" : ` by ${method}`;
  return `validated${on}${by}${coveredBy === undefined ? "" : `, covered by ${coveredBy}`}`;
}

function endOf(reuse: ReuseSpan | null): string {
  if (reuse?.usableUntil == null || reuse.boundBy === null) return "usable without an end";
  const { usableUntil, boundBy } = reuse;
  const days = boundBy.days === null ? "" : `${boundBy.days} days, `;
  return `usable until ${formatInstant(usableUntil)} (${days}${boundBy.source})`;
}
