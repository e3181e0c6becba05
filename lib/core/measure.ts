/** Measures one validation against its limits on the date judged. */
import type { Bound, Reuse, ReuseSpan } from "./change";
import type { LiveRecord } from "./observation";
import { limitAt, usableUntil, VOID } from "./reuse";
import type { ReuseLimit } from "./reuse";
import { isRefreshedByCa } from "./tables";
import type { MethodFacts } from "./tables";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";
import { instantRange } from "./validation-time";
import type { InstantRange, ValidationTime } from "./validation-time";

const CA_EXPIRY: Bound = { kind: "ca_expiry", source: "expiry date given by the CA", days: null };

/** Dates without a time or a zone may lie a day ahead of UTC; a later date is not that of a validation already made. */
const TOLERANCE_MS = DAY_MS;

/**
 * Measures a validation at the first and, where that is another, at the last instant at which it can have been made.
 * Null when there is no validation to measure.
 */
export function measureReuse(
  record: LiveRecord,
  limits: readonly ReuseLimit[],
  methods: readonly MethodFacts[],
  asOf: EpochMs,
): Reuse | null {
  const { validation, expiresAt, status } = record;
  if (status !== "VALIDATED" && validation === null && expiresAt === null) return null;
  const range = validation === null ? null : rangeOf(validation, asOf);
  return {
    ...measureSpan(range?.earliest ?? null, record, limits, asOf),
    ageBasis: range === null || validation === null ? "unknown" : validation.basis,
    limit: limitAt(limits, asOf),
    atBest: range === null || range.latest === range.earliest ? null : measureSpan(range.latest, record, limits, asOf),
    refreshedByCa: isRefreshedByCa(methods),
  };
}

/** Null where the CA dates the validation after the date judged: that date says nothing about the age then. */
function rangeOf(validation: ValidationTime, asOf: EpochMs): InstantRange | null {
  const { earliest, latest } = instantRange(validation);
  if (earliest > asOf + TOLERANCE_MS) return null;
  return { earliest, latest: Math.max(earliest, Math.min(latest, asOf)) };
}

function measureSpan(
  validatedAt: EpochMs | null,
  { expiresAt, status }: LiveRecord,
  limits: readonly ReuseLimit[],
  asOf: EpochMs,
): ReuseSpan {
  let end: { until: EpochMs; inclusive: boolean; boundBy: Bound | null } | null = null;
  if (validatedAt !== null) {
    const { boundBy, ...bound } = usableUntil(validatedAt, limits);
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
  // An end in the future is known only for a validation that counts and whose date is known: without the date, a limit
  // may end it before the CA's expiry does.
  const mayLastOn = status === "VALIDATED" && validatedAt !== null;
  const isKnown = end !== null && Number.isFinite(end.until) && (mayLastOn || end.until <= asOf);
  const known = isKnown ? end : null;
  return {
    ageMs: validatedAt === null ? null : asOf - validatedAt,
    usableUntil: known?.until ?? null,
    inclusive: known?.inclusive ?? false,
    boundBy: known?.boundBy ?? null,
    leftMs: known === null ? null : known.until - asOf,
  };
}

/** Whether the usable interval is over on the date judged, whatever the exact instant of the validation. */
export function isOver(reuse: Reuse): boolean {
  return isSpanOver(reuse.atBest ?? reuse);
}

/** Whether it may be over: the validation is over if it was made at the first possible instant. */
export function mayBeOver(reuse: Reuse): boolean {
  return isSpanOver(reuse);
}

function isSpanOver({ leftMs, inclusive }: ReuseSpan): boolean {
  return leftMs !== null && (inclusive ? leftMs < 0 : leftMs <= 0);
}
