/** Parts of schemas that TypeBox has no short form for, and the type that a schema stands for. */
import { Type } from "@sinclair/typebox";
import type { SchemaOptions, Static, TObject, TProperties, TSchema, TUnsafe } from "@sinclair/typebox";

/** The type of a schema, read-only through and through, as data passes between the rooms. */
export type Shape<Schema extends TSchema> = Immutable<Static<Schema>>;

type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

/** An object that has these keys and no other. */
export function closed<Properties extends TProperties>(
  properties: Properties,
  options: SchemaOptions = {},
): TObject<Properties> {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** One word of a list, or null where the list holds it. */
export function oneOf<const Word extends string | null>(
  words: readonly Word[],
  options: SchemaOptions = {},
): TUnsafe<Word> {
  return Type.Unsafe<Word>({ enum: words, ...options });
}

/** The same or null. Written as a `type` of two words, so that a violation gives one message and not three. */
export function nullable<Schema extends TSchema>(
  schema: Schema,
  options: SchemaOptions = {},
): TUnsafe<Static<Schema> | null> {
  const { type, ...rest } = schema as { readonly type?: unknown };
  return Type.Unsafe<Static<Schema> | null>({ type: [type, "null"], ...rest, ...options });
}
