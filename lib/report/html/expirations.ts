/** When validations stop being usable unless they are renewed, counted by day and by week. */
import { parseDay, parseInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { PlanDocument } from "../plan-document";
import { urgencyOf } from "../urgency";
import type { Urgency } from "../urgency";
import { validationEnd } from "../validation-end";
import { WEEK_MS, isoWeek, mondayOf } from "./calendar";

/** Two years; what ends later is counted, not drawn. */
const MAX_PICTURE_MS = 104 * WEEK_MS;
/** Room after the last thing that is drawn. */
const MARGIN_MS = 4 * WEEK_MS;

export interface Week {
  readonly monday: EpochMs;
  /** `2026-W48`. */
  readonly name: string;
  readonly ends: number;
  /** How many are still usable when the week is over. */
  readonly left: number;
}

/** A step of the reuse schedule; the days are null where there is no limit. */
export interface Step {
  readonly at: EpochMs;
  readonly day: string;
  readonly days: number | null;
}

/** About the declared domains that are usable on the date judged. */
export interface Expirations {
  readonly asOf: EpochMs;
  /** The horizon: Mondays, `to` exclusive. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly usable: number;
  /** Within the horizon, by instant, in ascending order. */
  readonly ends: readonly (readonly [at: EpochMs, count: number])[];
  /** Every week of the horizon, those without an end too. */
  readonly weeks: readonly Week[];
  /** How many end after the horizon, and for how many no end is known or the CA repeats the validation. */
  readonly later: number;
  readonly open: number;
  readonly steps: readonly Step[];
}

/** The groups whose validations can be used now. A domain whose state is unknown does not count as usable. */
const USABLE: ReadonlySet<Urgency["id"]> = new Set<Urgency["id"]>(["renewable", "pending", "valid"]);

/** Null where the date judged cannot be read. */
export function expirationsOf(plan: PlanDocument): Expirations | null {
  const asOf = parseInstant(plan.as_of);
  if (asOf === null) return null;
  const usable = plan.changes.filter((change) => USABLE.has(urgencyOf(change, plan.as_of).id));
  const known = usable.flatMap((change) => {
    const at = validationEnd(change);
    return typeof at === "number" ? [Math.max(at, asOf)] : [];
  });
  const steps = plan.reuse_periods.periods.flatMap(({ issued_from: day, days }) => {
    const at = day === null ? null : parseDay(day);
    return at === null || day === null ? [] : [{ at, day, days }];
  });
  const from = mondayOf(asOf);
  const drawn = known.filter((at) => at < from + MAX_PICTURE_MS);
  const nextStep = steps.find(({ at }) => at > asOf && at < from + MAX_PICTURE_MS);
  const last = [...drawn, nextStep?.at ?? asOf].reduce((latest, at) => Math.max(latest, at), asOf);
  const ends = countByInstant(drawn);
  const to = mondayOf(last + MARGIN_MS) + WEEK_MS;
  const later = known.length - drawn.length;
  return {
    asOf,
    from,
    to,
    usable: usable.length,
    ends,
    weeks: weeksOf(ends, from, to, usable.length),
    later,
    open: usable.length - known.length,
    steps,
  };
}

function countByInstant(instants: readonly EpochMs[]): Expirations["ends"] {
  const counts = new Map<EpochMs, number>();
  for (const at of instants) counts.set(at, (counts.get(at) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

function weeksOf(ends: Expirations["ends"], from: EpochMs, to: EpochMs, usable: number): readonly Week[] {
  const counts = new Map<EpochMs, number>();
  for (const [at, count] of ends) counts.set(mondayOf(at), (counts.get(mondayOf(at)) ?? 0) + count);
  const weeks: Week[] = [];
  let left = usable;
  for (let monday = from; monday < to; monday += WEEK_MS) {
    const ending = counts.get(monday) ?? 0;
    left -= ending;
    weeks.push({ monday, name: isoWeek(monday), ends: ending, left });
  }
  return weeks;
}
