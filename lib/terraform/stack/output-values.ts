/** The values of the outputs. They change with the state of the domains only, or every plan would show a change. */
import type { JudgedPlan } from "../../core/finding";
import type { Entry } from "./entries";
import { violationsOfTheFile } from "./finding-lines";
import { escapeTemplate } from "./escape-template";

/** The domains by action, under the names of the plan's JSON. Findings are not counted: some come by the day alone. */
export function summaryOf({ summary }: JudgedPlan): object {
  const { "no-op": no_op, ...actions } = summary.byAction;
  return { domains: summary.domains, no_op, ...actions };
}

/** The keys of the domains that must be validated. One whose order is pending (`await`) is not among them. */
export function needsRevalidation(entries: readonly Entry[]): readonly string[] {
  return entries
    .filter(({ triggers: { action } }) => action === "validate" || action === "revalidate")
    .map(({ key }) => escapeTemplate(key));
}

/** `KEY: RULE` for each violation, without its message, which names days; those of the file itself come last. */
export function violationsOf(judged: JudgedPlan, entries: readonly Entry[]): readonly string[] {
  return [
    ...entries.flatMap(({ key, violatedRules }) => violatedRules.map((rule) => `${key}: ${rule}`)),
    ...violationsOfTheFile(judged).map(({ domain, rule }) => `${domain}: ${rule}`),
  ].map(escapeTemplate);
}
