declare module "precompiled-checks" {
  import type { Format, ValidateFunction } from "ajv";

  /** By key: makes the check with these formats. */
  export const CHECKS: Readonly<Record<string, (formats: Readonly<Record<string, Format>>) => ValidateFunction>>;
}
