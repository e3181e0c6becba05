/** When the validation of a domain ends, for outputs that remind somebody of it. */
import { parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { ChangeDocument } from "./plan-document";
import { usableUntilText } from "./urgency";

/** Why there is nothing to remind of. */
export type Endless =
  /** Nobody declared it, so nobody waits for it. */
  | "undeclared"
  /** It could not be judged, and an end that is told nevertheless may not hold. */
  | "unknown"
  /** The CA repeats the validation by itself. */
  | "repeated"
  /** There is no validation, or nothing tells its end. */
  | "untold";

/** The instant behind which the validation of a declared domain cannot be used, in the past too; or why none is told. */
export function validationEnd(change: ChangeDocument): EpochMs | Endless {
  const { action, declared, reuse } = change;
  if (declared === null) return "undeclared";
  if (action === "unknown") return "unknown";
  if (reuse?.usable_until == null) return "untold";
  // A persistent record is checked again by the CA (Baseline Requirements 3.2.2.4.22).
  if (reuse?.refreshed_by_ca === true || usableUntilText(change) === "-") return "repeated";
  return parseInstant(reuse.usable_until) ?? "untold";
}
