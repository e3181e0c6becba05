/** Weeks and months in UTC, as a time line needs them. */
import { DAY_MS, formatDay } from "../../core/time";
import type { EpochMs } from "../../core/time";

export const WEEK_MS = 7 * DAY_MS;

/** 00:00 UTC of the Monday on or before. 1970-01-01 was a Thursday. */
export function mondayOf(instant: EpochMs): EpochMs {
  const daysSinceMonday = (((Math.floor(instant / DAY_MS) + 3) % 7) + 7) % 7;
  return Math.floor(instant / DAY_MS) * DAY_MS - daysSinceMonday * DAY_MS;
}

/** `2026-W48` (ISO 8601): a week belongs to the year of its Thursday. */
export function isoWeek(monday: EpochMs): string {
  const thursday = monday + 3 * DAY_MS;
  const year = formatDay(thursday).slice(0, 4);
  const firstMonday = mondayOf(Date.parse(`${year}-01-04T00:00:00Z`));
  return `${year}-W${String(Math.round((monday - firstMonday) / WEEK_MS) + 1).padStart(2, "0")}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface MonthStart {
  readonly at: EpochMs;
  /** 0 for January. */
  readonly month: number;
  /** `Dec`; with its year where that is new. */
  readonly label: string;
}

/** The first days of the months from `from` (inclusive) to `to` (exclusive). */
export function monthsBetween(from: EpochMs, to: EpochMs): readonly MonthStart[] {
  const months: MonthStart[] = [];
  const first = new Date(from);
  for (let step = 0; ; step += 1) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + step, 1);
    if (at >= to) return months;
    if (at < from) continue;
    const month = new Date(at).getUTCMonth();
    const year = months.length === 0 || month === 0 ? ` ${formatDay(at).slice(0, 4)}` : "";
    months.push({ at, month, label: `${MONTHS[month] ?? ""}${year}` });
  }
}
