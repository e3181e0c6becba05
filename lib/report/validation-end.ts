/** When the validation of a domain ends, for outputs that are reminders. */
import { parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { ChangeDocument } from "./plan-document";
import { usableUntilText } from "./urgency";

/** Why there is no end to show. */
export type Endless =
  /** It is not in the file, so no one needs it. */
  | "undeclared"
  /** It could not be judged, so an end that is known may not hold. */
  | "unknown"
  /** The CA repeats the validation by itself. */
  | "repeated"
  /** There is no validation, or its end is not known. */
  | "untold";

/** The instant after which the validation of a declared domain cannot be used, also one in the past; or why there is none. */
export function validationEnd(change: ChangeDocument): EpochMs | Endless {
  const { action, declared, reuse } = change;
  if (declared === null) return "undeclared";
  if (action === "unknown") return "unknown";
  if (reuse?.usable_until == null) return "untold";
  // A persistent record is checked again by the CA (Baseline Requirements 3.2.2.4.22).
  if (reuse?.refreshed_by_ca === true || usableUntilText(change) === "-") return "repeated";
  return parseInstant(reuse.usable_until) ?? "untold";
}
