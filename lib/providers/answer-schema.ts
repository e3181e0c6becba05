/** Schemas of the few fields of an answer that are read: the type and the check come from one, and all other fields may come and go. */
import { Type } from "@sinclair/typebox";
import type { Static, TSchema } from "@sinclair/typebox";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";

const ajv = new Ajv({ allowUnionTypes: true });

export function compileAnswer<Shape extends TSchema>(shape: Shape): ValidateFunction<Static<Shape>> {
  return ajv.compile(shape);
}

/** A text that may be missing or null. */
export const optionalText = Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"] }));

/** Where the value checked last departs from its schema, as a phrase that quotes nothing of it: `adminEmails.0 must be string`. */
export function describeMismatch({ errors }: Pick<ValidateFunction, "errors">): string {
  const [error] = errors ?? [];
  const field = error?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  return `${field === "" ? "" : `${field} `}${error?.message ?? "has another shape"}`;
}
