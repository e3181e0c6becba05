/** The types of values in the form in which Terraform writes them: JSON. A block is an object of its attributes. */
import type { Attribute, Attributes, Schema, TfType } from "../schema";

export type WireType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", WireType]
  | readonly ["tuple", readonly WireType[]]
  | readonly ["object", { readonly [name: string]: WireType }];

export function wireTypeOf(type: TfType): WireType {
  if (typeof type === "string") return type;
  if ("list" in type) return ["list", wireTypeOf(type.list)];
  if ("map" in type) return ["map", wireTypeOf(type.map)];
  return ["object", mapValues(type.object, wireTypeOf)];
}

export function wireTypeOfBlock({ attributes, blocks = {} }: Pick<Schema, "attributes" | "blocks">): WireType {
  return [
    "object",
    { ...wireTypesOf(attributes), ...mapValues(blocks, (block) => ["object", wireTypesOf(block.attributes)] as const) },
  ];
}

function wireTypesOf(attributes: Attributes): Readonly<Record<string, WireType>> {
  return mapValues(attributes, wireTypeOfAttribute);
}

function wireTypeOfAttribute(attribute: Attribute): WireType {
  if ("type" in attribute) return wireTypeOf(attribute.type);
  return [attribute.nesting, ["object", wireTypesOf(attribute.attributes)]];
}

export function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** As Terraform's own JSON of types. */
export function typeBytes(type: WireType): Buffer {
  return Buffer.from(JSON.stringify(type));
}
