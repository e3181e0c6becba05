/** One rule: what it says, where that comes from, and how to judge facts by it. Rules are data; nothing here knows one. */
import { Ajv } from "ajv";
import type { Diagnostic } from "../core/diagnostic";
import { parseDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Severity } from "../core/words";
import { didYouMean } from "../document/did-you-mean";
import type { Path, YamlDocument } from "../document/document";
import { compileSchema } from "../document/schema";
import type { SchemaCheck } from "../document/schema";
import { DECLARATIONS, DOMAIN_FACTS, WAIVER_FACTS } from "./facts";
import type { Facts } from "./facts";
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

/** Reads one rule from a parsed file; null with every problem of the file when anything in it is wrong. */
export function parseRule(document: YamlDocument): { rule: Rule | null; diagnostics: readonly Diagnostic[] } {
  if (document.diagnostics.length > 0) return { rule: null, diagnostics: document.diagnostics };
  checkShape ??= compileSchema(ruleSchema);
  const violations = checkShape(document);
  const diagnostics = [...violations, ...strangeFacts(document), ...backwards(document)];
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
    message: written.message,
    remediation: written.remediation,
    file: document.file,
    replaces: null,
  };
  return { rule, diagnostics };
}

/** Compiles a rule into a function from facts to an outcome. Throws an Error where a schema of it is not one. */
export function compileRule(rule: Rule): (facts: Facts, asOf: EpochMs) => Outcome {
  const when = compileFactSchema(rule.when);
  const require = compileFactSchema(rule.require);
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
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

/** The facts that the rule cannot be judged without. */
export function factsRequiredBy(rule: Rule): readonly string[] {
  return [...new Set(factReferences(rule.require, []).map((reference) => reference.fact))];
}

/** The facts that its message shows. */
export function factsShownBy(rule: Rule): readonly string[] {
  return [...new Set([...rule.message.matchAll(PLACEHOLDER)].map((match) => String(match[1])))];
}

/** What is wrong with the schemas of a rule, for rules that come from users; empty when they compile. */
export function checkRuleSchemas(document: YamlDocument): readonly Diagnostic[] {
  const written = mapping(document.value);
  return (["when", "require"] as const).flatMap((part) => {
    const schema = written[part];
    if (typeof schema !== "object" || schema === null) return []; // the check of its shape has said so
    const ajv = new Ajv({ $data: true, allErrors: true });
    if (ajv.validateSchema(schema) !== true) {
      const places = new Map(ajv.errors?.map(({ instancePath, message }) => [instancePath, String(message)]));
      return [...places].map(([pointer, message]) =>
        document.diagnostic("bad-schema", "error", `not a JSON Schema: this ${message}`, [
          part,
          ...pointer.split("/").slice(1),
        ]),
      );
    }
    try {
      compileFactSchema(schema);
      return [];
    } catch (error) {
      return [document.diagnostic("bad-schema", "error", `not a JSON Schema: ${(error as Error).message}`, [part])];
    }
  });
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

let shared: Ajv | null = null;

/** Strict about types too: a bound on a text, or a pattern on a number, would be skipped and read as a pass. */
function factSchemas(): Ajv {
  shared ??= new Ajv({ $data: true, strict: true, strictTypes: true, strictRequired: false, addUsedSchema: false });
  return shared;
}

function compileFactSchema(schema: object): (facts: Facts) => boolean {
  return factSchemas().compile({ type: "object", ...schema });
}

interface FactReference {
  readonly fact: string;
  readonly path: Path;
}

/** Every fact that a schema names, by key or by `$data` pointer, with the place where it does. */
function factReferences(schema: unknown, path: Path): readonly FactReference[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    const at = [...path, key];
    if (key === "properties" && typeof value === "object" && value !== null) {
      const named = Object.keys(value).map((fact) => ({ fact, path: [...at, fact] }));
      return [...named, ...Object.entries(value).flatMap(([fact, inner]) => factReferences(inner, [...at, fact]))];
    }
    if (key === "required" && Array.isArray(value)) {
      return value.map((fact, index) => ({ fact: String(fact), path: [...at, index] }));
    }
    if (key === "$data" && typeof value === "string") return [{ fact: POINTER.exec(value)?.[1] ?? value, path: at }];
    return factReferences(value, at);
  });
}

/** Facts are flat, so a pointer to another fact is `1/fact` or `/fact`; any other leads nowhere, and would be ignored. */
const POINTER = /^1?\/([^/]+)$/;

/** A misspelt fact would make a schema that matches everything: it is an error, not a pass. */
function strangeFacts(document: YamlDocument): readonly Diagnostic[] {
  const written = mapping(document.value);
  const facts = Object.keys(written.subject === "waiver" ? WAIVER_FACTS : DOMAIN_FACTS);
  const references = [
    ...factReferences(written.when, ["when"]),
    ...factReferences(written.require, ["require"]),
    ...(["message", "remediation"] as const).flatMap((part) =>
      [...String(written[part]).matchAll(PLACEHOLDER)].map((match) => ({ fact: String(match[1]), path: [part] })),
    ),
  ];
  return references
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
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function dayOrNull(day: string | null | undefined): EpochMs | null {
  return day === null || day === undefined ? null : parseDay(day);
}
