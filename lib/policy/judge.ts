/** Applies rules to one target (a domain or a waiver) at a time. Reads only the facts that the rules ask for. */
import type { Change, Reuse } from "../core/change";
import { termsOf } from "../core/desired";
import type { Place } from "../core/diagnostic";
import type { RuleSeverity } from "../core/finding";
import type { Plan } from "../core/plan";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import type { Waiver } from "../core/waiver";
import { DOMAIN_FACTS } from "./domain-facts";
import type { UnjudgedRule } from "./domain-situation";
import type { FactReader, FactTable, Facts, FactValue } from "./fact";
import { compileRule, factsJudgedBy, factsRequiredBy } from "./rule";
import type { Outcome, Rule } from "./rule";
import { WAIVER_FACTS } from "./waiver-facts";
import { isSuperseded } from "./waivers";

/** What a rule is applied to: its facts, and what a finding about it points at. */
export interface Target {
  readonly readerWith: ReaderWith;
  /**
   * The same facts for the last possible instant of a validation that is known only as a range, where `readerWith` is for
   * the first; null for all others. A rule must come out the same for both, else its outcome is unknown.
   */
  readonly readerAtBestWith: ReaderWith | null;
  /**
   * A text: targets of an equal one come out alike by every rule that judges by no fact of their own (`isOwn`). Null for one
   * that is judged alone.
   */
  readonly likeness: string | null;
  readonly domain: string;
  /** Null for a waiver. */
  readonly provider: string | null;
  readonly location: Place | null;
}

/** Makes a reader; `unjudged` are the error-level rules that could not be judged, for the facts about them. */
type ReaderWith = (unjudged: readonly UnjudgedRule[]) => FactReader;

/** Each domain of the plan, in its order. */
export function* domainTargets(plan: Plan, tables: Tables): Generator<Target, void, void> {
  const { asOf } = plan;
  const likenessOf = createLikeness();
  for (const change of plan.changes) {
    const { domain, provider, declared, reuse } = change;
    const isRange = reuse !== null && reuse.atBest !== null;
    const readerWith =
      (end: (reuse: Reuse) => Reuse): ReaderWith =>
      (unjudged) =>
        readerOf(DOMAIN_FACTS, {
          change: reuse === null || !isRange ? change : { ...change, reuse: end(reuse) },
          tables,
          asOf,
          unjudged,
        });
    yield {
      readerWith: readerWith(firstEndOf),
      readerAtBestWith: isRange ? readerWith(lastEndOf) : null,
      likeness: likenessOf(change),
      domain,
      provider,
      location: declared?.place ?? null,
    };
  }
}

/** The reuse for the first possible instant of the validation. */
function firstEndOf(reuse: Reuse): Reuse {
  return { ...reuse, atBest: null };
}

/** The reuse for the last possible instant. */
function lastEndOf(reuse: Reuse): Reuse {
  return { ...reuse, ...reuse.atBest, atBest: null };
}

/** Domains are alike that share record and reuse, whose entries have equal terms, and of which DNS was asked nothing. */
function createLikeness(): (change: Change) => string | null {
  const numbers = new Map<object, number>();
  const numberOf = (shared: object | null): number => {
    if (shared === null) return 0;
    const known = numbers.get(shared) ?? numbers.size + 1;
    numbers.set(shared, known);
    return known;
  };
  return ({ action, reason, observed, provider, declared, live, reuse, evidence }) => {
    if (evidence !== undefined) return null;
    const terms = declared === null ? provider : termsOf(declared);
    return `${action} ${reason} ${observed} ${numberOf(live)} ${numberOf(reuse)} ${declared === null} ${terms}`;
  };
}

/** Each waiver of the file; whether one is unused is not known unless the whole estate was seen. */
export function* waiverTargets(
  waivers: readonly Waiver[],
  usedIndices: ReadonlySet<number>,
  { complete, partial, asOf }: Plan,
): Generator<Target, void, void> {
  for (const [index, waiver] of waivers.entries()) {
    const used = usedIndices.has(index) || (complete && partial === null ? false : null);
    const superseded = isSuperseded(waiver, waivers, asOf);
    const read = readerOf(WAIVER_FACTS, { waiver, used, superseded, asOf });
    yield {
      readerWith: () => read,
      readerAtBestWith: null,
      likeness: null,
      domain: waiver.domain,
      provider: null,
      location: waiver.place,
    };
  }
}

function readerOf<Input>(table: FactTable<Input>, input: Input): FactReader {
  return (fact) => table[fact]?.read(input) ?? null;
}

export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: RuleSeverity;
}

export interface TargetResult {
  /** Those of the rules, in their order; null for a rule that is off. */
  readonly outcomes: readonly (Outcome | null)[];
  readonly unjudged: readonly UnjudgedRule[];
  readonly readers: Readers;
}

/** Of the facts of one target. */
export interface Readers {
  readonly read: FactReader;
  /** For the last possible instant of its validation, where that is known only as a range. */
  readonly atBest: FactReader | null;
}

export function readersOf(target: Target, unjudged: readonly UnjudgedRule[]): Readers {
  return { read: target.readerWith(unjudged), atBest: target.readerAtBestWith?.(unjudged) ?? null };
}

/**
 * Compiles rules that are all about the same kind of target into a function that judges one. Rules that ask how other
 * rules came out are judged after them.
 */
export function createJudge(rules: readonly ActiveRule[], asOf: EpochMs): (target: Target) => TargetResult {
  const compiled = rules.map(({ rule, severity }) => ({
    rule,
    severity,
    facts: factsJudgedBy(rule),
    outcomeOf: severity === "off" ? null : compileRule(rule),
  }));
  const isLate = compiled.map(({ facts }) => facts.some((fact) => FACTS_ABOUT_RULES.has(fact)));
  const namesFor = (late: boolean): readonly string[] => [
    ...new Set(
      compiled.flatMap(({ facts, outcomeOf }, index) => (outcomeOf !== null && isLate[index] === late ? facts : [])),
    ),
  ];
  const [early, late] = [namesFor(false), namesFor(true)];
  const outcomesAt = (readers: Readers, names: readonly string[], isTheirTurn: boolean): (Outcome | null)[] => {
    const [facts, factsAtBest] = [readAll(names, readers.read), readers.atBest && readAll(names, readers.atBest)];
    return compiled.map(({ outcomeOf }, index) => {
      if (outcomeOf === null || isLate[index] !== isTheirTurn) return null;
      const outcome = outcomeOf(facts, asOf);
      return factsAtBest === null || outcomeOf(factsAtBest, asOf) === outcome ? outcome : "unknown";
    });
  };
  return (target) => {
    const first = readersOf(target, []);
    const outcomes = outcomesAt(first, early, false);
    const unjudged = compiled.flatMap(({ rule, severity }, index) =>
      severity === "error" && outcomes[index] === "unknown"
        ? [{ rule: rule.id, missing: missingFacts(rule, first) }]
        : [],
    );
    const readers = readersOf(target, unjudged);
    if (late.length === 0) return { outcomes, unjudged, readers };
    const lateOutcomes = outcomesAt(readers, late, true);
    return { outcomes: outcomes.map((outcome, index) => outcome ?? lateOutcomes[index] ?? null), unjudged, readers };
  };
}

const FACTS_ABOUT_RULES: ReadonlySet<string> = new Set(
  Object.entries<FactTable<never>[string]>(DOMAIN_FACTS).flatMap(([name, { isAboutRules }]) =>
    isAboutRules === true ? [name] : [],
  ),
);

function readAll(names: readonly string[], read: FactReader): Facts {
  const facts: Record<string, FactValue> = {};
  for (const name of names) facts[name] = read(name);
  return facts;
}

/**
 * The facts that the rule needs and that are not known, or known only as a range; where even its condition cannot be
 * judged, whether it applies is what is missing.
 */
export function missingFacts(rule: Rule, { read, atBest }: Readers): readonly string[] {
  const isMissing = (fact: string): boolean => read(fact) === null || (atBest !== null && atBest(fact) !== read(fact));
  const missing = factsRequiredBy(rule).filter(isMissing);
  return missing.length > 0 ? missing : ["whether it applies"];
}
