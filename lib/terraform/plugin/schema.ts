/** What the provider's blocks look like to Terraform, and what their values are: the words that all of the plugin shares. */

/** A value that Terraform knows after apply only. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value of Terraform's type system; tuples are lists here, maps are objects. */
export type TfValue =
  null | boolean | number | string | typeof UNKNOWN | readonly TfValue[] | { readonly [key: string]: TfValue };
export type TfObject = Readonly<Record<string, TfValue>>;

/** Whether a value, or a part of it, is known after apply only. */
export function isUnknown(value: TfValue): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value as TfObject).some(isUnknown);
}

export function isMapping(value: TfValue): value is TfObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In Terraform's own words; `dynamic` takes a value of any type. */
export type TfType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | { readonly list: TfType }
  | { readonly map: TfType }
  | { readonly object: Readonly<Record<string, TfType>> };

/** `optional-computed`: the provider fills it in where the configuration leaves it out. */
export type AttributeMode = "required" | "optional" | "computed" | "optional-computed";

export interface AttributeOf {
  /** Markdown, for the registry's pages and Terraform's own. */
  readonly description: string;
  readonly mode: AttributeMode;
  /** Terraform shows it in no plan; it still stands in the state. */
  readonly sensitive?: true;
}

export interface PlainAttribute extends AttributeOf {
  readonly type: TfType;
}

/** A list of objects with a schema of their own. */
export interface NestedAttribute extends AttributeOf {
  readonly nesting: "list";
  readonly attributes: Attributes;
}

export type Attribute = PlainAttribute | NestedAttribute;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Schema {
  /** Grows when a state of an earlier release has to be upgraded. */
  readonly version: number;
  readonly description: string;
  readonly attributes: Attributes;
  /** Blocks that may be written once, such as `timeouts`. */
  readonly blocks?: Readonly<Record<string, { readonly description: string; readonly attributes: Attributes }>>;
}

/** To an attribute by name, to an item of a list by number, to a value of a map by its key. */
export type PathStep = string | number | { readonly key: string };
export type AttributePath = readonly PathStep[];

export interface TfDiagnostic {
  readonly severity: "error" | "warning";
  /** One line without a full stop. */
  readonly summary: string;
  readonly detail: string;
  /** Absent where it is about no attribute. */
  readonly attribute?: AttributePath;
}
