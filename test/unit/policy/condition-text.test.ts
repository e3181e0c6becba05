/** The conditions of a rule without a sentence of its own, in words. */
import { conditionText } from "../../../lib/policy/condition-text";

const OWNED = { properties: { owner: { type: "string" } } };
const DECLARED = { properties: { declared: { const: true } } };

test.each<[string, object, object, string]>([
  ["a rule that applies to everything", {}, OWNED, "owner is text"],
  ["a rule that requires nothing", DECLARED, {}, "where declared is true: nothing"],
  ["a condition and a requirement", DECLARED, OWNED, "where declared is true: owner is text"],
  [
    "several facts, each with several keywords",
    {},
    {
      properties: {
        age_ms: { type: "integer", minimum: 1, maximum: { $data: "1/window_ms" } },
        owner: { const: null },
      },
    },
    "age_ms is a whole number and age_ms is at least 1 and age_ms is at most window_ms and owner is null",
  ],
  [
    "every keyword of one fact",
    {},
    {
      properties: {
        x: {
          ...{ enum: ["a", 1], type: ["string", "number"], exclusiveMinimum: 1, exclusiveMaximum: { $data: "/y" } },
          ...{ multipleOf: 2, minLength: 3, maxLength: 4, pattern: "^a", title: "t", $comment: "c", description: "d" },
        },
      },
    },
    "x is one of a, 1 and x is text or a number and x is more than 1 and x is less than y and x is a multiple of 2 and x has at least 3 characters and x has at most 4 characters and x matches ^a",
  ],
  ["a fact that must be there", {}, { required: ["owner", "method"] }, "owner is there and method is there"],
  [
    "one of several",
    { anyOf: [OWNED, DECLARED] },
    { oneOf: [OWNED, DECLARED] },
    "where (owner is text or declared is true): exactly one of (owner is text, declared is true)",
  ],
  [
    "all of several, and not something",
    { allOf: [OWNED, { not: DECLARED }] },
    { properties: { owner: { not: { const: "web" } } } },
    "where owner is text and not (declared is true): not (owner is web)",
  ],
  ["if and then", {}, { if: DECLARED, then: OWNED }, "if (declared is true) then (owner is text)"],
  [
    "if, then and else, of one fact",
    {},
    { properties: { a: { if: { const: 1 }, then: {}, else: { const: 2 } } } },
    "if (a is 1) else (a is 2)",
  ],
  ["a schema that allows everything", {}, { properties: { a: true }, anyOf: [DECLARED, true] }, "(declared is true)"],
])("%s", (_, when, require, text) => {
  expect(conditionText(when, require)).toBe(text);
});
