/** The judged plan as its document. */
import type { Change, Reuse } from "../core/change";
import type { DesiredDomain } from "../core/desired";
import type { ChangeResult, JudgedPlan, RuleResult, Summary } from "../core/finding";
import { createMemo } from "../core/memo";
import type { Memo } from "../core/memo";
import type { LiveRecord } from "../core/observation";
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
import type { ChangeDocument, PlanDocument, ReuseDocument } from "./plan-document";
import type { ReusePeriodsDocument, RuleDocument, StateDocument, SummaryDocument } from "./plan-document";

/** @param ownSteps what a person does at the CA itself, by the type of the provider */
export function describePlan(
  judged: JudgedPlan,
  toolVersion: string,
  ownSteps: (type: string) => OwnSteps,
): PlanDocument {
  const { plan, verdict, enforcement, comparison, findings, rules, reusePeriods, summary, state } = judged;
  const own = new Map(plan.providers.map(({ name, type }) => [name, ownSteps(type)]));
  const parts = createParts();
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
    providers: plan.providers.map(({ name, type, account, complete, observed, error, warnings }) => ({
      name,
      type,
      ...(account === undefined ? {} : { account }),
      complete,
      observed,
      error,
      warnings,
    })),
    changes: plan.changes.map((change, index) =>
      describeChange(change, judged.changes[index] ?? NO_RESULT, own.get(change.provider), parts),
    ),
    findings,
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

const NO_RESULT: ChangeResult = { passed: [], unjudged: [] };

/** Describes parts that many changes share: what is one object in the plan is one object in the document. */
interface Parts {
  readonly live: Memo<LiveRecord, ChangeDocument["live"]>;
  readonly reuse: Memo<Reuse, ReuseDocument>;
  readonly labels: Memo<DesiredDomain["labels"], Record<string, string>>;
}

function createParts(): Parts {
  return { live: createMemo(), reuse: createMemo(), labels: createMemo() };
}

function describeChange(
  change: Change,
  { passed, unjudged }: ChangeResult,
  own: OwnSteps | undefined,
  parts: Parts,
): ChangeDocument {
  const { declared, live, reuse } = change;
  const step = nextStepOf(change, change.evidence ?? null);
  return {
    address: change.address,
    domain: change.domain,
    unicode: change.unicode,
    provider: change.provider,
    action: change.action,
    reason: change.reason,
    message: change.message,
    declared: declared === null ? null : describeDeclared(declared, parts),
    live: live === null ? null : parts.live(live, describeLive),
    ...(change.evidence === undefined ? {} : { evidence: describeEvidence(change.evidence) }),
    next_step: step.kind === "none" ? NO_STEP : describeNextStep(step, own),
    reuse: reuse === null ? null : parts.reuse(reuse, describeReuse),
    passed,
    unjudged,
  };
}

const NO_STEP: ChangeDocument["next_step"] = { kind: "none", text: "", by: null, until: null };

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

function describeDeclared(
  { place, method, owner, labels }: DesiredDomain,
  parts: Parts,
): NonNullable<ChangeDocument["declared"]> {
  const { file, line, column } = place;
  return { file, line, column, method, owner, labels: parts.labels(labels, describeLabels) };
}

function describeLabels(labels: DesiredDomain["labels"]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));
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
