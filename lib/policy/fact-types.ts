/** Conditions that a fact can never meet because of its type: such a rule would never apply, or never pass. */
import type { Diagnostic } from "../core/diagnostic";
import { didYouMean } from "../document/did-you-mean";
import type { Path, YamlDocument } from "../document/document";
import { quoted } from "../document/quoted";
import { admits, typesOf, valuesText } from "./fact";
import type { FactSchema, FactTable } from "./fact";
import { dataFact, isMapping } from "./keywords";
import type { Keyword } from "./keywords";

const TYPES: readonly string[] = ["string", "integer", "number", "boolean", "null"];

/** Keywords that compare numbers, so that a fact in their place must be a number. */
const NUMERIC: ReadonlySet<string> = new Set([
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"],
]);

export function impossibleConditions(
  document: YamlDocument,
  keywords: readonly Keyword[],
  facts: FactTable<never>,
): readonly Diagnostic[] {
  const refuse = (message: string, path: Path): Diagnostic =>
    document.diagnostic("impossible-condition", "error", message, path);
  return keywords.flatMap(({ keyword, value, path }) => {
    if (keyword === "type") {
      const strange = strangeTypes(document, value, path);
      if (strange.length > 0) return strange;
    }
    const name = factOf(path);
    const schema = name === null ? undefined : facts[name]?.schema;
    if (name === null) return rootProblem(keyword, value).map((why) => refuse(why, path));
    // A fact that does not exist and a pattern that is taken from a fact are reported elsewhere.
    if (schema === undefined || keyword === "pattern") return [];
    const never = (one: unknown, at: Path): readonly Diagnostic[] =>
      admits(schema, one) ? [] : [refuse(neverText(name, schema, one), at)];
    const other = isMapping(value) ? dataFact(value.$data) : null;
    if (other !== null) {
      const otherSchema = facts[other]?.schema;
      return otherSchema === undefined || fits(keyword, schema, otherSchema)
        ? []
        : [
            refuse(
              `${name} is ${valuesText(schema)}, and ${other} is ${valuesText(otherSchema)}: they never match`,
              path,
            ),
          ];
    }
    switch (keyword) {
      case "const":
        return never(value, path);
      case "enum":
        return Array.isArray(value) ? value.flatMap((one, index) => never(one, [...path, index])) : [];
      case "type":
        return [value].flat().some((type) => isTypeOf(String(type), schema))
          ? []
          : [refuse(`${name} is never of the type ${[value].flat().join(", ")}; it is ${valuesText(schema)}`, path)];
      default:
        return [];
    }
  });
}

/** The fact that a keyword applies to; null for a keyword about the facts as a whole. */
function factOf(path: Path): string | null {
  const at = path.lastIndexOf("properties");
  const name = at === -1 ? undefined : path[at + 1];
  return name === undefined || at + 2 >= path.length ? null : String(name);
}

/** The facts as a whole are a mapping, which no value equals. */
function rootProblem(keyword: string, value: unknown): readonly string[] {
  if (keyword === "const" || keyword === "enum")
    return [`${keyword} belongs below a fact, such as properties: { status: … }`];
  if (keyword === "type" && ![value].flat().includes("object"))
    return ["type belongs below a fact, such as properties: { owner: … }"];
  return [];
}

function strangeTypes(document: YamlDocument, value: unknown, path: Path): readonly Diagnostic[] {
  const known = [...TYPES, "object", "array"];
  return [value].flat().flatMap((type) => {
    if (typeof type === "string" && known.includes(type)) return [];
    const shown = typeof type === "string" ? quoted(type) : "this";
    const hint = typeof type === "string" ? didYouMean(type, TYPES) : "";
    const message = `${shown} is not a type; the types are ${TYPES.join(", ")}${hint}`;
    return [document.diagnostic("bad-schema", "error", message, path)];
  });
}

function neverText(name: string, schema: FactSchema, value: unknown): string {
  const words = (schema.enum ?? []).filter((word) => word !== null);
  if (typeof value !== "string") return `${name} is never ${JSON.stringify(value)}; it is ${valuesText(schema)}`;
  return `${name} is never the text ${quoted(value)}; it is ${valuesText(schema)}${didYouMean(value, words)}`;
}

function fits(keyword: string, schema: FactSchema, other: FactSchema): boolean {
  if (keyword === "const") {
    if (schema.enum !== undefined && other.enum !== undefined)
      return schema.enum.some((word) => word !== null && admits(other, word));
    return typesOf(schema).some((type) => type !== "null" && typesOf(other).includes(type));
  }
  return NUMERIC.has(keyword) && typesOf(other).includes("integer");
}

function isTypeOf(type: string, schema: FactSchema): boolean {
  return typesOf(schema).includes(type === "number" ? "integer" : type);
}
