/** Durations as Terraform's `timeouts` write them: `45m`, `1h30m`, `90s`. */

const DURATION = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/;
const [HOUR_MS, MINUTE_MS, SECOND_MS] = [3_600_000, 60_000, 1_000];

/** In milliseconds; null for what is not a duration, or is none at all. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  const duration = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS;
  return duration > 0 ? duration : null;
}
