declare module "precompiled-checks" {
  import type { Format, ValidateFunction } from "ajv";

  /** Makes a check with these formats. */
  type Maker = (formats: Readonly<Record<string, Format>>) => ValidateFunction;

  /** By key: the check as the options ask for it, and one that says only whether a value is valid; null where that is the same. */
  export const CHECKS: Readonly<Record<string, { readonly quick: Maker | null; readonly whole: Maker }>>;
}
