/** Instants as the JSON formats write them. */
import { Type } from "@sinclair/typebox";
import type { SchemaOptions, TString } from "@sinclair/typebox";

/** ISO 8601 in UTC; the format is checked as well, so that the instant exists. */
export function instant(options: SchemaOptions = {}): TString {
  return Type.String({
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$",
    format: "date-time",
    ...options,
  });
}
export const DAY = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", format: "date" });
