/** One rule: what it says, its source, and how facts are judged by it. Rules are data; no code names one. */
import { parseDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Severity } from "../core/vocabulary";
import type { YamlDocument } from "../document/document";
import type { Diagnostic } from "../core/diagnostic";
import { compileSchema } from "../document/schema";
import type { SchemaCheck } from "../document/schema";
import { MAX_KEYWORDS, wholeBudget } from "./budget";
import type { Budget } from "./budget";
import { DOMAIN_FACTS } from "./domain-facts";
import type { Fact, FactReader, FactTable, Facts } from "./fact";
import { compileFactSchema, schemaProblems } from "./fact-schemas";
import { factReferences, isMapping, keywordsOf } from "./keywords";
import type { Keyword } from "./keywords";
import { readPatterns } from "./patterns";
import type { Patterns } from "./patterns";
import { PLACEHOLDER, ruleProblems } from "./rule-checks";
import { RULE_SCHEMA } from "./rule-schema";
import type { RuleSource, WrittenRule } from "./rule-schema";
import { WAIVER_FACTS } from "./waiver-facts";

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: "domain" | "waiver";
  readonly source: RuleSource;
  /** In force from `from` (inclusive) until `until` (exclusive); null for no end on that side. */
  readonly effective: { readonly from: EpochMs | null; readonly until: EpochMs | null };
  /** `when` and `require` as one sentence; null where the file has none. */
  readonly condition: string | null;
  readonly when: object;
  readonly require: object;
  /** Those of both schemas. */
  readonly patterns: Patterns;
  readonly message: string;
  readonly remediation: string;
  /** The file it was read from, as diagnostics show it. */
  readonly file: string;
  /** The file of the built-in rule that it replaces; null for all others. */
  readonly replaces: string | null;
}

/** The five ways a rule can come out. Only the first is a pass, only the second a finding. */
export type Outcome = "pass" | "fail" | "not_applicable" | "not_effective" | "unknown";

let checkShape: SchemaCheck | null = null;

/**
 * Reads one rule from a parsed file; null with every problem of the file when anything in it is wrong. The schemas of
 * the built-in rules are compiled when they judge, and a test checks them; those of users are checked here, too.
 */
export async function parseRule(
  document: YamlDocument,
  origin: "built-in" | "own",
  budget: Budget,
): Promise<{ rule: Rule | null; diagnostics: readonly Diagnostic[] }> {
  if (document.diagnostics.length > 0) return { rule: null, diagnostics: document.diagnostics };
  checkShape ??= compileSchema(RULE_SCHEMA);
  const { when, require, subject } = isMapping(document.value) ? document.value : {};
  const schemas = { when, require };
  const keywords = Object.entries(schemas).flatMap(([part, schema]) => keywordsOf(schema, [part]));
  const excess = spend(document, keywords, budget);
  if (excess !== null) return { rule: null, diagnostics: [excess] };
  const { patterns, diagnostics: ofPatterns } = await readPatterns(document, keywords, budget);
  const facts = factsOf(subject === "waiver" ? "waiver" : "domain");
  const diagnostics = [
    ...checkShape(document),
    ...ruleProblems(document, keywords, facts),
    ...ofPatterns,
    ...(origin === "own" ? schemaProblems(document, schemas, keywords, facts) : []),
  ];
  if (diagnostics.length > 0) return { rule: null, diagnostics };
  const written = document.value as WrittenRule;
  const rule: Rule = {
    id: written.id,
    title: written.title,
    severity: written.severity,
    subject: written.subject ?? "domain",
    source: written.source,
    effective: { from: dayOrNull(written.effective?.from), until: dayOrNull(written.effective?.until) },
    condition: written.condition ?? null,
    when: written.when,
    require: written.require,
    patterns,
    message: written.message,
    remediation: written.remediation,
    file: document.file,
    replaces: null,
  };
  return { rule, diagnostics };
}

/** A rule without a keyword is one more to judge, too. */
const MIN_KEYWORDS = 10;

/** Takes the rule from the budget; the problem where that, or the rule itself, is more than there may be. */
function spend(document: YamlDocument, keywords: readonly Keyword[], budget: Budget): Diagnostic | null {
  budget.keywords -= Math.max(MIN_KEYWORDS, keywords.length);
  const beyond = keywords[MAX_KEYWORDS];
  if (beyond !== undefined) {
    const message = `a rule has at most ${MAX_KEYWORDS} keywords, and this one ${keywords.length}; split it, or use fewer`;
    return document.diagnostic("bad-schema", "error", message, beyond.path, "key");
  }
  if (budget.keywords >= 0) return null;
  const message = `with this one the rules have more than ${wholeBudget().keywords} keywords; use fewer`;
  return document.diagnostic("too-many-rules", "error", message, ["id"]);
}

/** The table of facts that a rule about this subject may use. */
export function factsOf(subject: Rule["subject"]): FactTable<never> {
  return subject === "waiver" ? WAIVER_FACTS : DOMAIN_FACTS;
}

/** Compiles a rule into a function from facts to an outcome. Throws an Error where one of its schemas is not valid. */
export function compileRule(rule: Rule): (facts: Facts, asOf: EpochMs) => Outcome {
  const when = compileFactSchema(rule.when, rule.patterns);
  const require = compileFactSchema(rule.require, rule.patterns);
  const needed = factsRequiredBy(rule);
  const table: Readonly<Record<string, Fact<never>>> = factsOf(rule.subject);
  const isOptional = (fact: string): boolean => table[fact]?.isOptional === true;
  const known = (facts: Facts): Facts =>
    Object.fromEntries(Object.entries(facts).filter(([fact, value]) => value !== null || isOptional(fact)));
  const { from, until } = rule.effective;
  return (facts, asOf) => {
    if ((from !== null && asOf < from) || (until !== null && asOf >= until)) return "not_effective";
    // For a domain that could not be seen, only known facts can show that the rule does not apply.
    if (!when(facts)) return facts.observed === false && when(known(facts)) ? "unknown" : "not_applicable";
    const missing = needed.filter((fact) => facts[fact] === null);
    // The schema would skip a comparison with null, and that would read as a pass.
    if (missing.some((fact) => !isOptional(fact))) return "unknown";
    return missing.length === 0 && require(facts) ? "pass" : "fail";
  };
}

/** The facts that the rule cannot be judged without. */
export function factsRequiredBy(rule: Rule): readonly string[] {
  return [...new Set(factReferences(keywordsOf(rule.require, [])).map(({ fact }) => fact))];
}

/** The facts that decide how the rule comes out. */
export function factsJudgedBy(rule: Rule): readonly string[] {
  const named = factReferences(keywordsOf([rule.when, rule.require], [])).map(({ fact }) => fact);
  return [...new Set(rule.subject === "domain" ? [...named, "observed"] : named)];
}

/** The facts that its message shows. */
export function factsShownBy({ message }: Pick<Rule, "message">): readonly string[] {
  return factsIn(message);
}

/** The facts that a template names. */
export function factsIn(template: string): readonly string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((match) => String(match[1])))];
}

/** The message or remediation with its figures. */
export function fillIn(template: string, read: FactReader): string {
  return template.replace(PLACEHOLDER, (_, fact: string) => String(read(fact) ?? "unknown"));
}

/** `Baseline Requirements … 4.2.1 (SC-081v3)`. */
export function citationOf({ document, section, ballot }: RuleSource): string {
  return [document, section, ballot === undefined ? undefined : `(${ballot})`]
    .filter((part) => part !== undefined)
    .join(" ");
}

function dayOrNull(day: string | null | undefined): EpochMs | null {
  return day === null || day === undefined ? null : parseDay(day);
}
