/**
 * Makes JSON Schemas whose TypeScript types TypeBox knows: the functions of TypeBox's `Type` that we use, with its types and its
 * results, but without loading TypeBox. That takes longer than a whole `dcv --help`; so TypeBox is needed to compile only.
 */
import type { JavaScriptTypeBuilder, SchemaOptions } from "@sinclair/typebox";

type Made = Readonly<Record<string | symbol, unknown>>;

const OPTIONAL = Symbol("optional");

/** Options come first, so that none replaces what the function itself sets. */
function make(schema: Made, options: object | undefined): Made {
  return { ...options, ...schema };
}

function object(properties: Readonly<Record<string, Made>>, options?: SchemaOptions): Made {
  const required = Object.keys(properties).filter((name) => properties[name]?.[OPTIONAL] !== true);
  const schema = { type: "object", ...(required.length === 0 ? {} : { required }), properties };
  return make(schema, options);
}

function optional(schema: Made): Made {
  return { ...schema, [OPTIONAL]: true };
}

interface MadeObject extends Made {
  readonly properties: Readonly<Record<string, Made>>;
}

function partial(schema: MadeObject, options?: SchemaOptions): Made {
  const { properties, ...rest } = schema;
  const all = Object.entries(properties).map(([name, one]) => [name, optional(one)] as const);
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => key !== "required")),
    ...options,
    properties: Object.fromEntries(all),
  };
}

const builder = {
  Array: (items: Made, options?: SchemaOptions) => make({ type: "array", items }, options),
  Boolean: (options?: SchemaOptions) => make({ type: "boolean" }, options),
  Integer: (options?: SchemaOptions) => make({ type: "integer" }, options),
  Literal: (value: string | number | boolean, options?: SchemaOptions) =>
    make({ const: value, type: typeof value }, options),
  Null: (options?: SchemaOptions) => make({ type: "null" }, options),
  Number: (options?: SchemaOptions) => make({ type: "number" }, options),
  Object: object,
  Optional: optional,
  Partial: partial,
  /** The keys may be any text. */
  Record: (_keys: Made, values: Made, options?: SchemaOptions) =>
    make({ type: "object", patternProperties: { "^(.*)$": values } }, options),
  String: (options?: SchemaOptions) => make({ type: "string" }, options),
  Union: (schemas: readonly Made[], options?: SchemaOptions) =>
    schemas.length === 1 ? make(schemas[0] ?? {}, options) : make({ anyOf: schemas }, options),
  Unknown: (options?: SchemaOptions) => make({}, options),
  Unsafe: (options?: SchemaOptions) => make({}, options),
} satisfies Readonly<Record<string, (...parameters: never[]) => Made>>;

/** As `Type` of TypeBox; a function that is not among these must be added here. */
export const Type = builder as unknown as Pick<JavaScriptTypeBuilder, keyof typeof builder>;
