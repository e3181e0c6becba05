import type { AnySchema, Options } from "ajv";

export function keyOf(
  options: Options,
  words: readonly string[],
  formats: Readonly<Record<string, unknown>>,
  schema: AnySchema,
): string | null;
