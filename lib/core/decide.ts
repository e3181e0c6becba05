/**
 * Decides what must happen to one declared domain that the CA lists. Two ordered chains: what the validation needs, and
 * what an order in hand makes of that. The first link that has something to say wins.
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
  /** Set where a word of the CA is not known, so that its record says nothing that can be relied on. */
  readonly understood?: false;
}

type Link = (situation: Situation) => Decision | null;

const NEEDS: readonly Link[] = [
  unrecognizedStatus, // a word we do not know never counts as good
  neverValidated, // nothing to reuse
  expiredAtCa, // the CA itself no longer counts it
  unrecognizedMethod, // nor does one: its validations may no longer count
  voidMethod, // its method no longer counts, whatever its age
  tooOld, // a reuse limit is exceeded on the date judged, whatever the exact date of the validation
  ageUnknown, // no limit can be judged without a date
  expiring, // still good, but not for long, whatever the exact date
  endUnknown, // the exact date decides, and it is not known
  otherMethod, // good, but not what the file asks for
];

export function decide(situation: Situation): Decision {
  const need = firstOf(NEEDS, situation) ?? valid(situation);
  return need.reason === "not_understood" ? need : withOrder(need, situation);
}

function firstOf(links: readonly Link[], situation: Situation): Decision | null {
  for (const link of links) {
    const decision = link(situation);
    if (decision !== null) return decision;
  }
  return null;
}

function unrecognizedStatus({ record }: Situation): Decision | null {
  if (VALIDATION_STATUSES.some((known) => known === record.status)) return null;
  const message = `the CA gives the status "${record.status}", which is not one we know; look at it there`;
  return { action: "unknown", reason: "not_understood", message, understood: false };
}

function unrecognizedMethod({ record, methods }: Situation): Decision | null {
  if (record.method === null || methods.length > 0) return null;
  const message = `validated by "${record.method}", which is not a method we know; look at it there`;
  return { action: "unknown", reason: "not_understood", message, understood: false };
}

function neverValidated({ record }: Situation): Decision | null {
  if (record.status !== "NOT_VALIDATED") return null;
  return { action: "validate", reason: "not_validated", message: "listed by the CA, but not validated" };
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
  const message = `validated by ${String(record.method)}, which no longer counts since ${ended.since} (${ended.citation})`;
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
  const expiry = record.expiresAt === null ? "" : `; the CA lets it expire on ${formatDay(record.expiresAt)}`;
  const date =
    record.validation === null
      ? "nothing says when"
      : `dated ${validationDay(record.validation)}, after the day judged`;
  const message = `validated, but ${date}, so no limit can be judged${expiry}`;
  return { action: "unknown", reason: "not_understood", message };
}

function expiring({ declared, record, reuse, methods }: Situation): Decision | null {
  if (reuse === null || isRefreshedByCa(methods)) return null;
  const atBest = reuse.atBest ?? reuse;
  if (!endsWithin(atBest, declared.revalidateWithinDays)) return null;
  return { action: "revalidate", reason: "expiring", message: `${validatedOn(record)}; ${endOf(atBest)}` };
}

function endUnknown({ declared, record, reuse, methods }: Situation): Decision | null {
  if (reuse === null || isRefreshedByCa(methods)) return null;
  if (!mayBeOver(reuse) && !endsWithin(reuse, declared.revalidateWithinDays)) return null;
  const message = `${validatedOn(record)}; the exact date is not known, so the end of its use is not known either: ${endOf(reuse)}, or later`;
  return { action: "unknown", reason: "not_understood", message };
}

function endsWithin({ leftMs }: ReuseSpan, days: number): boolean {
  return leftMs !== null && leftMs < days * DAY_MS;
}

function otherMethod({ declared, record }: Situation): Decision | null {
  if (declared.method === null || record.method === null || declared.method === record.method) return null;
  const message = `validated by ${record.method}, declared with ${declared.method}`;
  return { action: "revalidate", reason: "method_drift", message };
}

function valid({ record, reuse }: Situation): Decision {
  return {
    action: "no-op",
    reason: "valid",
    message: `${validatedOn(record)}; ${endOf(reuse)}`,
  };
}

/** What an order makes of a need. An order that is only prepared is in nobody's hand: somebody must submit it. */
function withOrder(need: Decision, { record, randomValue, asOf }: Situation): Decision {
  const again: Action = need.reason === "not_validated" ? "validate" : "revalidate";
  const submitted = record.orderSubmittedAt === null ? "" : ` on ${formatDay(record.orderSubmittedAt)}`;
  switch (record.orderStatus) {
    case "SUBMITTED": {
      if (record.orderSubmittedAt !== null && asOf - record.orderSubmittedAt > randomValue.days * DAY_MS) {
        const why = `its random value counts for ${randomValue.days} days (${randomValue.citation})`;
        return {
          action: again,
          reason: "order_stale",
          message: `the order submitted${submitted} is stale: ${why}; ${need.message}`,
        };
      }
      const until = need.action === "no-op" ? "" : `; until it is done: ${need.message}`;
      const message = `an order was submitted${submitted}; an order is not a validation${until}`;
      return { action: "await", reason: "order_submitted", message };
    }
    case "AWAITING_SUBMISSION":
      if (need.action === "no-op") return { ...need, message: `${need.message}; an order is prepared, not submitted` };
      return {
        action: need.action,
        reason: "order_awaiting_submission",
        message: `an order is prepared at the CA, but nobody submitted it; ${need.message}`,
      };
    case "REJECTED":
    case "TIMED_OUT": {
      const how = record.orderStatus === "REJECTED" ? "was rejected" : "timed out";
      if (need.action === "no-op") return { ...need, message: `${need.message}; the last order ${how}` };
      return { action: need.action, reason: "order_failed", message: `the last order ${how}; ${need.message}` };
    }
    default: {
      const known = record.orderStatus === null || ORDER_STATUSES.some((one) => one === record.orderStatus);
      return known
        ? need
        : { ...need, message: `${need.message}; the order status "${String(record.orderStatus)}" is not one we know` };
    }
  }
}

/** When and how it was validated, and how that is known: `validated on 2026-11-01 by CNAME`. */
export function validatedOn({ method, validation }: LiveRecord): string {
  const on = validation === null ? "" : ` on ${validationDay(validation)}`;
  return `validated${on}${method === null ? "" : ` by ${method}`}`;
}

function endOf(reuse: ReuseSpan | null): string {
  if (reuse?.usableUntil == null || reuse.boundBy === null) return "nothing ends its use";
  const { usableUntil, boundBy } = reuse;
  const days = boundBy.days === null ? "" : `${boundBy.days} days, `;
  return `usable until ${formatInstant(usableUntil)} (${days}${boundBy.source})`;
}
