/** The judged plan as its document. */
import type { Change, Reuse } from "../core/change";
import type { DesiredDomain } from "../core/desired";
import type { JudgedPlan, MarkedFinding, RuleResult, Summary } from "../core/finding";
import { nextStepOf, nextStepText } from "../core/next-step";
import type { NextStep } from "../core/next-step";
import { compareText } from "../core/order";
import type { PlanState } from "../core/since";
import type { PartialView } from "../core/selection";
import type { OwnSteps } from "../core/provider-module";
import { UNLIMITED } from "../core/reuse";
import type { ReuseLimit } from "../core/reuse";
import { formatDay, formatInstant, wholeDays } from "../core/time";
import { describeEvidence } from "./evidence-document";
import { describeLive, instantOrNull } from "./live-document";
import { FORMAT_VERSION } from "./plan-document";
import type { ChangeDocument, FindingDocument, PlanDocument, ReuseDocument } from "./plan-document";
import type { ReusePeriodsDocument, RuleDocument, StateDocument, SummaryDocument } from "./plan-document";

/** @param ownSteps what a person does at the CA itself, by the type of the provider */
export function describePlan(
  judged: JudgedPlan,
  toolVersion: string,
  ownSteps: (type: string) => OwnSteps,
): PlanDocument {
  const { plan, verdict, enforcement, comparison, findings, rules, reusePeriods, summary, state } = judged;
  const passed = rulesByAddress(rules, ({ passedBy }) => passedBy);
  const unjudged = rulesByAddress(rules, ({ unknownFor }) => unknownFor);
  const own = new Map(plan.providers.map(({ name, type }) => [name, ownSteps(type)]));
  return {
    format_version: FORMAT_VERSION,
    tool: { name: "dcv", version: toolVersion },
    estate: judged.estate,
    as_of: formatInstant(plan.asOf),
    complete: plan.complete,
    verdict,
    enforcement,
    changed_since: comparison === null ? null : { ref: comparison.since, only_changed: comparison.onlyChanged },
    selection: plan.partial === null ? null : describeSelection(plan.partial),
    providers: plan.providers.map(({ name, type, complete, observed, error, warnings }) => ({
      name,
      type,
      complete,
      observed,
      error,
      warnings,
    })),
    changes: plan.changes.map((change) => describeChange(change, passed, unjudged, own.get(change.provider))),
    findings: findings.map(describeFinding),
    rules: rules.map(describeRuleResult),
    reuse_periods: describeReusePeriods(reusePeriods),
    summary: describeSummary(summary),
    ...(state === null ? {} : { state: describeState(state) }),
  };
}

function describeState({ at, refreshed, providers, since }: PlanState): StateDocument {
  return {
    at: formatInstant(at),
    refreshed,
    providers,
    since: since === null ? null : { at: formatInstant(since.at), news: since.news },
  };
}

function describeSelection({ selection, changedSince, declared }: PartialView): PlanDocument["selection"] {
  return { ...selection, changed_since: changedSince, declared };
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

function describeChange(
  change: Change,
  passed: RulesByAddress,
  unjudged: RulesByAddress,
  own: OwnSteps | undefined,
): ChangeDocument {
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
    ...(change.evidence === undefined ? {} : { evidence: describeEvidence(change.evidence) }),
    next_step: describeNextStep(nextStepOf(change, change.evidence ?? null), own),
    reuse: change.reuse === null ? null : describeReuse(change.reuse),
    passed: passed.get(change.address) ?? NO_RULES,
    unjudged: unjudged.get(change.address) ?? NO_RULES,
  };
}

function describeNextStep(step: NextStep, own: OwnSteps | undefined): ChangeDocument["next_step"] {
  const { kind, by, until } = step;
  return { kind, text: sentenceOf(step, own ?? null), by: instantOrNull(by), until: instantOrNull(until) };
}

/** The step as a sentence, with that of the CA itself where no command takes it. */
export function sentenceOf(step: NextStep, own: OwnSteps | null): string {
  const { kind } = step;
  const atTheCa = kind === "register" || kind === "start" || kind === "submit" ? own?.[kind] : undefined;
  return nextStepText(step, atTheCa ?? "");
}

function describeDeclared({ place, method, owner, labels }: DesiredDomain): NonNullable<ChangeDocument["declared"]> {
  const sorted = Object.entries(labels).sort(([a], [b]) => compareText(a, b));
  return { ...place, method, owner, labels: Object.fromEntries(sorted) };
}

function describeReuse(reuse: Reuse): ReuseDocument {
  const { ageMs, ageBasis, limit, usableUntil, inclusive, boundBy, leftMs, refreshedByCa } = reuse;
  const atBest = reuse.atBest ?? reuse;
  return {
    age_days: ageMs === null ? null : wholeDays(ageMs),
    age_days_at_least: atBest.ageMs === null ? null : wholeDays(atBest.ageMs),
    age_basis: ageBasis,
    // A method whose validations no longer count leaves no day at all.
    limit_days: limit === null ? null : Math.max(0, limit.days),
    limit_source: limit?.source ?? null,
    usable_until: usableUntil === null ? null : formatInstant(usableUntil),
    usable_until_at_most: atBest.usableUntil === null ? null : formatInstant(atBest.usableUntil),
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
