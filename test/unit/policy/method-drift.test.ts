/** The rule method-drift speaks of the methods that a file can declare, so that its advice can be followed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { METHODS } from "../../../lib/core/vocabulary";
import { REPOSITORY } from "../../support/tables";

test("the methods of the rule are those that can be declared", () => {
  const rule = parse(readFileSync(join(REPOSITORY, "policies/method-drift.yaml"), "utf8")) as {
    readonly when: { readonly properties: { readonly method: { readonly enum: readonly string[] } } };
  };
  expect(rule.when.properties.method.enum).toEqual(METHODS);
});
