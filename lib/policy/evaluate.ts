/**
 * Judges a plan by the rules. Pure: rules, plan, waivers and the date judged are arguments.
 *
 * `lib/policy` reads rules and tables (`load.ts`, `rule.ts`, `tables.ts`), says what is known of a domain as facts
 * (`domain-facts.ts`), asks each rule that applies (`judge.ts`), lets waivers stand in (`waivers.ts`), and explains a rule
 * (`explain.ts`). What a rule says is data in `policies/`, never code.
 */
import type { Finding, RuleResult, RuleSeverity } from "../core/finding";
import { addressOf } from "../core/desired";
import type { Plan } from "../core/plan";
import { compareText } from "../core/order";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import type { Waiver } from "../core/waiver";
import type { Severity } from "../core/vocabulary";
import { createJudge, domainTargets, waiverTargets } from "./judge";
import type { ActiveRule, Readers, Target } from "./judge";
import { citationOf, fillIn } from "./rule";
import type { Rule } from "./rule";
import { applyWaivers } from "./waivers";

export interface Evaluation {
  /** In the order of the plan's changes, then by rule; findings about waivers come last. */
  readonly findings: readonly Finding[];
  /** One for each rule, by id. */
  readonly results: readonly RuleResult[];
}

/** `levels` overrides the severity of rules by id; `off` leaves a rule out, and its result says so. */
export function evaluate(...judgement: Parameters<typeof evaluateInSteps>): Evaluation {
  const steps = evaluateInSteps(...judgement);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, one target a step, so that the caller can stop between two of them. */
export function* evaluateInSteps(
  rules: readonly Rule[],
  levels: ReadonlyMap<string, RuleSeverity>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): Generator<void, Evaluation, void> {
  const ordered = activeRules(rules, levels);
  const about = (subject: Rule["subject"]): ActiveRule[] => ordered.filter(({ rule }) => rule.subject === subject);

  const domains = yield* judgeTargets(about("domain"), domainTargets(plan, tables), plan.asOf);
  const { findings, used } = applyWaivers(domains.findings, waivers, plan.asOf);
  const ofWaivers = yield* judgeTargets(about("waiver"), waiverTargets(waivers, used, plan), plan.asOf);

  const results = [...domains.results, ...ofWaivers.results].sort((a, b) => compareText(a.rule, b.rule));
  return { findings: [...findings, ...ofWaivers.findings], results };
}

/** The rules by id, each with the severity that counts. */
export function activeRules(rules: readonly Rule[], levels: ReadonlyMap<string, RuleSeverity>): readonly ActiveRule[] {
  return rules
    .map((rule) => ({ rule, severity: levels.get(rule.id) ?? rule.severity }))
    .sort((a, b) => compareText(a.rule.id, b.rule.id));
}

function* judgeTargets(
  rules: readonly ActiveRule[],
  targets: Iterable<Target>,
  asOf: EpochMs,
): Generator<void, Evaluation, void> {
  const judge = createJudge(rules, asOf);
  const tallies = rules.map(({ rule, severity }) => {
    const counts = { pass: 0, fail: 0, not_applicable: 0, not_effective: 0, unknown: 0 };
    return { rule, severity, counts, passedBy: [] as string[], unknownFor: [] as string[] };
  });
  const findings: Finding[] = [];
  for (const target of targets) {
    yield;
    const address = target.provider === null ? null : addressOf(target.provider, target.domain);
    const { outcomes, readers } = judge(target);
    for (const [index, { rule, severity, counts, passedBy, unknownFor }] of tallies.entries()) {
      const outcome = outcomes[index] ?? null;
      if (outcome === null || severity === "off") continue;
      counts[outcome] += 1;
      if (outcome === "fail") findings.push(findingOf(rule, severity, target, readers));
      if (address === null) continue;
      if (outcome === "pass") passedBy.push(address);
      if (outcome === "unknown") unknownFor.push(address);
    }
  }
  const results = tallies.map(({ rule, severity, counts, passedBy, unknownFor }) => ({
    rule: rule.id,
    title: rule.title,
    citation: citationOf(rule.source),
    url: rule.source.url ?? null,
    remediation: rule.remediation,
    file: rule.file,
    replaces: rule.replaces,
    severity,
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

function findingOf(
  rule: Rule,
  severity: Severity,
  { domain, provider, location }: Target,
  { read: readAtWorst, atBest }: Readers,
): Finding {
  const read = atBest ?? readAtWorst; // a finding is true even of the last possible instant
  return {
    rule: rule.id,
    severity,
    domain,
    provider,
    message: fillIn(rule.message, read),
    remediation: fillIn(rule.remediation, read),
    location,
    citation: citationOf(rule.source),
    waiver: null,
  };
}
