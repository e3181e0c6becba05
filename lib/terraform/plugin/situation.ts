/** What a domain asks of `dcv_validation`: nothing, an order that runs already, or a new one. Pure. */
import { createHash } from "node:crypto";
import { nextMethod } from "../../core/apply/next-method";
import { isOrderOpen, challengeMark } from "../../core/apply/status-mark";
import type { Change } from "../../core/change";
import type { LiveRecord } from "../../core/observation";
import { formatInstant } from "../../core/time";
import type { Method } from "../../core/vocabulary";
import { methodWord } from "./domain-argument";

/** `due`: a new order has to be started. `pending`: an order runs that will do. `valid`: nothing is to be done. */
export type Situation = "absent" | "unknown" | "valid" | "pending" | "due";

/**
 * @param judge the change of the same domain, were its record another
 */
export function situationOf(change: Change, judge: (record: LiveRecord) => Change): Situation {
  const { observed, live, reason, declared } = change;
  if (observed === "unknown") return "unknown";
  if (live === null) return "absent";
  if (!isNeeded(change)) {
    if (change.action !== "await") return "valid";
    // The order of another, which is early: it is not needed, so it is not waited for.
    const without = judge({ ...live, orderStatus: null, orderSubmittedAt: null, challenge: null });
    return isNeeded(without) ? "pending" : "valid";
  }
  if (!isOrderOpen(live) || reason === "order_stale") return "due";
  const method = declared?.method ?? null;
  const isOfMethod = live.orderMethod === null || method === null || nextMethod(method, live) === live.orderMethod;
  return live.orderStatus === "SUBMITTED" || isOfMethod ? "pending" : "due";
}

function isNeeded({ action }: Change): boolean {
  return action === "validate" || action === "revalidate";
}

/** `needs_revalidation`: a new order is due. One that is prepared already needs no other. */
export function needsOrder(situation: Situation): boolean {
  return situation === "due" || situation === "absent";
}

/** What tells one order or validation of a domain from the next: it stays the same from the start of an order to its end. */
export interface OrderMark {
  /** Whether it is of an order that runs; else of the validation that there is. */
  readonly isOrder: boolean;
  /** The validation that it follows, by its date or its expiry. */
  readonly follows: string;
  /** A digest of the challenge; null where none runs, or the CA does not show it. */
  readonly challenge: string | null;
}

/** @param isOrder whether it is the order that counts, where one runs; else what the last validation left */
export function orderMarkOf(record: LiveRecord, isOrder: boolean): OrderMark {
  const { validation, expiresAt, challenge } = record;
  const at = validation?.basis === "reported" ? validation.at : expiresAt;
  return {
    isOrder,
    follows: at === null ? "" : formatInstant(at),
    challenge: isOrder && challenge != null ? digest(challengeMark(challenge)) : null,
  };
}

/** Whether both are of one order, as far as the CA shows it. */
export function isSameOrder(a: OrderMark, b: OrderMark): boolean {
  if (a.isOrder !== b.isOrder || a.follows !== b.follows) return false;
  return a.challenge === null || b.challenge === null || a.challenge === b.challenge;
}

/** @returns null for a validation. @param next the method of the next order, where the CA does not say by which the one that runs is */
export function methodOfMark({ isOrder }: OrderMark, { orderMethod }: LiveRecord, next: Method | null): Method | null {
  return isOrder ? (methodWord(orderMethod) ?? next) : null;
}

/** The word in an `order_id` that stands for no order, but for the validation that was there. */
const VALIDATION = "validation";

/**
 * `my-ca/example.com@CNAME-0123456789abcdef`, or `…@validation-0123456789abcdef`.
 * @param method of the order; null for a validation
 * @param mark what differs from one order to the next
 */
export function orderIdOf(address: string, method: Method | null, mark: OrderMark | string): string {
  return `${address}@${method ?? VALIDATION}-${digest(JSON.stringify([address, mark]))}`;
}

export interface OrderId {
  readonly address: string;
  /** Null where it stands for a validation. */
  readonly method: Method | null;
  readonly token: string;
}

/** Null for what is not the id of an order. */
export function parseOrderId(text: string): OrderId | null {
  const match = /^(.+\/.+)@([A-Z_]+|validation)-([0-9a-f]{16})$/.exec(text);
  if (match === null) return null;
  const [, address = "", word = "", token = ""] = match;
  const method = methodWord(word);
  return method === null && word !== VALIDATION ? null : { address, method, token };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
