/**
 * Judges a plan by the rules. Pure: rules, plan, waivers and the date judged are arguments.
 *
 * `lib/policy` reads rules and tables (`load.ts`, `rule.ts`, `tables.ts`), says what is known of a domain as facts
 * (`domain-facts.ts`), asks each rule that applies (`judge.ts`), lets waivers stand in (`waivers.ts`), and explains a rule
 * (`explain.ts`). What a rule says is data in `policies/`, never code.
 */
import type { ChangeResult, Finding, RuleResult, RuleSeverity } from "../core/finding";
import { createMemo } from "../core/memo";
import type { Plan } from "../core/plan";
import { compareText } from "../core/order";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import type { Waiver } from "../core/waiver";
import type { Severity } from "../core/vocabulary";
import { DOMAIN_FACTS } from "./domain-facts";
import type { UnjudgedRule } from "./domain-situation";
import type { FactTable } from "./fact";
import { createJudge, domainTargets, readersOf, waiverTargets } from "./judge";
import type { ActiveRule, Target } from "./judge";
import { citationOf, factsIn, factsJudgedBy, fillIn } from "./rule";
import type { Outcome, Rule } from "./rule";
import { applyWaivers } from "./waivers";

export interface Evaluation {
  /** In the order of the plan's changes, then by rule; findings about waivers come last. */
  readonly findings: readonly Finding[];
  /** One for each rule, by id. */
  readonly results: readonly RuleResult[];
  /** How each change of the plan came out, in its order. */
  readonly changes: readonly ChangeResult[];
}

/** `levels` overrides the severity of rules by id; `off` leaves a rule out, and its result says so. */
export function evaluate(...judgement: Parameters<typeof evaluateInSteps>): Evaluation {
  const steps = evaluateInSteps(...judgement);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in short steps, so that the caller can stop between two of them. */
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
  return { findings: findings.concat(ofWaivers.findings), results, changes: domains.changes };
}

/** The rules by id, each with the severity that counts. */
export function activeRules(rules: readonly Rule[], levels: ReadonlyMap<string, RuleSeverity>): readonly ActiveRule[] {
  return rules
    .map((rule) => ({ rule, severity: levels.get(rule.id) ?? rule.severity }))
    .sort((a, b) => compareText(a.rule.id, b.rule.id));
}

/** How a target came out, and all that are like it. */
interface Judged {
  readonly result: ChangeResult;
  /** Of the rules, in their order; null for one that is off. */
  readonly outcomes: readonly (Outcome | null)[];
  /** Makes the finding of each rule that it fails. */
  readonly findings: readonly ((target: Target) => Finding)[];
}

function* judgeTargets(
  rules: readonly ActiveRule[],
  targets: Iterable<Target>,
  asOf: EpochMs,
): Generator<void, Evaluation, void> {
  const judgeOne = createWholeJudge(rules, asOf);
  const ownFacts = ownFactsAmong(rules.flatMap(({ rule }) => factsJudgedBy(rule)));
  const alike = createMemo<string, Judged>();
  const tallies = createTallies(rules);
  const findings: Finding[] = [];
  const changes: ChangeResult[] = [];
  let done = 0;
  for (const target of targets) {
    done += 1;
    if (done % ALIKE_PER_STEP === 0) yield;
    const likeness = likenessOf(target, ownFacts);
    const judged = likeness === null ? judgeOne(target) : alike(likeness, () => judgeOne(target));
    if (tallies.count(judged)) yield;
    for (const findingOf of judged.findings) findings.push(findingOf(target));
    if (target.provider !== null) changes.push(judged.result);
  }
  return { findings, results: tallies.results(), changes };
}

/** So many targets are counted in a step that come out as one before them; any other takes a step of its own. */
const ALIKE_PER_STEP = 64;

/** So many different ones are held before they are added up. */
const MAX_KINDS = 500;

interface Tallies {
  /** Counts a target that came out so; true where it is the first. */
  readonly count: (judged: Judged) => boolean;
  readonly results: () => readonly RuleResult[];
}

/** Targets that came out alike are counted as one, and added up by rule when there are many of them, and at the end. */
function createTallies(rules: readonly ActiveRule[]): Tallies {
  const targets = new Map<Judged, number>();
  const tallies = rules.map((active) => {
    const counts: Record<Outcome, number> = { pass: 0, fail: 0, not_applicable: 0, not_effective: 0, unknown: 0 };
    return { ...active, counts };
  });
  const addUp = (): void => {
    for (const [{ outcomes }, count] of targets) {
      for (const [index, { counts }] of tallies.entries()) {
        const outcome = outcomes[index] ?? null;
        if (outcome !== null) counts[outcome] += count;
      }
    }
    targets.clear();
  };
  return {
    count(judged) {
      if (targets.size >= MAX_KINDS) addUp();
      const before = targets.get(judged) ?? 0;
      targets.set(judged, before + 1);
      return before === 0;
    },
    results() {
      addUp();
      return tallies.map(resultOf);
    },
  };
}

/** The likeness of the target with its own facts that the rules judge by. */
function likenessOf({ likeness, readerWith }: Target, ownFacts: readonly string[]): string | null {
  if (likeness === null || ownFacts.length === 0) return likeness;
  return `${JSON.stringify(ownFacts.map(readerWith([])))} ${likeness}`;
}

function ownFactsAmong(facts: readonly string[]): readonly string[] {
  const table: FactTable<never> = DOMAIN_FACTS;
  return [...new Set(facts)].filter((fact) => table[fact]?.isOwn === true);
}

function createWholeJudge(rules: readonly ActiveRule[], asOf: EpochMs): (target: Target) => Judged {
  const judge = createJudge(rules, asOf);
  return (target) => {
    const { outcomes, unjudged } = judge(target);
    const idsOf = (wanted: Outcome): readonly string[] =>
      rules.flatMap(({ rule }, index) => (outcomes[index] === wanted ? [rule.id] : []));
    return {
      outcomes,
      result: { passed: idsOf("pass"), unjudged: idsOf("unknown") },
      findings: rules.flatMap(({ rule, severity }, index) =>
        outcomes[index] === "fail" && severity !== "off" ? [createFinder(rule, severity, unjudged)] : [],
      ),
    };
  };
}

/** Texts that name no fact of the target's own are filled in once for all targets that are alike. */
function createFinder(rule: Rule, severity: Severity, unjudged: readonly UnjudgedRule[]): (target: Target) => Finding {
  const citation = citationOf(rule.source);
  const isShared = ownFactsAmong([...factsIn(rule.message), ...factsIn(rule.remediation)]).length === 0;
  let shared: Pick<Finding, "message" | "remediation"> | null = null;
  const textsOf = (target: Target): Pick<Finding, "message" | "remediation"> => {
    const { read: readAtWorst, atBest } = readersOf(target, unjudged);
    const read = atBest ?? readAtWorst; // a finding is true even of the last possible instant
    return { message: fillIn(rule.message, read), remediation: fillIn(rule.remediation, read) };
  };
  return (target) => {
    const texts = shared ?? textsOf(target);
    if (isShared) shared = texts;
    const { message, remediation } = texts;
    const { domain, provider, location } = target;
    return { rule: rule.id, severity, domain, provider, message, remediation, location, citation, waiver: null };
  };
}

interface Tally extends ActiveRule {
  readonly counts: Readonly<Record<Outcome, number>>;
}

function resultOf({ rule, severity, counts }: Tally): RuleResult {
  return {
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
  };
}
