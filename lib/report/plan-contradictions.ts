/** Where a saved plan contradicts itself: what sums it up must follow from what it holds, or its formats could show a green verdict over errors. */
import { getDomain } from "tldts-icann";
import { belongsTo } from "../core/challenge-owner";
import { recordOfChallenge } from "../core/challenge-record";
import { isWithin } from "../core/dns-name";
import { baseName } from "../core/domain-name";
import { countActions, countFindings } from "../core/finding";
import type { FindingCounts } from "../core/finding";
import { counted, printable } from "../core/printable";
import type { ChangeDocument, PlanDocument } from "./plan-document";

/** A sentence for each contradiction; none for a plan as dcv writes it. */
export function contradictionsOf(plan: PlanDocument): readonly string[] {
  return [
    ...providerProblems(plan),
    ...challengeProblems(plan),
    ...summaryProblems(plan),
    ...completenessProblems(plan),
    ...verdictProblems(plan),
  ];
}

/** The account that a change is about is that of its provider. */
function providerProblems({ providers, changes }: PlanDocument): readonly string[] {
  const names = new Set(providers.map(({ name }) => name));
  const unlisted = new Set(changes.map(({ provider }) => provider).filter((name) => !names.has(name)));
  return [...unlisted].map((name) => printable(`/changes name the provider ${name}, but /providers does not`));
}

/** A record of another domain would be published in the zone of that domain. */
function challengeProblems({ changes }: PlanDocument): readonly string[] {
  return changes
    .filter((change) => !isOfDomain(change))
    .map(({ address }) => printable(`${address}: its challenge is of another domain`));
}

/** The record lies below the domain, or belongs to it; a domain that another covers has the challenge of that one. */
function isOfDomain({ domain, live }: ChangeDocument): boolean {
  const challenge = live?.challenge ?? null;
  if (challenge === null || !("name" in challenge)) return true;
  const owner = recordOfChallenge(challenge)?.name;
  if (owner === undefined) return true; // it cannot be published
  return isWithin(owner, namespaceOf(domain, live?.covered_by ?? domain)) || belongsTo(owner, domain) !== false;
}

/** Below it all names are of the domain, or of what covers it, which cannot be a public suffix. */
function namespaceOf(domain: string, coveredBy: string): string {
  const [base, covering] = [baseName(domain), baseName(coveredBy)];
  const isCovered = isWithin(base, covering) && getDomain(covering, PLAIN_NAME) !== null;
  return isCovered ? covering : base;
}

const PLAIN_NAME = { extractHostname: false, validateHostname: false };

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

function differences(
  prefix: string,
  stated: FindingCounts,
  found: FindingCounts,
): readonly (readonly [string, number, number])[] {
  const names = ["errors", "warnings", "infos", "waived"] as const;
  return names.map((name) => [`${prefix}${name}`, stated[name], found[name]]);
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
