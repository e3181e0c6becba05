/** The dates of SCM. Sectigo REST manual (samples) and SCM Admin API (`format: date-time`). */
import { parseInstant, type EpochMs } from "../../core/time";

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads `yyyy-MM-dd` (the manual's samples) or a date-time (the OpenAPI document), with a blank or a `T` between them and
 * with or without a fraction. Where no zone is given it is UTC, and a day is 00:00 UTC of it. Null for everything else: a
 * date is never guessed.
 */
export function parseSectigoDate(text: string): EpochMs | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [, day = "", time, zone = "Z"] = match;
  return parseInstant(time === undefined ? day : `${day}T${time}${zone}`);
}
