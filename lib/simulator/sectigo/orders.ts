/** What becomes of a domain and its order: one function an event, from what it is to what it will be. */
import { DAY_MS } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { baseOf, seedOf } from "./challenge";
import { expiryOf, UNTOUCHED } from "./scenario";
import type { SectigoDomain } from "./scenario";

/** A random value may be relied on for 30 days (CA/Browser Forum Baseline Requirements 3.2.2.4.7). */
export const ORDER_LIFETIME_MS = 30 * DAY_MS;

const NO_ORDER = {
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  submittedAt: null,
  orderId: null,
  email: null,
  usesConnector: false,
  checkedAt: null,
} as const satisfies Partial<SectigoDomain>;

/** Whether its random value no longer counts. */
export function isStale({ submittedAt }: SectigoDomain, at: EpochMs): boolean {
  return submittedAt !== null && at >= submittedAt + ORDER_LIFETIME_MS;
}

export function isSubmitted(domain: SectigoDomain, at: EpochMs): boolean {
  return domain.orderStatus === "SUBMITTED" && !isStale(domain, at);
}

/**
 * The domain with an order that is prepared, its challenge made. A start of the method that is submitted leaves the order submitted.
 * @param isNewToken whether an order that runs gets another challenge
 */
export function started(domain: SectigoDomain, method: string, at: EpochMs, isNewToken: boolean): SectigoDomain {
  const isRunning = domain.orderStatus === "AWAITING_SUBMISSION" || isSubmitted(domain, at);
  const isUsedUp = !isRunning && domain.orderStatus !== "NOT_INITIATED";
  const next = isUsedUp || isNewToken ? withNewToken(domain) : { ...domain, seed: seedOf(domain) };
  if (isSubmitted(domain, at) && domain.orderMethod === method && !isNewToken) return next;
  return { ...next, ...NO_ORDER, orderStatus: "AWAITING_SUBMISSION", orderMethod: method };
}

export interface Submission {
  readonly method: string;
  readonly orderId: string;
  readonly email: string | null;
  readonly usesConnector: boolean;
}

/** The domain with an order that the CA looks at. */
export function submitted(domain: SectigoDomain, submission: Submission, at: EpochMs): SectigoDomain {
  const isPrepared = domain.orderStatus === "AWAITING_SUBMISSION" || domain.orderStatus === "NOT_INITIATED";
  const next = isPrepared ? { ...domain, seed: seedOf(domain) } : withNewToken(domain);
  const { method: orderMethod, ...rest } = submission;
  return { ...next, ...NO_ORDER, ...rest, orderStatus: "SUBMITTED", orderMethod, submittedAt: at };
}

/** The domain validated by its order. */
export function validated(domain: SectigoDomain, at: EpochMs, basisDays: number): SectigoDomain {
  const { orderMethod: method } = domain;
  const dates = { validatedAt: at, expiresAt: expiryOf(method, at, basisDays), status: null };
  return { ...withNewToken(domain), ...NO_ORDER, ...dates, method, cycle: domain.cycle + 1 };
}

/** The domain without its order, or as if it had never been validated. */
export function cleared(domain: SectigoDomain, what: "order" | "all"): SectigoDomain {
  const cleared = { ...withNewToken(domain), ...NO_ORDER, cycle: domain.cycle + 1 };
  if (what === "order") return cleared;
  const { status, method, validatedAt, expiresAt } = UNTOUCHED;
  return { ...cleared, status, method, validatedAt, expiresAt };
}

function withNewToken(domain: SectigoDomain): SectigoDomain {
  const generation = domain.generation + 1;
  return { ...domain, generation, seed: `${baseOf(domain.domain)} token ${generation}` };
}
