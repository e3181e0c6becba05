/** Schemas are what TypeBox would make of them. */
import { Type as TypeBox } from "@sinclair/typebox";
import { Type } from "../../scripts/bundle/typebox";

const WORDS = { description: "some words", default: "x" };

test.each<[string, (type: typeof Type) => unknown]>([
  ["a text", (type) => type.String()],
  ["a text with bounds", (type) => type.String({ minLength: 1, ...WORDS })],
  ["a number", (type) => type.Number(WORDS)],
  ["a whole number", (type) => type.Integer({ minimum: 0 })],
  ["a flag", (type) => type.Boolean(WORDS)],
  ["null", (type) => type.Null(WORDS)],
  ["one word", (type) => type.Literal("x", WORDS)],
  ["one number", (type) => type.Literal(1)],
  ["one flag", (type) => type.Literal(true)],
  ["anything", (type) => type.Unknown(WORDS)],
  ["a schema of its own", (type) => type.Unsafe({ enum: ["a", null], ...WORDS })],
  ["a list", (type) => type.Array(type.String(), { minItems: 1 })],
  ["a mapping of texts", (type) => type.Record(type.String(), type.Integer(), WORDS)],
  ["one of several", (type) => type.Union([type.String(), type.Null()], WORDS)],
  ["one of one", (type) => type.Union([type.String({ minLength: 1 })], WORDS)],
  ["an object without keys", (type) => type.Object({})],
  ["an object", (type) => type.Object({ a: type.String(), b: type.Optional(type.Integer(WORDS)) }, WORDS)],
  ["an object of optional keys", (type) => type.Object({ a: type.Optional(type.String()) })],
  ["options that would replace the type", (type) => type.String({ type: "number" })],
  [
    "an object all of whose keys became optional, inside of another",
    (type) =>
      type.Object({ in: type.Partial(type.Object({ a: type.String(), b: type.Optional(type.Null()) }, WORDS), WORDS) }),
  ],
])("%s", (_, make) => {
  const made = make(Type);
  expect(JSON.stringify(made)).toBe(JSON.stringify(make(TypeBox)));
});
