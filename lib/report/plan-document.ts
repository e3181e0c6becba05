/**
 * The plan as a document: what `--output json` writes, what `dcv render` reads again, and what every other format is made
 * of. Its schema is `plan.schema.json`.
 */
import type { BoundKind, Change, Reuse } from "../core/change";
import type { DesiredDomain } from "../core/desired";
import type { Place } from "../core/diagnostic";
import type { AppliedWaiver, Enforcement, FindingCounts, JudgedPlan, RuleResult, Summary } from "../core/finding";
import type { MarkedFinding } from "../core/finding";
import type { PlanProvider } from "../core/plan";
import { UNLIMITED } from "../core/reuse";
import type { ReuseLimit } from "../core/reuse";
import { formatDay, formatInstant, wholeDays } from "../core/time";
import type { Action, AgeBasis, Method, Reason, Severity, Verdict } from "../core/vocabulary";
import { describeLive } from "./live-document";
import type { LiveDocument } from "./live-document";

/** Changes with every change of the shape that a reader could trip over. */
export const FORMAT_VERSION = "1.0";

/** Instants are ISO 8601 in UTC, days are `yyyy-MM-dd`. Keys are in the order in which they are written. */
export interface PlanDocument {
  readonly format_version: typeof FORMAT_VERSION;
  readonly tool: { readonly name: "dcv"; readonly version: string };
  readonly as_of: string;
  readonly complete: boolean;
  readonly verdict: Verdict;
  readonly enforcement: Enforcement;
  /** Null where the plan is compared with nothing. */
  readonly changed_since: { readonly ref: string; readonly only_changed: boolean } | null;
  readonly providers: readonly PlanProvider[];
  readonly changes: readonly ChangeDocument[];
  readonly findings: readonly FindingDocument[];
  readonly rules: readonly RuleDocument[];
  readonly reuse_periods: ReusePeriodsDocument;
  readonly summary: SummaryDocument;
}

export interface ChangeDocument {
  readonly address: string;
  readonly domain: string;
  /** The name as people write it, where it differs. */
  readonly unicode: string | null;
  readonly provider: string;
  readonly action: Action;
  readonly reason: Reason;
  readonly message: string;
  readonly declared: (Place & DeclaredDocument) | null;
  readonly live: LiveDocument | null;
  readonly reuse: ReuseDocument | null;
  /** Ids of the rules that it passed, sorted. Those that it fails are among the findings. */
  readonly passed: readonly string[];
  /** Ids of the rules that may apply to it and could not be judged for want of a fact, sorted. */
  readonly unjudged: readonly string[];
}

interface DeclaredDocument {
  readonly method: Method | null;
  readonly owner: string | null;
}

export interface ReuseDocument {
  readonly age_days: number | null;
  readonly age_basis: AgeBasis;
  readonly limit_days: number | null;
  readonly limit_source: string | null;
  readonly usable_until: string | null;
  readonly usable_until_inclusive: boolean | null;
  readonly bound_by: BoundKind | null;
  readonly bound_source: string | null;
  readonly days_left: number | null;
  readonly refreshed_by_ca: boolean;
}

export interface FindingDocument {
  readonly rule: string;
  readonly severity: Severity;
  readonly domain: string;
  readonly provider: string | null;
  readonly message: string;
  readonly remediation: string;
  readonly location: Place | null;
  readonly citation: string;
  readonly waiver: AppliedWaiver | null;
  /** Whether it belongs to what changed; null where the plan is compared with nothing. */
  readonly changed: boolean | null;
}

export interface RuleDocument {
  readonly rule: string;
  readonly title: string;
  readonly file: string;
  readonly replaces: string | null;
  readonly severity: Severity | "off";
  readonly citation: string;
  readonly url: string | null;
  readonly remediation: string;
  readonly passed: number;
  readonly failed: number;
  readonly not_applicable: number;
  readonly not_effective: number;
  readonly unknown: number;
}

/** The schedule of the Baseline Requirements; `issued_from` is null for what held before the first step. */
export interface ReusePeriodsDocument {
  readonly source: string;
  readonly periods: readonly { readonly issued_from: string | null; readonly days: number | null }[];
}

export interface SummaryDocument extends FindingCounts {
  readonly domains: number;
  readonly no_op: number;
  readonly validate: number;
  readonly revalidate: number;
  readonly await: number;
  readonly undeclared: number;
  readonly unknown: number;
  /** Of the findings, those that belong to what changed. */
  readonly changed: FindingCounts | null;
}

export function describePlan(judged: JudgedPlan, toolVersion: string): PlanDocument {
  const { plan, verdict, enforcement, comparison, findings, rules, reusePeriods, summary } = judged;
  const passed = rulesByAddress(rules, ({ passedBy }) => passedBy);
  const unjudged = rulesByAddress(rules, ({ unknownFor }) => unknownFor);
  return {
    format_version: FORMAT_VERSION,
    tool: { name: "dcv", version: toolVersion },
    as_of: formatInstant(plan.asOf),
    complete: plan.complete,
    verdict,
    enforcement,
    changed_since: comparison === null ? null : { ref: comparison.since, only_changed: comparison.onlyChanged },
    providers: plan.providers.map(({ name, type, complete, observed, error, warnings }) => ({
      name,
      type,
      complete,
      observed,
      error,
      warnings,
    })),
    changes: plan.changes.map((change) => describeChange(change, passed, unjudged)),
    findings: findings.map(describeFinding),
    rules: rules.map(describeRuleResult),
    reuse_periods: describeReusePeriods(reusePeriods),
    summary: describeSummary(summary),
  };
}

type RulesByAddress = ReadonlyMap<string, readonly string[]>;

const NO_RULES: readonly string[] = [];

/** Most domains come out alike, so those that do share one list: the same list grows by a rule to the same list. */
function rulesByAddress(
  results: readonly RuleResult[],
  addressesOf: (result: RuleResult) => readonly string[],
): RulesByAddress {
  const byAddress = new Map<string, readonly string[]>();
  for (const result of results) {
    const longer = new Map<readonly string[], readonly string[]>();
    for (const address of addressesOf(result)) {
      const list = byAddress.get(address) ?? NO_RULES;
      const grown = longer.get(list) ?? [...list, result.rule];
      longer.set(list, grown);
      byAddress.set(address, grown);
    }
  }
  return byAddress;
}

function describeChange(change: Change, passed: RulesByAddress, unjudged: RulesByAddress): ChangeDocument {
  return {
    address: change.address,
    domain: change.domain,
    unicode: change.unicode,
    provider: change.provider,
    action: change.action,
    reason: change.reason,
    message: change.message,
    declared: change.declared === null ? null : describeDeclared(change.declared),
    live: change.live === null ? null : describeLive(change.live),
    reuse: change.reuse === null ? null : describeReuse(change.reuse),
    passed: passed.get(change.address) ?? NO_RULES,
    unjudged: unjudged.get(change.address) ?? NO_RULES,
  };
}

function describeDeclared({ place, method, owner }: DesiredDomain): Place & DeclaredDocument {
  return { ...place, method, owner };
}

function describeReuse(reuse: Reuse): ReuseDocument {
  const { ageMs, ageBasis, limit, usableUntil, inclusive, boundBy, leftMs, refreshedByCa } = reuse;
  return {
    age_days: ageMs === null ? null : wholeDays(ageMs),
    age_basis: ageBasis,
    // A method whose validations no longer count leaves no day at all.
    limit_days: limit === null ? null : Math.max(0, limit.days),
    limit_source: limit?.source ?? null,
    usable_until: usableUntil === null ? null : formatInstant(usableUntil),
    usable_until_inclusive: usableUntil === null ? null : inclusive,
    bound_by: boundBy?.kind ?? null,
    bound_source: boundBy?.source ?? null,
    days_left: leftMs === null ? null : wholeDays(leftMs),
    refreshed_by_ca: refreshedByCa,
  };
}

function describeFinding(finding: MarkedFinding): FindingDocument {
  const { rule, severity, domain, provider, message, remediation, location, citation, waiver, changed } = finding;
  return { rule, severity, domain, provider, message, remediation, location, citation, waiver, changed };
}

function describeRuleResult(result: RuleResult): RuleDocument {
  return {
    rule: result.rule,
    title: result.title,
    file: result.file,
    replaces: result.replaces,
    severity: result.severity,
    citation: result.citation,
    url: result.url,
    remediation: result.remediation,
    passed: result.passed,
    failed: result.failed,
    not_applicable: result.notApplicable,
    not_effective: result.notEffective,
    unknown: result.unknown,
  };
}

function describeReusePeriods({ source, steps }: ReuseLimit): ReusePeriodsDocument {
  return {
    source,
    periods: steps.map(({ from, days }) => ({
      issued_from: Number.isFinite(from) ? formatDay(from) : null,
      days: days === UNLIMITED ? null : days,
    })),
  };
}

function describeSummary({ domains, byAction, errors, warnings, infos, waived, changed }: Summary): SummaryDocument {
  return {
    domains,
    no_op: byAction["no-op"],
    validate: byAction.validate,
    revalidate: byAction.revalidate,
    await: byAction.await,
    undeclared: byAction.undeclared,
    unknown: byAction.unknown,
    errors,
    warnings,
    infos,
    waived,
    changed,
  };
}
