/** What policy says of a plan, and the one word that it comes to. */
import type { Change } from "./change";
import type { Place } from "./diagnostic";
import type { Plan } from "./plan";
import type { ReuseLimit } from "./reuse";
import { concernsChange, concernsFinding } from "./changed-parts";
import type { Comparison } from "./changed-parts";
import type { PlanState } from "./since";
import type { Action, Severity, Verdict } from "./vocabulary";
import type { AppliedWaiver } from "./waiver";

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly domain: string;
  /** Null when the finding is about the file itself, such as a waiver. */
  readonly provider: string | null;
  readonly message: string;
  readonly remediation: string;
  /** Null when the file does not mention it. */
  readonly location: Place | null;
  readonly citation: string;
  /** A finding that was accepted for a while is shown everywhere and counted apart. */
  readonly waiver: AppliedWaiver | null;
}

/** The severity of a rule's findings; a rule that is `off` has none. */
export type RuleSeverity = Severity | "off";

/** Whether a finding belongs to what changed; null where the plan is compared with nothing. */
export interface MarkedFinding extends Finding {
  readonly changed: boolean | null;
}

/** How one rule came out, over the domains or the waivers. Neither `notApplicable` nor `notEffective` is a pass. */
export interface RuleResult {
  readonly rule: string;
  readonly title: string;
  readonly citation: string;
  readonly url: string | null;
  readonly remediation: string;
  /** The file it stands in, and that of the built-in rule whose place it takes. */
  readonly file: string;
  readonly replaces: string | null;
  readonly severity: RuleSeverity;
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly notEffective: number;
  /** A fact that the rule needs is not known. */
  readonly unknown: number;
}

/** How one change of the plan came out; changes that come out alike share it. Ids of rules about domains, sorted. */
export interface ChangeResult {
  readonly passed: readonly string[];
  /** The rules that may apply to it and could not be judged for want of a fact. */
  readonly unjudged: readonly string[];
}

/** Findings by severity; waived ones are counted apart. */
export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly waived: number;
}

export interface Summary extends FindingCounts {
  readonly domains: number;
  readonly byAction: Readonly<Record<Action, number>>;
  /** Of these, the findings that belong to what changed; null where the plan is compared with nothing. */
  readonly changed: FindingCounts | null;
}

/** Whether findings decide the exit code. */
export type Enforcement = "mandatory" | "advisory";

/** What a plan is judged by. */
export interface Judgement {
  /** The name of the estate in outputs; null where the file does not name it. */
  readonly estate: string | null;
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleResult[];
  /** One for each change of the plan, in its order. */
  readonly changes: readonly ChangeResult[];
  readonly enforcement: Enforcement;
  /** The schedule of the Baseline Requirements, for outputs that show its steps. */
  readonly reusePeriods: ReuseLimit;
  /** Null where the plan is compared with nothing. */
  readonly comparison: Comparison | null;
  /** Null for a plan without a state. */
  readonly state: PlanState | null;
}

/** A plan and what policy says of it: the product of a run. */
export interface JudgedPlan extends Judgement {
  readonly plan: Plan;
  readonly findings: readonly MarkedFinding[];
  readonly verdict: Verdict;
  readonly summary: Summary;
}

/** Written out: of a copy by `...` with one more key V8 gives each object a shape of its own, which takes as much as the finding. */
function marked(finding: Finding, changed: boolean | null): MarkedFinding {
  const { rule, severity, domain, provider, message, remediation, location, citation, waiver } = finding;
  return { rule, severity, domain, provider, message, remediation, location, citation, waiver, changed };
}

/** Actions that are yet to be taken or waited for. Undeclared and unknown domains are for people to look at. */
const PENDING: ReadonlySet<Action> = new Set<Action>(["validate", "revalidate", "await"]);

export function assembleJudgedPlan(plan: Plan, judgement: Judgement): JudgedPlan {
  const { comparison } = judgement;
  const findings = judgement.findings.map((finding) =>
    marked(finding, comparison === null ? null : concernsFinding(comparison.changed, finding)),
  );
  const judged = { ...judgement, plan, findings };
  return {
    ...judged,
    verdict: plan.complete ? verdictOfSeen(judged) : "error", // what was not seen cannot be judged
    summary: summarize(plan.changes, findings, comparison),
  };
}

/** Violation before changes, judged by what was seen alone. That of a plan which is not complete says nothing of the rest. */
export function verdictOfSeen({
  plan: { changes },
  findings,
  enforcement,
  comparison,
}: Omit<JudgedPlan, "verdict" | "summary">): Exclude<Verdict, "error"> {
  const only = comparison?.onlyChanged === true ? comparison.changed : null;
  const violated = findings.some(
    ({ severity, waiver, changed }) => severity === "error" && waiver === null && (only === null || changed === true),
  );
  if (violated && enforcement === "mandatory") return "violation";
  const isPending = changes.some(
    (change) => PENDING.has(change.action) && (only === null || concernsChange(only, change)),
  );
  return isPending ? "changes" : "pass";
}

function summarize(
  changes: readonly Change[],
  findings: readonly MarkedFinding[],
  comparison: Comparison | null,
): Summary {
  return {
    domains: changes.length,
    byAction: countActions(changes),
    ...countFindings(findings),
    changed: comparison === null ? null : countFindings(findings.filter(({ changed }) => changed)),
  };
}

export function countActions(changes: readonly Pick<Change, "action">[]): Summary["byAction"] {
  const counts = { "no-op": 0, validate: 0, revalidate: 0, await: 0, undeclared: 0, unknown: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

export function countFindings(findings: readonly Pick<Finding, "severity" | "waiver">[]): FindingCounts {
  const counted = (severity: Severity): number =>
    findings.filter((finding) => finding.waiver === null && finding.severity === severity).length;
  return {
    errors: counted("error"),
    warnings: counted("warning"),
    infos: counted("info"),
    waived: findings.filter((finding) => finding.waiver !== null).length,
  };
}
