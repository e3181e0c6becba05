/** The last line of the text: the verdict, or what kept the plan from being complete. */
import { counted, printable } from "../../core/printable";
import { findingCountsText, verdictText } from "../headline";
import { incompletenessOf, missingPartText } from "../incompleteness";
import type { PlanDocument } from "../plan-document";

/** One line, however long: `Not complete: NAME: 401 for …; and 1 more problem`. */
export function verdictLine(plan: PlanDocument): string {
  const verdict = verdictText(plan);
  const [first, ...others] = incompletenessOf(plan);
  if (first === undefined) return printable(`${verdict}: ${findingCountsText(plan.summary)}.`);
  const more = others.length === 0 ? "" : `; and ${counted(others.length, "more problem")}`;
  return printable(`${verdict}: ${missingPartText(first)}${more}`);
}
