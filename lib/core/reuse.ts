/**
 * How long one validation may be reused (Baseline Requirements 4.2.1).
 *
 * Every limit is a step function of the instant of *issuance*: which figure applies depends on when a certificate is
 * issued, not on when the domain was validated. There is no grandfathering, so a step cuts off what was valid before.
 */
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

/** Days that put no limit on an age. */
export const UNLIMITED = Number.POSITIVE_INFINITY;
/** Days that no age satisfies: the validation no longer counts at all. */
export const VOID = Number.NEGATIVE_INFINITY;

/** From `from` on (inclusive), until the next step, a validation may be `days` old. */
export interface LimitStep {
  readonly from: EpochMs;
  readonly days: number;
}

/** Who sets a limit: the Baseline Requirements, the CA, the validation method, or the user's own file. */
export type LimitKind = "baseline_requirements" | "ca" | "method" | "local";

export interface ReuseLimit {
  readonly kind: LimitKind;
  /** Where the figures come from, as a person would cite it. */
  readonly source: string;
  /** In ascending order of `from`. Before the first step there is no limit. */
  readonly steps: readonly LimitStep[];
}

/** A limit at one instant. */
export interface LimitInForce {
  readonly kind: LimitKind;
  readonly source: string;
  readonly days: number;
}

export interface UsableUntil {
  /** The end of the usable interval; Infinity where nothing ends it. */
  readonly until: EpochMs;
  /** True: usable at `until` itself (its age is exactly the limit). False: cut off, `until` is the first unusable instant. */
  readonly inclusive: boolean;
  /** The limit that set the end; null where nothing ends it. */
  readonly boundBy: LimitInForce | null;
}

/** The days that one limit allows at an instant. */
export function daysAt(limit: ReuseLimit, instant: EpochMs): number {
  let days = UNLIMITED;
  for (const step of limit.steps) {
    if (step.from > instant) break;
    days = step.days;
  }
  return days;
}

/** The smallest of the limits in force at an instant; among equals the first. Null where none of them limits. */
export function limitAt(limits: readonly ReuseLimit[], instant: EpochMs): LimitInForce | null {
  let smallest: LimitInForce | null = null;
  for (const limit of limits) {
    const days = daysAt(limit, instant);
    if (days < (smallest?.days ?? UNLIMITED)) smallest = { kind: limit.kind, source: limit.source, days };
  }
  return smallest;
}

/**
 * The last instant at which a validation can be used. Limits only fall, so one validation has one unbroken usable
 * interval; it is walked from step to step. An exclusive end at `validatedAt` itself means that it was never usable.
 */
export function usableUntil(validatedAt: EpochMs, limits: readonly ReuseLimit[]): UsableUntil {
  const later = limits.flatMap((limit) => limit.steps.map((step) => step.from)).filter((from) => from > validatedAt);
  const starts = [validatedAt, ...new Set(later.sort((a, b) => a - b))];
  for (const [index, start] of starts.entries()) {
    const boundBy = limitAt(limits, start);
    const end = validatedAt + (boundBy?.days ?? UNLIMITED) * DAY_MS;
    if (end < start) return { until: start, inclusive: false, boundBy };
    // An end that falls on the next step is judged by the limit that begins there.
    if (end < (starts[index + 1] ?? Number.POSITIVE_INFINITY)) return { until: end, inclusive: true, boundBy };
  }
  return { until: Number.POSITIVE_INFINITY, inclusive: false, boundBy: null };
}

/**
 * Whether the exact date of a validation can change how it is judged, when it is known only that it was made no earlier
 * than `earliest`. It cannot where even the earliest date leaves more than the window, unless that date is cut off by a
 * step which a validation made today would survive.
 */
export function exactDateMatters(
  earliest: EpochMs,
  limits: readonly ReuseLimit[],
  asOf: EpochMs,
  windowMs: number,
): boolean {
  const atWorst = usableUntil(earliest, limits);
  if (atWorst.until - asOf < windowMs) return true;
  const isCutOff = atWorst.boundBy !== null && !atWorst.inclusive;
  return isCutOff && usableUntil(asOf, limits).inclusive;
}
