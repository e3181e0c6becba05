/** The JSON Schemas of a rule: what they may hold, and how facts are judged by them, in time linear in both. */
import { Ajv } from "ajv";
import type { Diagnostic } from "../core/diagnostic";
import { didYouMean } from "../document/did-you-mean";
import type { Path, YamlDocument } from "../document/document";
import type { FactTable, Facts } from "./fact";
import { impossibleConditions } from "./fact-types";
import { isMapping, KEYWORDS } from "./keywords";
import type { Keyword } from "./keywords";
import type { Matcher, Patterns } from "./patterns";

/**
 * Why facts cannot be judged by these schemas; their patterns are checked elsewhere.
 * @param schemas by the key of the rule under which each stands
 * @param keywords those of all of them
 */
export function schemaProblems(
  document: YamlDocument,
  schemas: Readonly<Record<string, unknown>>,
  keywords: readonly Keyword[],
  facts: FactTable<never>,
): readonly Diagnostic[] {
  return Object.entries(schemas).flatMap(([part, schema]) => {
    if (!isMapping(schema)) return []; // the check of the rule's shape reports it
    const refuse = (message: string, path: Path, at: "key" | "value" = "value"): Diagnostic =>
      document.diagnostic("bad-schema", "error", message, path, at);
    const ofPart = keywords.filter(({ path }) => path[0] === part);
    const strange = ofPart.filter(({ keyword }) => !KEYWORDS.includes(keyword));
    if (strange.length > 0) {
      return strange.map(({ keyword, path }) =>
        refuse(`the schemas of rules have no keyword "${keyword}"${didYouMean(keyword, KEYWORDS)}`, path, "key"),
      );
    }
    const impossible = impossibleConditions(document, ofPart, facts);
    const { draft, trial } = checkers();
    void draft.validateSchema(schema);
    const errors = draft.errors ?? [];
    const places = new Map(errors.map(({ instancePath, message }) => [instancePath, String(message)]));
    const invalid = [...places]
      .filter(([pointer]) => !BELOW_TYPE.test(pointer)) // what is no type was found before, with a better message
      .map(([pointer, why]) => refuse(`not a JSON Schema: this ${why}`, [part, ...pointer.split("/").slice(1)]));
    const problems = [...impossible, ...invalid];
    if (problems.length > 0) return problems;
    try {
      trial.compile(overFacts(schema));
      return [];
    } catch (error) {
      return [refuse(`not a JSON Schema: ${(error as Error).message}`, [part])];
    }
  });
}

const BELOW_TYPE = /\/type(\/\d+)?$/;

interface Checkers {
  /** Finds what is not valid in a schema, and where. */
  readonly draft: Ajv;
  /** Compiles it as it will be, but for its patterns. */
  readonly trial: Ajv;
}

let shared: Checkers | null = null;

/** Made once for all rules of users: making them takes longer than checking one rule. */
function checkers(): Checkers {
  shared ??= {
    draft: new Ajv({ $data: true, allErrors: true }),
    trial: createAjv(() => /^/),
  };
  return shared;
}

/** Throws an Error where this is not a valid schema, or has a pattern that is not among these. */
export function compileFactSchema(schema: object, patterns: Patterns): FactCheck {
  if (patterns.size > 0) return createAjv((text) => readBefore(patterns, text)).compile(overFacts(schema));
  // Rules share conditions, and compiling one takes longer than finding it here.
  const text = JSON.stringify(schema);
  const check = compiled.get(text) ?? withoutPatterns().compile(overFacts(schema));
  compiled.set(text, check);
  return check;
}

type FactCheck = (facts: Facts) => boolean;

const compiled = new Map<string, FactCheck>();

function overFacts(schema: object): object {
  return { type: "object", ...schema };
}

let plain: Ajv | null = null;

function withoutPatterns(): Ajv {
  plain ??= createAjv((text) => readBefore(new Map(), text));
  return plain;
}

/** Strict about types too: a bound on a text, or a pattern on a number, would be skipped and read as a pass. */
function createAjv(matcherOf: (text: string) => Matcher): Ajv {
  const strict = { strict: true, strictTypes: true, strictRequired: false } as const;
  // ajv writes the name into code that it exports; we export none.
  const regExp = Object.assign(matcherOf, { code: "matcherOf" });
  return new Ajv({ $data: true, ...strict, addUsedSchema: false, code: { regExp } });
}

function readBefore(patterns: Patterns, text: string): Matcher {
  const matcher = patterns.get(text);
  if (matcher === undefined) throw new Error(`the pattern ${JSON.stringify(text)} was not read`);
  return matcher;
}
