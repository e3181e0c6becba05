/** A rule in words. */
import { assemblePlan } from "../../../lib/core/plan";
import { reconcile } from "../../../lib/core/reconcile";
import { describeRule, explainRule } from "../../../lib/policy/explain";
import { shippedRules } from "../../support/rules";
import { at, desired, observed } from "../../support/domains";
import { shippedTables } from "../../support/tables";

test.each([
  ["from a day on", at("2026-01-12"), null, "from 2026-01-12"],
  ["until a day", null, at("2028-03-15"), "until 2028-03-15"],
  ["between two days", at("2026-01-12"), at("2028-03-15"), "from 2026-01-12 until 2028-03-15"],
  ["always", null, null, null],
])("in force %s", async (_, from, until, effective) => {
  const [rule] = await shippedRules();
  if (rule === undefined) throw new Error("no rule");
  expect(describeRule({ ...rule, effective: { from, until } }, undefined)).toMatchObject({ id: rule.id, effective });
});

test("the level of the file replaces the severity, and a source without an address has none", async () => {
  const rule = (await shippedRules()).find(({ id }) => id === "undeclared-domain");
  if (rule === undefined) throw new Error("no rule");
  expect(describeRule(rule, "off")).toMatchObject({ severity: "off", url: null, citation: "Recommended practice" });
});

test("of a domain that could not be seen, it is said that nobody knows whether the rule applies", async () => {
  const [rule] = await shippedRules();
  if (rule === undefined) throw new Error("no rule");
  const own = {
    ...rule,
    when: { properties: { status: { const: "VALIDATED" } } },
    require: { properties: { declared: { const: true } } },
  };
  const tables = await shippedTables();
  const down = [observed([], { complete: false, error: "503" })];
  const changes = reconcile([desired("x.example")], down, tables, at("2026-11-21"));
  const plan = assemblePlan(changes, down, at("2026-11-21"));
  expect(explainRule(own, [own], new Map(), plan, tables, []).subjects).toEqual([
    { address: "sectigo/x.example", outcome: "unknown", figures: "not known: whether it applies" },
  ]);
});
