/** What providers say of an answer that is not what its schema describes. */
import { Type } from "@sinclair/typebox";
import { Ajv } from "ajv";
import { describeMismatch } from "../../../lib/providers/answer-schema";

const row = Type.Object({ id: Type.Integer(), emails: Type.Optional(Type.Array(Type.Object({ to: Type.String() }))) });

test.each<[string, unknown, string]>([
  ["a field of another kind", { id: "secret" }, "id must be integer"],
  ["a field within others", { id: 1, emails: [{ to: "a@example.com" }, { to: 7 }] }, "emails.1.to must be string"],
  ["a field that is missing", { secret: 1 }, "must have required property 'id'"],
  ["another value altogether", "secret", "must be object"],
])("%s is said by its place, and quoted nowhere", (_, value, expected) => {
  const validate = new Ajv().compile(row);
  expect(validate(value)).toBe(false);
  expect(describeMismatch(validate)).toBe(expected);
});

test("without an error to read, the phrase is a whole one all the same", () => {
  expect(describeMismatch({ errors: null })).toBe("has another shape");
});
