/** Judges a plan by the rules. Pure: rules, plan, waivers and the date judged are arguments. */
import type { Finding, RuleResult } from "../core/finding";
import { addressOf } from "../core/desired";
import type { Place } from "../core/diagnostic";
import type { Plan } from "../core/plan";
import { compareText } from "../core/order";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import type { Waiver } from "../core/waiver";
import type { Severity } from "../core/vocabulary";
import { domainFacts } from "./facts";
import type { Facts } from "./facts";
import { citationOf, compileRule, fillIn } from "./rule";
import type { Rule } from "./rule";
import { applyWaivers, waiverFacts } from "./waivers";

export type Level = Severity | "off";

export interface Evaluation {
  /** In the order of the plan's changes, then by rule; findings about waivers come last. */
  readonly findings: readonly Finding[];
  /** One for each rule, by id. */
  readonly results: readonly RuleResult[];
}

/** What a rule is applied to: its facts, and what a finding about it points at. */
export interface Subject {
  readonly facts: Facts;
  readonly domain: string;
  readonly provider: string | null;
  readonly location: Place | null;
}

/** `levels` overrides the severity of rules by id; `off` leaves a rule out, and says so in its result. */
export function evaluate(...judgement: Parameters<typeof evaluateInSteps>): Evaluation {
  const steps = evaluateInSteps(...judgement);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, one subject a step: between two of them somebody may look whether it is still wanted. */
export function* evaluateInSteps(
  rules: readonly Rule[],
  levels: ReadonlyMap<string, Level>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): Generator<void, Evaluation, void> {
  const ordered = [...rules].sort((a, b) => compareText(a.id, b.id));
  const about = (subject: Rule["subject"]): Rule[] => ordered.filter((rule) => rule.subject === subject);

  const domains = yield* judge(about("domain"), levels, domainSubjects(plan, tables), plan.asOf);
  const { findings, used } = applyWaivers(domains.findings, waivers, plan.asOf);
  const ofWaivers = yield* judge(about("waiver"), levels, waiverSubjects(waivers, used, plan), plan.asOf);

  const results = [...domains.results, ...ofWaivers.results].sort((a, b) => compareText(a.rule, b.rule));
  return { findings: [...findings, ...ofWaivers.findings], results };
}

/** Each domain of the plan, in its order. */
export function domainSubjects(plan: Plan, tables: Tables): readonly Subject[] {
  return plan.changes.map((change) => {
    const { domain, provider, declared } = change;
    return { facts: domainFacts(change, tables, plan.asOf), domain, provider, location: declared?.place ?? null };
  });
}

/** Each waiver of the file; whether one is unused is not known while not everything was seen. */
export function waiverSubjects(
  waivers: readonly Waiver[],
  used: ReadonlySet<number>,
  { complete, asOf }: Plan,
): readonly Subject[] {
  return waivers.map((waiver, index) => {
    const isUsed = used.has(index) || (complete ? false : null);
    return { facts: waiverFacts(waiver, isUsed, asOf), domain: waiver.domain, provider: null, location: waiver.place };
  });
}

function* judge(
  rules: readonly Rule[],
  levels: ReadonlyMap<string, Level>,
  subjects: readonly Subject[],
  asOf: EpochMs,
): Generator<void, Evaluation, void> {
  const judged = rules.map((rule) => {
    const level = levels.get(rule.id) ?? rule.severity;
    const active = level === "off" ? null : { severity: level, outcomeOf: compileRule(rule) };
    const counts = { pass: 0, fail: 0, not_applicable: 0, not_effective: 0, unknown: 0 };
    const passedBy: string[] = [];
    const unknownFor: string[] = [];
    return { rule, level, active, counts, passedBy, unknownFor };
  });
  const findings: Finding[] = [];
  for (const subject of subjects) {
    yield;
    const address = subject.provider === null ? null : addressOf(subject.provider, subject.domain);
    for (const { rule, active, counts, passedBy, unknownFor } of judged) {
      if (active === null) continue;
      const result = active.outcomeOf(subject.facts, asOf);
      counts[result] += 1;
      if (result === "fail") findings.push(findingOf(rule, active.severity, subject));
      if (address === null) continue;
      if (result === "pass") passedBy.push(address);
      if (result === "unknown") unknownFor.push(address);
    }
  }
  const results = judged.map(({ rule, level, counts, passedBy, unknownFor }) => ({
    rule: rule.id,
    title: rule.title,
    citation: citationOf(rule.source),
    url: rule.source.url ?? null,
    remediation: rule.remediation,
    file: rule.file,
    replaces: rule.replaces,
    severity: level,
    passed: counts.pass,
    failed: counts.fail,
    notApplicable: counts.not_applicable,
    notEffective: counts.not_effective,
    unknown: counts.unknown,
    passedBy,
    unknownFor,
  }));
  return { findings, results };
}

function findingOf(rule: Rule, severity: Severity, { facts, domain, provider, location }: Subject): Finding {
  return {
    rule: rule.id,
    severity,
    domain,
    provider,
    message: fillIn(rule.message, facts),
    remediation: fillIn(rule.remediation, facts),
    location,
    citation: citationOf(rule.source),
    waiver: null,
  };
}
