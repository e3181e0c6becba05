/** Describes a rule, and what it says of every domain of a plan. */
import { addressOf } from "../core/desired";
import type { ExplainedSubject, Explanation, RuleDescription } from "../core/explanation";
import type { Plan } from "../core/plan";
import type { Tables } from "../core/tables";
import { formatDay } from "../core/time";
import type { EpochMs } from "../core/time";
import { waiverCovers, waiverEnd } from "../core/waiver";
import type { Waiver } from "../core/waiver";
import { domainSubjects, evaluate, waiverSubjects } from "./evaluate";
import type { Level, Subject } from "./evaluate";
import { PHRASES } from "./facts";
import { citationOf, compileRule, factsRequiredBy, factsShownBy, fillIn } from "./rule";
import type { Outcome, Rule } from "./rule";
import { applyWaivers } from "./waivers";

export function describeRule(rule: Rule, level: Level | undefined): RuleDescription {
  const { id, title, severity, source, message, remediation, file, replaces } = rule;
  return {
    id,
    title,
    severity: level ?? severity,
    citation: citationOf(source),
    url: source.url ?? null,
    effective: effectiveText(rule),
    when: Object.keys(rule.when).length === 0 ? null : JSON.stringify(rule.when),
    require: JSON.stringify(rule.require),
    message,
    remediation,
    file,
    replaces,
  };
}

/** What the rule says of each domain, or of each waiver, of a plan that was judged by all `rules`. */
export function explainRule(
  rule: Rule,
  rules: readonly Rule[],
  levels: ReadonlyMap<string, Level>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): Explanation {
  const judge = compileRule(rule);
  const subjects =
    rule.subject === "domain" ? domainSubjects(plan, tables) : waiversAsUsed(rules, levels, plan, tables, waivers);
  const judged = subjects.map((subject) =>
    explained(rule, subject, judge(subject.facts, plan.asOf), waivers, plan.asOf),
  );
  const applicable = judged.filter(({ outcome }) => outcome !== "not_applicable");
  const description = describeRule(rule, levels.get(rule.id));
  return { rule: description, subjects: applicable, notApplicable: judged.length - applicable.length };
}

/** Levels count here as they do in the plan: a rule that is off has no findings that a waiver could match. */
function waiversAsUsed(
  rules: readonly Rule[],
  levels: ReadonlyMap<string, Level>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): readonly Subject[] {
  const { findings } = evaluate(rules, levels, plan, tables, []);
  return waiverSubjects(waivers, applyWaivers(findings, waivers, plan.asOf).used, plan);
}

function explained(
  rule: Rule,
  { facts, domain, provider }: Subject,
  outcome: Outcome,
  waivers: readonly Waiver[],
  asOf: EpochMs,
): ExplainedSubject {
  const address = provider === null ? domain : addressOf(provider, domain);
  const isWaived = (waiver: Waiver): boolean => waiverCovers(waiver, rule.id, domain) && asOf < waiverEnd(waiver);
  const waiver = outcome === "fail" && rule.subject === "domain" ? waivers.find(isWaived) : undefined;
  if (waiver === undefined) return { address, outcome, figures: figures(rule, facts, outcome) };
  const accepted = `accepted by ${waiver.owner} until ${formatDay(waiver.lastDay)}: ${waiver.reason}`;
  return { address, outcome: "waived", figures: `${figures(rule, facts, outcome)}; ${accepted}` };
}

function figures(rule: Rule, facts: Subject["facts"], outcome: Outcome): string {
  switch (outcome) {
    case "fail":
      return fillIn(rule.message, facts);
    case "unknown":
      return `not known: ${missingFacts(rule, facts).join(", ")}`;
    case "pass":
      return factsShownBy(rule)
        .filter((fact) => facts[fact] !== null && facts[fact] !== facts.domain)
        .map((fact) => (PHRASES.has(fact) ? String(facts[fact]) : `${fact} ${String(facts[fact])}`))
        .join(", ");
    case "not_applicable":
    case "not_effective":
      return "";
  }
}

/** What it needs and does not have; where even its condition could not be judged, whether it applies is what is missing. */
function missingFacts(rule: Rule, facts: Subject["facts"]): readonly string[] {
  const missing = factsRequiredBy(rule).filter((fact) => facts[fact] === null);
  return missing.length > 0 ? missing : ["whether it applies"];
}

function effectiveText({ effective: { from, until } }: Rule): string | null {
  const parts = [from === null ? null : `from ${formatDay(from)}`, until === null ? null : `until ${formatDay(until)}`];
  const told = parts.filter((part) => part !== null);
  return told.length === 0 ? null : told.join(" ");
}
