/** A schema with its definitions written out where they are referred to. */

type Schema = Readonly<Record<string, unknown>>;

/**
 * Follows `#/definitions/…`, which must not lead back to itself; what stands beside a `$ref` wins. Without this ajv would copy
 * all errors found so far after each item of a list that is referred to: the square of their number.
 */
export function inlineRefs(schema: object): object {
  const { definitions, ...rest } = schema as Schema;
  // A copy under the same id would be another schema.
  const root = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== "$id"));
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (typeof value !== "object" || value === null) return value;
    const { $ref: reference, ...rest } = value as Schema;
    const inlined = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, inline(inner)]));
    if (typeof reference !== "string") return inlined;
    const target = (definitions as Schema | undefined)?.[reference.replace("#/definitions/", "")];
    return { ...(inline(target) as object), ...inlined };
  };
  return inline(root) as object;
}
