/** Schemas of values that the scenarios of several CAs have. */
import { Type } from "@sinclair/typebox";
import type { SchemaOptions, TArray, TString, TUnsafe } from "@sinclair/typebox";

export const scenarioDate: TUnsafe<string | null> = Type.Unsafe({
  type: ["string", "null"],
  expected: "a date such as -20d, now, 2026-07-09 or 2026-07-09T10:00:00Z",
});

export const filled: TString = Type.String({ minLength: 1 });

export function names(options: SchemaOptions = {}): TArray<TString> {
  return Type.Array(Type.String(), options);
}

/** Keys that are put into an answer as they stand. */
export function extraKeys(options: SchemaOptions = {}): TUnsafe<Readonly<Record<string, unknown>>> {
  return Type.Unsafe({ type: "object", ...options });
}

/** A JSON type or several of them, where TypeBox would make an `anyOf`, whose messages say less. */
export function typed<T>(type: string | readonly string[], options: SchemaOptions = {}): TUnsafe<T> {
  return Type.Unsafe({ type, ...options });
}
