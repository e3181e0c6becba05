/** The dates of CertCentral. Services API, "List domains" (`include_dcv_expiration_time`). */
import { parseInstant, type EpochMs } from "../../core/time";

const DATE = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads a date-time with its zone, or a day alone. A day is one of Mountain Time, which begins 6 or 7 hours after the same
 * day in UTC: 00:00 UTC of it is never later than what was meant, which is the safe side for an age and for an end. Null for
 * everything else.
 */
export function parseDigicertDate(text: string): EpochMs | null {
  const [, day = "", time, zone = ""] = DATE.exec(text) ?? [];
  if (day === "") return null;
  return parseInstant(time === undefined ? day : `${day}T${time}${zone}`);
}
