/** What a plan comes to, in the words that every format for people begins or ends with. */
import type { FindingCounts } from "../core/finding";
import { counted } from "../core/printable";
import type { PlanDocument, SummaryDocument } from "./plan-document";

/** `Policy is violated`. */
export function verdictText(plan: PlanDocument): string {
  const { complete, verdict, enforcement, summary, changed_since, selection } = plan;
  if (!complete) return "Not complete";
  if (verdict === "violation") return "Policy is violated";
  const part = selection === null ? "" : " for the selected domains";
  if (summary.errors === 0) return `Policy holds${part}`;
  if (enforcement === "advisory") return "Policy is violated, but only advisory";
  // Errors without a violation: none of them belongs to what changed.
  return `Policy holds for what changed since ${changed_since?.ref ?? "then"}`;
}

/** What a partial plan is about and leaves out; null where the plan is about the whole estate. */
export function selectionText({ selection, changes }: PlanDocument): string | null {
  if (selection === null) return null;
  const { domains, owners, labels, providers, changed_since: since, declared } = selection;
  const kinds = [
    ...(domains.length > 0 ? [`name ${domains.join(" or ")}`] : []),
    ...(owners.length > 0 ? [`owner ${owners.join(" or ")}`] : []),
    ...(labels.length > 0 ? [`label ${labels.map(({ key, value }) => `${key}=${value}`).join(", ")}`] : []),
    ...(providers.length > 0 ? [`provider ${providers.join(" or ")}`] : []),
    ...(since === null ? [] : [`changed since ${since}`]),
  ];
  const part = `${changes.length} of ${counted(declared, "declared domain")} (${kinds.join("; ")})`;
  return `This plan is partial: ${part}. Undeclared domains and unused waivers are not judged.`;
}

/** `2 errors, 1 warning, 1 waived`. */
export function findingCountsText({ errors, warnings, infos, waived }: FindingCounts): string {
  const parts = [counted(errors, "error"), counted(warnings, "warning")];
  if (infos > 0) parts.push(`${infos} info`);
  if (waived > 0) parts.push(`${waived} waived`);
  return parts.join(", ");
}

/** What a plan is about and compared with, a sentence each; none for a plan of the whole estate that is compared with nothing. */
export function scopeTexts(plan: PlanDocument): readonly string[] {
  return [selectionText(plan), comparisonText(plan)].filter((text) => text !== null);
}

/** `Of what changed since origin/main: 1 error, 0 warnings; only these count.`; null where the plan is compared with nothing. */
function comparisonText({ changed_since, summary }: PlanDocument): string | null {
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
