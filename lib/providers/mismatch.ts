/** What is wrong with an answer of a CA, without a word of the answer. */
import type { ValidateFunction } from "ajv";

/** Where the value checked last departs from its schema, as a phrase that quotes nothing of it: `adminEmails.0 must be string`. */
export function describeMismatch({ errors }: Pick<ValidateFunction, "errors">): string {
  const [error] = errors ?? [];
  const field = error?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  return `${field === "" ? "" : `${field} `}${error?.message ?? "has another shape"}`;
}
