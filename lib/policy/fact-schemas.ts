/** The JSON Schemas of a rule: what they may hold, and how facts are judged by them, in time linear in both. */
import { Ajv } from "ajv";
import type { Diagnostic } from "../core/diagnostic";
import { didYouMean } from "../document/did-you-mean";
import type { Path, YamlDocument } from "../document/document";
import type { Facts } from "./facts";
import type { Matcher, Patterns } from "./patterns";

/** One keyword of a schema, however deep, and its place. */
export interface Keyword {
  readonly keyword: string;
  readonly value: unknown;
  readonly path: Path;
}

/**
 * What a schema over facts may be made of. Facts are flat, so whatever is about lists, deeper objects or other schemas has no
 * meaning here; some of it would change what the others mean (`$async`, `$id`), or take for ever (`$ref`).
 */
const KEYWORDS: readonly string[] = [
  ...["properties", "required", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"],
  ...["type", "const", "enum", "pattern", "minLength", "maxLength", "$data"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["title", "description", "$comment"],
];

export function keywordsOf(schema: unknown, path: Path): readonly Keyword[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => keywordsOf(one, [...path, index]));
  if (!isMapping(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = [...path, keyword];
    const found = { keyword, value, path: at };
    // What is below one that is none is not worth a word.
    if (!KEYWORDS.includes(keyword)) return [found];
    if (keyword !== "properties" || !isMapping(value)) return [found, ...keywordsOf(value, at)];
    return [found, ...Object.entries(value).flatMap(([fact, inner]) => keywordsOf(inner, [...at, fact]))];
  });
}

export interface FactReference {
  readonly fact: string;
  readonly path: Path;
}

/** Every fact that these keywords name, by key or by `$data` pointer, with the place where they do. */
export function factReferences(keywords: readonly Keyword[]): readonly FactReference[] {
  return keywords.flatMap(({ keyword, value, path }) => {
    if (keyword === "properties" && isMapping(value)) {
      return Object.keys(value).map((fact) => ({ fact, path: [...path, fact] }));
    }
    if (keyword === "required" && Array.isArray(value)) {
      return value.map((fact, index) => ({ fact: String(fact), path: [...path, index] }));
    }
    if (keyword === "$data" && typeof value === "string") return [{ fact: POINTER.exec(value)?.[1] ?? value, path }];
    return [];
  });
}

/** Facts are flat, so a pointer to another fact is `1/fact` or `/fact`; any other leads nowhere, and would be ignored. */
const POINTER = /^1?\/([^/]+)$/;

/**
 * What makes these no schemas that facts can be judged by, their patterns apart.
 * @param schemas by the key of the rule under which each stands
 * @param keywords those of all of them
 */
export function schemaProblems(
  document: YamlDocument,
  schemas: Readonly<Record<string, unknown>>,
  keywords: readonly Keyword[],
): readonly Diagnostic[] {
  return Object.entries(schemas).flatMap(([part, schema]) => {
    if (!isMapping(schema)) return []; // the check of the rule's shape has said so
    const refuse = (message: string, path: Path, at: "key" | "value" = "value"): Diagnostic =>
      document.diagnostic("bad-schema", "error", message, path, at);
    const strange = keywords.filter(({ keyword, path }) => path[0] === part && !KEYWORDS.includes(keyword));
    if (strange.length > 0) {
      return strange.map(({ keyword, path }) =>
        refuse(`the schemas of rules have no keyword "${keyword}"${didYouMean(keyword, KEYWORDS)}`, path, "key"),
      );
    }
    const { draft, trial } = checkers();
    if (draft.validateSchema(schema) !== true) {
      const places = new Map(draft.errors?.map(({ instancePath, message }) => [instancePath, String(message)]));
      return [...places].map(([pointer, why]) =>
        refuse(`not a JSON Schema: this ${why}`, [part, ...pointer.split("/").slice(1)]),
      );
    }
    try {
      trial.compile(overFacts(schema));
      return [];
    } catch (error) {
      return [refuse(`not a JSON Schema: ${(error as Error).message}`, [part])];
    }
  });
}

interface Checkers {
  /** Says where a schema is none. */
  readonly draft: Ajv;
  /** Compiles it as it will be, its patterns apart. */
  readonly trial: Ajv;
}

let shared: Checkers | null = null;

/** For all rules of users: to make them takes longer than to check one. */
function checkers(): Checkers {
  shared ??= {
    draft: new Ajv({ $data: true, allErrors: true }),
    trial: createAjv(() => /^/),
  };
  return shared;
}

/** Throws an Error where this is no schema, or has a pattern that is not among these. */
export function compileFactSchema(schema: object, patterns: Patterns): (facts: Facts) => boolean {
  const ajv = patterns.size === 0 ? withoutPatterns() : createAjv((text) => readBefore(patterns, text));
  return ajv.compile(overFacts(schema));
}

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
  // The name would stand in code that is written to a file; none is.
  const regExp = Object.assign(matcherOf, { code: "matcherOf" });
  return new Ajv({ $data: true, ...strict, addUsedSchema: false, code: { regExp } });
}

function readBefore(patterns: Patterns, text: string): Matcher {
  const matcher = patterns.get(text);
  if (matcher === undefined) throw new Error(`the pattern ${JSON.stringify(text)} was not read`);
  return matcher;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
