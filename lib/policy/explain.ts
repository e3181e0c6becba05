/** Describes a rule, and how it comes out for every domain of a plan. */
import { addressOf } from "../core/desired";
import type { Change } from "../core/change";
import type { ExplainedRule, ExplainedTarget, Explanation, RuleDescription } from "../core/explanation";
import type { RuleSeverity } from "../core/finding";
import type { Plan } from "../core/plan";
import type { Tables } from "../core/tables";
import { formatDay } from "../core/time";
import type { EpochMs } from "../core/time";
import { appliedWaiver, waiverCovers, waiverText } from "../core/waiver";
import type { Waiver } from "../core/waiver";
import { conditionText } from "./condition-text";
import { activeRules, evaluate } from "./evaluate";
import { createJudge, domainTargets, missingFacts, waiverTargets } from "./judge";
import type { Readers, Target } from "./judge";
import { citationOf, factsOf, factsShownBy, fillIn } from "./rule";
import type { Outcome, Rule } from "./rule";
import { applyWaivers, isInForce } from "./waivers";

export function describeRule(rule: Rule, level: RuleSeverity | undefined): RuleDescription {
  const { id, title, severity, source, message, remediation, file, replaces } = rule;
  return {
    id,
    title,
    severity: level ?? severity,
    citation: citationOf(source),
    url: source.url ?? null,
    effective: effectiveText(rule),
    condition: rule.condition ?? conditionText(rule.when, rule.require),
    message,
    remediation,
    file,
    replaces,
  };
}

/** How the rule comes out for each domain, or for each waiver, of a plan that was judged by all `rules`. */
export function explainRule(
  rule: Rule,
  rules: readonly Rule[],
  levels: ReadonlyMap<string, RuleSeverity>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): Explanation {
  // A rule that is off is explained, too.
  const severities = new Map([...levels].filter(([id, level]) => id !== rule.id || level !== "off"));
  const others = rules.filter(({ id, subject }) => id !== rule.id && subject === rule.subject);
  const ordered = activeRules([...others, rule], severities);
  const index = ordered.findIndex((one) => one.rule === rule);
  const judge = createJudge(ordered, plan.asOf);
  const targets =
    rule.subject === "domain" ? domainTargets(plan, tables) : waiversAsUsed(rules, levels, plan, tables, waivers);
  const judged = [...targets].map((target) => {
    const { outcomes, readers } = judge(target);
    return explained(rule, target, outcomes[index] as Outcome, readers, waivers, plan.asOf);
  });
  const applicable = judged.filter(({ outcome }) => outcome !== "not_applicable");
  const description = describeRule(rule, levels.get(rule.id));
  return {
    rule: description,
    subject: rule.subject,
    targets: applicable,
    notApplicable: judged.length - applicable.length,
  };
}

/** How each rule about domains comes out for one change of the plan, by rule id. A rule that is off is left out. */
export function explainChange(
  change: Change,
  rules: readonly Rule[],
  levels: ReadonlyMap<string, RuleSeverity>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): readonly ExplainedRule[] {
  const ordered = activeRules(
    rules.filter(({ subject }) => subject === "domain"),
    levels,
  );
  const judge = createJudge(ordered, plan.asOf);
  return [...domainTargets({ ...plan, changes: [change] }, tables)].flatMap((target) => {
    const { outcomes, readers } = judge(target);
    return ordered.flatMap(({ rule, severity }, index): readonly ExplainedRule[] => {
      if (severity === "off") return [];
      const judged = explained(rule, target, outcomes[index] as Outcome, readers, waivers, plan.asOf);
      const text = judged.outcome === "pass" ? phrases(rule, readers) : judged.figures;
      const advice = judged.outcome === "fail" ? fillIn(rule.remediation, readers.atBest ?? readers.read) : "";
      return [
        {
          ...{ rule: rule.id, title: rule.title, severity, citation: citationOf(rule.source), remediation: advice },
          ...{ effective: effectiveText(rule), outcome: judged.outcome, figures: text },
        },
      ];
    });
  });
}

/** Levels count here as they do in the plan: a rule that is off has no findings that a waiver could match. */
function waiversAsUsed(
  rules: readonly Rule[],
  levels: ReadonlyMap<string, RuleSeverity>,
  plan: Plan,
  tables: Tables,
  waivers: readonly Waiver[],
): Iterable<Target> {
  const { findings } = evaluate(rules, levels, plan, tables, []);
  return waiverTargets(waivers, applyWaivers(findings, waivers, plan.asOf).used, plan);
}

function explained(
  rule: Rule,
  { domain, provider }: Target,
  outcome: Outcome,
  readers: Readers,
  waivers: readonly Waiver[],
  asOf: EpochMs,
): ExplainedTarget {
  const address = provider === null ? domain : addressOf(provider, domain);
  const accepts = (waiver: Waiver): boolean => waiverCovers(waiver, rule.id, domain) && isInForce(waiver, asOf);
  const waiver = outcome === "fail" && rule.subject === "domain" ? waivers.find(accepts) : undefined;
  if (waiver === undefined) return { address, outcome, figures: figures(rule, readers, outcome) };
  const accepted = waiverText(appliedWaiver(waiver));
  return { address, outcome: "waived", figures: `${figures(rule, readers, outcome)}; ${accepted}` };
}

function figures(rule: Rule, readers: Readers, outcome: Outcome): string {
  const { read, atBest } = readers;
  switch (outcome) {
    case "fail":
      return fillIn(rule.message, atBest ?? read);
    case "unknown":
      return `not known: ${missingFacts(rule, readers).join(", ")}`;
    case "pass":
      return factsShownBy(rule)
        .map((fact) => ({ fact, value: read(fact) }))
        .filter(({ fact, value }) => value !== null && fact !== "domain")
        .map(({ fact, value }) =>
          factsOf(rule.subject)[fact]?.isPhrase === true ? String(value) : `${fact} ${String(value)}`,
        )
        .join(", ");
    case "not_applicable":
    case "not_effective":
      return "";
  }
}

/** What a pass rests on, in words that need no name of a fact. */
function phrases(rule: Rule, { read }: Readers): string {
  const isPhrase = (fact: string): boolean => factsOf(rule.subject)[fact]?.isPhrase === true && read(fact) !== null;
  return factsShownBy(rule)
    .filter(isPhrase)
    .map((fact) => String(read(fact)))
    .join(", ");
}

function effectiveText({ effective: { from, until } }: Rule): string | null {
  const parts = [from === null ? null : `from ${formatDay(from)}`, until === null ? null : `until ${formatDay(until)}`];
  const dates = parts.filter((part) => part !== null);
  return dates.length === 0 ? null : dates.join(" ");
}
