/** The conditions of a rule in words, for rules that carry no sentence of their own: facts and values, no JSON Schema. */
import { isMapping } from "./keywords";

/** `where declared is true: owner is text`; without the first part where the rule applies to everything. */
export function conditionText(when: object, require: object): string {
  const applies = schemaText(when);
  const requires = schemaText(require) || "nothing";
  return applies === "" ? requires : `where ${applies}: ${requires}`;
}

/** Empty for a schema that says nothing. `subject` is the fact that it is about; null for the facts as a whole. */
function schemaText(schema: unknown, subject: string | null = null): string {
  if (!isMapping(schema)) return "";
  const { if: condition, then, else: otherwise, ...others } = schema;
  const about = subject === null ? "" : `${subject} `;
  const parts = Object.entries(others).map(([keyword, value]) => {
    switch (keyword) {
      case "properties":
        return all(Object.entries(value as object).map(([fact, inner]) => schemaText(inner, fact)));
      case "required":
        return all((value as unknown[]).map((fact) => `${String(fact)} is there`));
      case "allOf":
        return all(listed(value, subject));
      case "anyOf":
        return grouped(listed(value, subject), " or ");
      case "oneOf":
        return `exactly one of ${grouped(listed(value, subject), ", ")}`;
      case "not":
        return `not (${schemaText(value, subject)})`;
      default: {
        const words = PHRASES[keyword]?.(value) ?? "";
        return words === "" ? "" : `${about}${words}`;
      }
    }
  });
  if (condition !== undefined) {
    const [first, second, third] = [condition, then, otherwise].map((one) => schemaText(one, subject));
    parts.push(`if (${String(first)})${branch("then", second)}${branch("else", third)}`);
  }
  return all(parts);
}

function branch(word: string, text: string | undefined): string {
  return text === undefined || text === "" ? "" : ` ${word} (${text})`;
}

function listed(schemas: unknown, subject: string | null): readonly string[] {
  return (schemas as unknown[]).map((schema) => schemaText(schema, subject));
}

function all(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" and ");
}

function grouped(parts: readonly string[], separator: string): string {
  return `(${parts.filter((part) => part !== "").join(separator)})`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  string: "text",
};

/** What one keyword says of a fact. Words for the reader (`title`, `$comment`) say nothing of it. */
const PHRASES: Readonly<Record<string, (value: unknown) => string>> = {
  const: (value) => `is ${operand(value)}`,
  enum: (value) => `is one of ${(value as unknown[]).map(String).join(", ")}`,
  type: (value) =>
    `is ${[value]
      .flat()
      .map((type) => TYPE_WORDS[String(type)])
      .join(" or ")}`,
  minimum: (value) => `is at least ${operand(value)}`,
  maximum: (value) => `is at most ${operand(value)}`,
  exclusiveMinimum: (value) => `is more than ${operand(value)}`,
  exclusiveMaximum: (value) => `is less than ${operand(value)}`,
  multipleOf: (value) => `is a multiple of ${operand(value)}`,
  minLength: (value) => `has at least ${operand(value)} characters`,
  maxLength: (value) => `has at most ${operand(value)} characters`,
  pattern: (value) => `matches ${String(value)}`,
};

/** A value, or the fact that a `$data` pointer names. */
function operand(value: unknown): string {
  return isMapping(value) ? String(value.$data).replace(/^1?\//, "") : String(value);
}
