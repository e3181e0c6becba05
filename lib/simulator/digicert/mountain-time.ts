/** CertCentral writes days in Mountain Time: UTC-06:00 from the second Sunday of March to the first of November, else UTC-07:00. */
import { formatDay } from "../../core/time";
import type { EpochMs } from "../../core/time";

const HOUR_MS = 3_600_000;

/** The day in Mountain Time, as `2026-03-08`. */
export function mountainDay(instant: EpochMs): string {
  return formatDay(instant - (isSummer(instant) ? 6 : 7) * HOUR_MS);
}

/** The clock moves at 02:00 local time: 09:00 UTC in March, 08:00 UTC in November. */
function isSummer(instant: EpochMs): boolean {
  const year = new Date(instant).getUTCFullYear();
  return instant >= nthSunday(year, 2, 2) + 9 * HOUR_MS && instant < nthSunday(year, 10, 1) + 8 * HOUR_MS;
}

/** @param month counts from 0 */
function nthSunday(year: number, month: number, n: number): EpochMs {
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - firstWeekday) % 7) + 7 * (n - 1));
}
