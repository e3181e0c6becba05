/**
 * What a fact is: a name that rules may use, with a sentence for readers, the values it may have, and how it is read.
 * The tables of facts are `domain-facts.ts`, with those that it takes in, and `waiver-facts.ts`; the check of rules and docs/rules.md are made from them.
 */

export type FactValue = string | number | boolean | null;
export type Facts = Readonly<Record<string, FactValue>>;

/** Reads one fact by its name, which the check of the rule has seen to exist. */
export type FactReader = (fact: string) => FactValue;

type FactType = "boolean" | "integer" | "string";

/** The values of a fact, as JSON Schema: one type, perhaps null, perhaps a closed list of words. */
export interface FactSchema {
  readonly type: FactType | readonly [FactType, "null"];
  readonly enum?: readonly (string | null)[];
}

/** `Input` is what the fact is read from. */
export interface Fact<Input> {
  /** What it says, for readers of docs/rules.md. */
  readonly doc: string;
  readonly schema: FactSchema;
  readonly read: (input: Input) => FactValue;
  /** Set where the value is words for a sentence, which need no name before them. */
  readonly isPhrase?: true;
  /** Set where null is an answer (the file leaves it out), so that a rule may require that it is there. */
  readonly isOptional?: true;
  /** Set where it can differ between domains whose entries have equal terms (`termsOf`) and whose records are one object. */
  readonly isOwn?: true;
  /** Set where it depends on the outcomes of other rules; rules that use such a fact are judged after the others. */
  readonly isAboutRules?: true;
}

export type FactTable<Input> = Readonly<Record<string, Fact<Input>>>;

export const FLAG: FactSchema = { type: "boolean" };
export const FLAG_OR_NULL: FactSchema = { type: ["boolean", "null"] };
export const INTEGER: FactSchema = { type: "integer" };
export const INTEGER_OR_NULL: FactSchema = { type: ["integer", "null"] };
export const TEXT: FactSchema = { type: "string" };
export const TEXT_OR_NULL: FactSchema = { type: ["string", "null"] };

export function wordOf(words: readonly string[]): FactSchema {
  return { type: "string", enum: words };
}

export function wordOrNull(words: readonly string[]): FactSchema {
  return { type: ["string", "null"], enum: [...words, null] };
}

/** Whether the fact can have this value. */
export function admits(schema: FactSchema, value: unknown): boolean {
  if (schema.enum !== undefined) return schema.enum.some((word) => word === value);
  return typesOf(schema).some((type) => isOfType(type, value));
}

/** `integer`, `null`: the JSON Schema types of its values. */
export function typesOf({ type }: FactSchema): readonly string[] {
  return typeof type === "string" ? [type] : type;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: "true or false",
  integer: "a whole number",
  string: "text",
  null: "null",
};

/** The values for a reader: `true or false`, `VALIDATED, EXPIRED or null`. */
export function valuesText(schema: FactSchema): string {
  const words = schema.enum?.map(String) ?? typesOf(schema).map((type) => String(TYPE_WORDS[type]));
  return words.length === 1 ? String(words[0]) : `${words.slice(0, -1).join(", ")} or ${String(words.at(-1))}`;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}
