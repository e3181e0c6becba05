/** What policy says of a plan, and the one word that it comes to. */
import type { Change } from "./change";
import type { Place } from "./diagnostic";
import type { Plan } from "./plan";
import type { Action, Severity, Verdict } from "./words";

/** A finding that was accepted for a while. It is shown everywhere and counted apart. */
export interface AppliedWaiver {
  readonly reason: string;
  readonly owner: string;
  /** The last UTC day on which it holds, `2027-01-31`. */
  readonly expires: string;
}

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
  readonly waiver: AppliedWaiver | null;
}

/** How one rule came out, counted over the domains. Neither `not_applicable` nor `not_effective` is a pass. */
export interface RuleResult {
  readonly rule: string;
  /** The file it stands in, and that of the built-in rule whose place it takes. */
  readonly file: string;
  readonly replaces: string | null;
  readonly severity: Severity | "off";
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly notEffective: number;
  /** A fact that the rule needs is not known. */
  readonly unknown: number;
}

export interface Summary {
  readonly domains: number;
  readonly byAction: Readonly<Record<Action, number>>;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly waived: number;
}

/** Whether findings decide the exit code. */
export type Enforcement = "mandatory" | "advisory";

/** A plan and what policy says of it: the product of a run. */
export interface JudgedPlan {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleResult[];
  readonly enforcement: Enforcement;
  readonly verdict: Verdict;
  readonly summary: Summary;
}

/** Actions that somebody has yet to take or to wait for. Undeclared and unknown domains are for people to look at. */
const PENDING: ReadonlySet<Action> = new Set<Action>(["validate", "revalidate", "await"]);

export function assembleJudgedPlan(
  plan: Plan,
  findings: readonly Finding[],
  rules: readonly RuleResult[],
  enforcement: Enforcement,
): JudgedPlan {
  return {
    plan,
    findings,
    rules,
    enforcement,
    verdict: verdictOf(plan, findings, enforcement),
    summary: summarize(plan.changes, findings),
  };
}

/** Error before violation before changes: what was not seen cannot be judged. */
function verdictOf(plan: Plan, findings: readonly Finding[], enforcement: Enforcement): Verdict {
  if (!plan.complete) return "error";
  const violated = findings.some((finding) => finding.severity === "error" && finding.waiver === null);
  if (violated && enforcement === "mandatory") return "violation";
  return plan.changes.some((change) => PENDING.has(change.action)) ? "changes" : "pass";
}

function summarize(changes: readonly Change[], findings: readonly Finding[]): Summary {
  const byAction = { "no-op": 0, validate: 0, revalidate: 0, await: 0, undeclared: 0, unknown: 0 };
  for (const change of changes) byAction[change.action] += 1;
  const counted = (severity: Severity): number =>
    findings.filter((finding) => finding.waiver === null && finding.severity === severity).length;
  return {
    domains: changes.length,
    byAction,
    errors: counted("error"),
    warnings: counted("warning"),
    infos: counted("info"),
    waived: findings.filter((finding) => finding.waiver !== null).length,
  };
}
