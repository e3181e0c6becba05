/** A state of an earlier schema in the shape of the present one: what is new is null, or an empty list; what is gone is left out. */
import type { Attribute, Attributes, Schema, TfObject, TfValue } from "./schema";

/** @param stored plain JSON */
export function upgradeState({ attributes, blocks = {} }: Schema, stored: Readonly<Record<string, unknown>>): TfObject {
  const ofBlocks = Object.entries(blocks).map(([name, block]) => {
    const value = stored[name];
    return [name, isMapping(value) ? ofAttributes(block.attributes, value) : null] as const;
  });
  return { ...ofAttributes(attributes, stored), ...Object.fromEntries(ofBlocks) };
}

function ofAttributes(attributes: Attributes, stored: Readonly<Record<string, unknown>>): TfObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, valueOf(attribute, stored[name])] as const),
  );
}

function valueOf(attribute: Attribute, value: unknown): TfValue {
  if (!("nesting" in attribute)) return (value ?? null) as TfValue;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter(isMapping).map((item) => ofAttributes(attribute.attributes, item));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
