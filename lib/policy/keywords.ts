/** The keywords of the schemas in a rule, found once, and the facts that they name. */
import type { Path } from "../document/document";

/** One keyword of a schema, however deep, and its place. */
export interface Keyword {
  readonly keyword: string;
  readonly value: unknown;
  readonly path: Path;
}

/**
 * What a schema over facts may be made of. Facts are flat, so whatever is about lists, deeper objects or other schemas has no
 * meaning here; some of it would change what the others mean (`$async`, `$id`), or never end (`$ref`).
 */
export const KEYWORDS: readonly string[] = [
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
    // Below a keyword that does not exist nothing has a meaning.
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
    const fact = keyword === "$data" ? dataFact(value) : null;
    return fact === null ? [] : [{ fact, path }];
  });
}

/** The fact that a `$data` pointer names; the pointer itself where it leads to none. */
export function dataFact(pointer: unknown): string | null {
  return typeof pointer === "string" ? (POINTER.exec(pointer)?.[1] ?? pointer) : null;
}

/** Facts are flat, so a pointer to another fact is `1/fact` or `/fact`; any other leads nowhere, and would be ignored. */
const POINTER = /^1?\/([^/]+)$/;

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
