/** Ncloud writes `yyyy-MM-dd HH:mm:ss` in UTC+09:00 and says so only in its documentation. Korea has no summer time. */
import { parseInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";

const SEOUL_OFFSET_MS = 9 * 3_600_000;

/** `2026-02-01 10:01:15` as an instant; null for anything else. */
export function parseSeoulTime(text: string): EpochMs | null {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? parseInstant(`${text.replace(" ", "T")}+09:00`) : null;
}

/** An instant as `2026-02-01 10:01:15`. */
export function formatSeoulTime(instant: EpochMs): string {
  return new Date(instant + SEOUL_OFFSET_MS).toISOString().slice(0, 19).replace("T", " ");
}
