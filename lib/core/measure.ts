/** Measures one validation against its limits on the date judged. */
import type { Bound, Reuse } from "./change";
import type { LiveRecord } from "./observation";
import { limitAt, usableUntil, VOID } from "./reuse";
import type { ReuseLimit } from "./reuse";
import { isRefreshedByCa } from "./tables";
import type { MethodFacts } from "./tables";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

const CA_EXPIRY: Bound = { kind: "ca_expiry", source: "expiry date given by the CA", days: null };

/** Dates without a time or a zone may lie a day ahead of UTC; more is no date of a validation that has been made. */
const TOLERANCE_MS = DAY_MS;

/** Whether the CA dates the validation after the instant judged, so that its date tells nothing of its age then. */
export function isFromTheFuture({ validation }: LiveRecord, asOf: EpochMs): boolean {
  return validation !== null && validation.at > asOf + TOLERANCE_MS;
}

/** Null when there is no validation to measure. */
export function measureReuse(
  record: LiveRecord,
  limits: readonly ReuseLimit[],
  methods: readonly MethodFacts[],
  asOf: EpochMs,
): Reuse | null {
  const { expiresAt, status } = record;
  const validation = isFromTheFuture(record, asOf) ? null : record.validation;
  if (status !== "VALIDATED" && record.validation === null && expiresAt === null) return null;

  let end: { until: EpochMs; inclusive: boolean; boundBy: Bound | null } | null = null;
  if (validation !== null) {
    const { boundBy, ...bound } = usableUntil(validation.at, limits);
    // A method that ends sets a date, not a number of days.
    end = {
      ...bound,
      boundBy: boundBy === null ? null : { ...boundBy, days: boundBy.days === VOID ? null : boundBy.days },
    };
  }
  // A date without a time ends at its first instant. At a tie the expiry wins: it is the stricter, exclusive end.
  if (expiresAt !== null && (end === null || expiresAt <= end.until)) {
    end = { until: expiresAt, inclusive: false, boundBy: CA_EXPIRY };
  }
  // An end that is still to come is told only by a validation that counts and whose date is known: without the date a
  // limit may end it before the CA's expiry does.
  const mayLastOn = status === "VALIDATED" && validation !== null;
  const isTold = end !== null && Number.isFinite(end.until) && (mayLastOn || end.until <= asOf);
  const told = isTold ? end : null;
  return {
    ageMs: validation === null ? null : asOf - validation.at,
    ageBasis: validation?.basis ?? "unknown",
    limit: limitAt(limits, asOf),
    usableUntil: told?.until ?? null,
    inclusive: told?.inclusive ?? false,
    boundBy: told?.boundBy ?? null,
    leftMs: told === null ? null : told.until - asOf,
    refreshedByCa: isRefreshedByCa(methods),
  };
}

/** Whether the usable interval is over on the date judged; false when nothing says when it ends. */
export function isOver(reuse: Reuse): boolean {
  return reuse.leftMs !== null && (reuse.inclusive ? reuse.leftMs < 0 : reuse.leftMs <= 0);
}
