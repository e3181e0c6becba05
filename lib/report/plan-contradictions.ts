/** Where a saved plan contradicts itself: what sums it up must follow from what it holds, or its formats could show a green verdict over errors. */
import { counted, printable } from "../core/printable";
import type { Action } from "../core/vocabulary";
import type { FindingDocument, PlanDocument, SummaryDocument } from "./plan-document";

type Counts = NonNullable<SummaryDocument["changed"]>;

/** A sentence for each contradiction; none for a plan as dcv writes it. */
export function contradictionsOf(plan: PlanDocument): readonly string[] {
  return [...providerProblems(plan), ...summaryProblems(plan), ...completenessProblems(plan), ...verdictProblems(plan)];
}

/** The account that a change is about is that of its provider. */
function providerProblems({ providers, changes }: PlanDocument): readonly string[] {
  const names = new Set(providers.map(({ name }) => name));
  const unlisted = new Set(changes.map(({ provider }) => provider).filter((name) => !names.has(name)));
  return [...unlisted].map((name) => printable(`/changes name the provider ${name}, but /providers does not`));
}

function summaryProblems({ changes, findings, summary, changed_since: comparison }: PlanDocument): readonly string[] {
  const actions = countActions(changes);
  const all = countFindings(findings);
  const changed = summary.changed;
  const expected: readonly (readonly [name: string, stated: number, found: number])[] = [
    ["domains", summary.domains, changes.length],
    ["no_op", summary.no_op, actions["no-op"]],
    ["validate", summary.validate, actions.validate],
    ["revalidate", summary.revalidate, actions.revalidate],
    ["await", summary.await, actions.await],
    ["undeclared", summary.undeclared, actions.undeclared],
    ["unknown", summary.unknown, actions.unknown],
    ...differences("", summary, all),
    ...(changed === null
      ? []
      : differences("changed/", changed, countFindings(findings.filter((finding) => finding.changed === true)))),
  ];
  const problems = expected
    .filter(([, stated, found]) => stated !== found)
    .map(([name, stated, found]) => `/summary/${name} is ${stated}, but the plan holds ${found}`);
  if ((comparison === null) === (changed === null)) return problems;
  return [...problems, "/summary/changed and /changed_since must both be there, or neither"];
}

function differences(prefix: string, stated: Counts, found: Counts): readonly (readonly [string, number, number])[] {
  const names = ["errors", "warnings", "infos", "waived"] as const;
  return names.map((name) => [`${prefix}${name}`, stated[name], found[name]]);
}

function countActions(changes: PlanDocument["changes"]): Readonly<Record<Action, number>> {
  const counts = { "no-op": 0, validate: 0, revalidate: 0, await: 0, undeclared: 0, unknown: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

function countFindings(findings: readonly FindingDocument[]): Counts {
  const counts = { errors: 0, warnings: 0, infos: 0, waived: 0 };
  for (const { severity, waiver } of findings) counts[waiver === null ? (`${severity}s` as const) : "waived"] += 1;
  return counts;
}

function completenessProblems({ complete, providers }: PlanDocument): readonly string[] {
  const unread = providers.filter((provider) => !provider.complete).length;
  return complete && unread > 0 ? [`/complete is true, but ${counted(unread, "provider")} could not be read`] : [];
}

function verdictProblems(plan: PlanDocument): readonly string[] {
  const expected = possibleVerdicts(plan);
  if (expected.includes(plan.verdict)) return [];
  return [`/verdict is ${plan.verdict}, but what the plan holds makes it ${expected.join(" or ")}`];
}

/** As `verdictOfSeen` in core decides; which pending changes belong to what changed is not in the document. */
function possibleVerdicts({
  complete,
  changes,
  findings,
  enforcement,
  changed_since: comparison,
}: PlanDocument): readonly PlanDocument["verdict"][] {
  if (!complete) return ["error"];
  const countsOnlyChanged = comparison?.only_changed === true;
  const isViolated = findings.some(
    ({ severity, waiver, changed }) =>
      severity === "error" && waiver === null && (!countsOnlyChanged || changed === true),
  );
  if (isViolated && enforcement === "mandatory") return ["violation"];
  const isPending = changes.some(
    ({ action }) => action === "validate" || action === "revalidate" || action === "await",
  );
  if (!isPending) return ["pass"];
  return countsOnlyChanged ? ["pass", "changes"] : ["changes"];
}
