/** The Rego example names only what a plan has: a misspelt key would make a rule that never fires. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PLAN_SCHEMA } from "../../lib/report/plan-document";
import { REPOSITORY } from "../support/tables";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function has(schema: Schema | undefined, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  return key === undefined ? schema !== undefined : has(schema?.properties?.[key], rest);
}

test("every path of the rule is in the schema of the plan", () => {
  const rego = readFileSync(join(REPOSITORY, "examples/conftest/policy/dcv.rego"), "utf8");
  const plan = PLAN_SCHEMA as Schema;
  const roots: Readonly<Record<string, Schema | undefined>> = {
    input: plan,
    change: plan.properties?.changes?.items,
    provider: plan.properties?.providers?.items,
  };
  const paths = [...rego.matchAll(/\b(input|change|provider)((?:\.[a-z_]+)+)/g)].map(
    ([, root = "", path = ""]) => [root, path] as const,
  );
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter(([root, path]) => !has(roots[root], path.slice(1).split(".")))).toEqual([]);
});
