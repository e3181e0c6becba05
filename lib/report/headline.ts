/** What a plan comes to, in the words that every format for people begins or ends with. */
import type { FindingCounts } from "../core/finding";
import { counted } from "../core/printable";
import type { PlanDocument, SummaryDocument } from "./plan-document";

/** `Policy is violated`. */
export function verdictText({ complete, verdict, enforcement, summary, changed_since }: PlanDocument): string {
  if (!complete) return "Not complete";
  if (verdict === "violation") return "Policy is violated";
  if (summary.errors === 0) return "Policy holds";
  if (enforcement === "advisory") return "Policy is violated, but only advisory";
  // Errors without a violation: none of them belongs to what changed.
  return `Policy holds for what changed since ${changed_since?.ref ?? "then"}`;
}

/** `2 errors, 1 warning, 1 waived`. */
export function findingCountsText({ errors, warnings, infos, waived }: FindingCounts): string {
  const parts = [counted(errors, "error"), counted(warnings, "warning")];
  if (infos > 0) parts.push(`${infos} info`);
  if (waived > 0) parts.push(`${waived} waived`);
  return parts.join(", ");
}

/** `Of what changed since origin/main: 1 error, 0 warnings; only these count.`; null where the plan is compared with nothing. */
export function comparisonText({ changed_since, summary }: PlanDocument): string | null {
  if (changed_since === null || summary.changed === null) return null;
  const counts = findingCountsText(summary.changed);
  return `Of what changed since ${changed_since.ref}: ${counts}${changed_since.only_changed ? "; only these count" : ""}.`;
}

/** `1 validate, 0 revalidate, …`: every action, also those that nothing needs. */
export function actionCountsText(summary: SummaryDocument): string {
  const { validate, revalidate, undeclared, unknown, no_op } = summary;
  const counts = { validate, revalidate, await: summary.await, undeclared, unknown, "no-op": no_op };
  return Object.entries(counts)
    .map(([action, count]) => `${count} ${action}`)
    .join(", ");
}
