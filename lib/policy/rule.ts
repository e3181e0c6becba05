/** One rule: what it says, where that comes from, and how to judge facts by it. Rules are data; nothing here knows one. */
import type { Diagnostic } from "../core/diagnostic";
import { parseDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Severity } from "../core/vocabulary";
import { didYouMean } from "../document/did-you-mean";
import type { YamlDocument } from "../document/document";
import { compileSchema } from "../document/schema";
import type { SchemaCheck } from "../document/schema";
import { MOST_KEYWORDS, wholeBudget } from "./budget";
import type { Budget } from "./budget";
import { DECLARATIONS, DOMAIN_FACTS, WAIVER_FACTS } from "./facts";
import type { Facts } from "./facts";
import { compileFactSchema, factReferences, isMapping, keywordsOf, schemaProblems } from "./fact-schemas";
import type { Keyword } from "./fact-schemas";
import { readPatterns } from "./patterns";
import type { Patterns } from "./patterns";
import ruleSchema from "./rule.schema.json";

export interface RuleSource {
  readonly document: string;
  readonly section?: string | number | undefined;
  readonly ballot?: string | undefined;
  readonly url?: string;
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: "domain" | "waiver";
  readonly source: RuleSource;
  /** In force from `from` (inclusive) until `until` (exclusive); null for no end on that side. */
  readonly effective: { readonly from: EpochMs | null; readonly until: EpochMs | null };
  readonly when: object;
  readonly require: object;
  /** Those of both schemas. */
  readonly patterns: Patterns;
  readonly message: string;
  readonly remediation: string;
  /** The file it was read from, as diagnostics show it. */
  readonly file: string;
  /** The file of the built-in rule whose place it takes; null for all others. */
  readonly replaces: string | null;
}

/** The five ways a rule can come out. Only the first is a pass, only the second a finding. */
export type Outcome = "pass" | "fail" | "not_applicable" | "not_effective" | "unknown";

interface WrittenRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject?: "domain" | "waiver";
  readonly source: RuleSource;
  readonly effective?: { readonly from?: string | null; readonly until?: string | null };
  readonly when: object;
  readonly require: object;
  readonly message: string;
  readonly remediation: string;
}

let checkShape: SchemaCheck | null = null;

/**
 * Reads one rule from a parsed file; null with every problem of the file when anything in it is wrong. The schemas of
 * the built-in rules are compiled when they judge, which a test has seen; users' are compiled here too.
 */
export async function parseRule(
  document: YamlDocument,
  origin: "built-in" | "own",
  budget: Budget,
): Promise<{ rule: Rule | null; diagnostics: readonly Diagnostic[] }> {
  if (document.diagnostics.length > 0) return { rule: null, diagnostics: document.diagnostics };
  checkShape ??= compileSchema(ruleSchema);
  const { when, require } = mapping(document.value);
  const schemas = { when, require };
  const keywords = Object.entries(schemas).flatMap(([part, schema]) => keywordsOf(schema, [part]));
  const excess = spend(document, keywords, budget);
  if (excess !== null) return { rule: null, diagnostics: [excess] };
  const { patterns, diagnostics: ofPatterns } = await readPatterns(document, keywords, budget);
  const diagnostics = [
    ...checkShape(document),
    ...strangeFacts(document, keywords),
    ...ofPatterns,
    ...(origin === "own" ? schemaProblems(document, schemas, keywords) : []),
    ...backwards(document),
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
const LEAST_KEYWORDS = 10;

/** Takes the rule from the budget; what is said where that, or the rule itself, is more than there may be. */
function spend(document: YamlDocument, keywords: readonly Keyword[], budget: Budget): Diagnostic | null {
  budget.keywords -= Math.max(LEAST_KEYWORDS, keywords.length);
  const beyond = keywords[MOST_KEYWORDS];
  if (beyond !== undefined) {
    const message = `a rule has at most ${MOST_KEYWORDS} keywords, and this one ${keywords.length}; say it in fewer`;
    return document.diagnostic("bad-schema", "error", message, beyond.path, "key");
  }
  if (budget.keywords >= 0) return null;
  const message = `with this one the rules have more than ${wholeBudget().keywords} keywords; make them fewer`;
  return document.diagnostic("too-many-rules", "error", message, ["id"]);
}

/** Compiles a rule into a function from facts to an outcome. Throws an Error where a schema of it is not one. */
export function compileRule(rule: Rule): (facts: Facts, asOf: EpochMs) => Outcome {
  const when = compileFactSchema(rule.when, rule.patterns);
  const require = compileFactSchema(rule.require, rule.patterns);
  const needed = factsRequiredBy(rule);
  const { from, until } = rule.effective;
  return (facts, asOf) => {
    if ((from !== null && asOf < from) || (until !== null && asOf >= until)) return "not_effective";
    // Of what could not be seen, only what is known can speak against the rule.
    if (!when(facts)) return facts.observed === false && when(known(facts)) ? "unknown" : "not_applicable";
    const missing = needed.filter((fact) => facts[fact] === null);
    // A comparison with nothing would be skipped by the schema and read as a pass.
    if (missing.some((fact) => !DECLARATIONS.has(fact))) return "unknown";
    return missing.length === 0 && require(facts) ? "pass" : "fail";
  };
}

function known(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([fact, value]) => value !== null || DECLARATIONS.has(fact)));
}

/** The facts that the rule cannot be judged without. */
export function factsRequiredBy(rule: Rule): readonly string[] {
  return [...new Set(factReferences(keywordsOf(rule.require, [])).map((reference) => reference.fact))];
}

/** The facts that its message shows. */
export function factsShownBy(rule: Rule): readonly string[] {
  return [...new Set([...rule.message.matchAll(PLACEHOLDER)].map((match) => String(match[1])))];
}

/** The message or remediation with its figures. */
export function fillIn(template: string, facts: Facts): string {
  return template.replace(PLACEHOLDER, (_, fact: string) => String(facts[fact] ?? "unknown"));
}

/** `Baseline Requirements … 4.2.1 (SC-081v3)`. */
export function citationOf({ document, section, ballot }: RuleSource): string {
  return [document, section, ballot === undefined ? undefined : `(${ballot})`]
    .filter((part) => part !== undefined)
    .join(" ");
}

const PLACEHOLDER = /\{([^{}\s]+)\}/g;

/** A misspelt fact would make a schema that matches everything: it is an error, not a pass. */
function strangeFacts(document: YamlDocument, keywords: readonly Keyword[]): readonly Diagnostic[] {
  const written = mapping(document.value);
  const facts = Object.keys(written.subject === "waiver" ? WAIVER_FACTS : DOMAIN_FACTS);
  const shown = (["message", "remediation"] as const).flatMap((part) =>
    [...String(written[part]).matchAll(PLACEHOLDER)].map((match) => ({ fact: String(match[1]), path: [part] })),
  );
  return [...factReferences(keywords), ...shown]
    .filter(({ fact }) => !facts.includes(fact))
    .map(({ fact, path }) =>
      document.diagnostic("unknown-fact", "error", `there is no fact "${fact}"${didYouMean(fact, facts)}`, path, "key"),
    );
}

/** A rule that ends before it begins would never be in force. */
function backwards(document: YamlDocument): readonly Diagnostic[] {
  const { from, until } = mapping(mapping(document.value).effective);
  if (typeof from !== "string" || typeof until !== "string" || from < until) return [];
  return [
    document.diagnostic("bad-value", "error", `until ${until} is not after from ${from}`, ["effective", "until"]),
  ];
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) ? value : {};
}

function dayOrNull(day: string | null | undefined): EpochMs | null {
  return day === null || day === undefined ? null : parseDay(day);
}
