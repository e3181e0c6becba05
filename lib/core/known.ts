/** What an earlier run learned by a call about one name, and how long that takes the place of a new call. */
import { shareOf } from "./name-share";
import type { LiveRecord } from "./observation";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

/** What the listing said when the call was made: while it says the same, nothing has happened to the validation. */
export type RowKey = Pick<LiveRecord, "status" | "method" | "expiresAt" | "orderStatus">;

export interface KnownRecord {
  readonly row: RowKey;
  /** What the call answered. */
  readonly record: LiveRecord;
  readonly learnedAt: EpochMs;
}

export function rowKeyOf({ status, method, expiresAt, orderStatus }: LiveRecord): RowKey {
  return { status, method, expiresAt, orderStatus };
}

/** Orders that the CA or the user may move at any time: the row does not show all of it. */
const PENDING_ORDERS: readonly (string | null)[] = ["SUBMITTED", "AWAITING_SUBMISSION"];

/** Whether the earlier answer is still the answer. A row without an expiry would look the same after a new validation. */
export function isKnownStill({ row, record }: KnownRecord, now: LiveRecord): boolean {
  if (record.validation?.basis !== "reported" || now.expiresAt === null) return false;
  if (PENDING_ORDERS.includes(now.orderStatus)) return false;
  const isSame = row.status === now.status && row.method === now.method && row.expiresAt === now.expiresAt;
  return isSame && row.orderStatus === now.orderStatus;
}

/**
 * Whether a known date is to be asked again. Each name has its own age for that, between half of the maximum and the
 * maximum, so that an estate that was read on one day is not asked again on one day.
 * @param now when the question is put; a date that was learned after that is not believed
 */
export function isCheckDue(
  domain: string,
  { learnedAt, record: { validation } }: Pick<KnownRecord, "learnedAt" | "record">,
  now: EpochMs,
  maxKnownAgeDays: number,
): boolean {
  if (learnedAt > now) return true;
  // No call can have answered with a later date; a date without a zone may lie a day ahead.
  if (validation?.basis === "reported" && validation.at > learnedAt + DAY_MS) return true;
  return now - learnedAt >= maxKnownAgeDays * DAY_MS * (0.5 + 0.5 * shareOf(domain));
}
