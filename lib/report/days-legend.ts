/** What the marks of `daysLeftText` mean. */
import type { ChangeDocument } from "./plan-document";
import { daysLeftText } from "./urgency";

const MEANINGS = [
  ["~", "~ d: estimated from the expiry date; the CA reported no validation date"],
  ["+", "+ d: at least so many, by the expiry date"],
] as const;

/** A line for each mark that occurs. */
export function daysLegend(changes: readonly ChangeDocument[]): readonly string[] {
  const texts = changes.map(daysLeftText);
  return MEANINGS.filter(([mark]) => texts.some((text) => text.includes(mark))).map(([, meaning]) => meaning);
}
