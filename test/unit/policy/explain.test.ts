/** A rule in words. */
import type { RuleSeverity } from "../../../lib/core/finding";
import { assemblePlan } from "../../../lib/core/plan";
import { reconcile } from "../../../lib/core/reconcile";
import type { Waiver } from "../../../lib/core/waiver";
import { describeRule, explainChange, explainRule } from "../../../lib/policy/explain";
import type { Rule } from "../../../lib/policy/rule";
import { shippedRules } from "../../support/rules";
import { at, desired, observed, present, validated, waiver as waiverOf } from "../../support/domains";
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

describe("what a rule says of a plan", () => {
  const ASOF = at("2026-11-21");
  const waiver = (domain: string, more: Partial<Waiver> = {}): Waiver => waiverOf("dcv-reuse-limit", domain, more);
  const explained = async (
    id: string,
    waivers: readonly Waiver[],
    own: Partial<Rule> = {},
    levels: ReadonlyMap<string, RuleSeverity> = new Map(),
  ) => {
    const [rules, tables] = [await shippedRules(), await shippedTables()];
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error("no rule");
    const live = [
      present("fresh.example", validated("2026-11-01")),
      present("old.example", validated("2026-01-01")),
      present("older.example", validated("2025-12-01")),
      present("undated.example", validated(null)),
      present("stray.example", validated("2025-12-01")),
    ];
    const names = ["fresh.example", "new.example", "old.example", "older.example", "undated.example"];
    const providers = [observed(live)];
    const changes = reconcile(
      names.map((name) => desired(name)),
      providers,
      tables,
      ASOF,
    );
    const plan = assemblePlan(changes, providers, ASOF);
    const explanation = explainRule({ ...rule, ...own }, rules, levels, plan, tables, waivers);
    return { ...explanation, targets: explanation.targets ?? [] };
  };
  const OLD =
    "validated on 2026-01-01 by CNAME, 324 days before 2026-11-21; a certificate issued then may rely on a validation of at most 200 days";

  test("each domain has an outcome with the figures that decide; those to which it does not apply are counted", async () => {
    const { targets, notApplicable } = await explained("dcv-reuse-limit", [
      waiver("older.example"),
      waiver("fresh.example"),
      waiver("old.example", { rule: "ca-reuse-limit" }),
    ]);
    expect(notApplicable).toBe(2);
    expect(targets).toEqual([
      {
        address: "sectigo/fresh.example",
        outcome: "pass",
        figures: "validated on 2026-11-01 by CNAME, 20 days, as_of_day 2026-11-21, baseline_limit_days 200",
      },
      { address: "sectigo/old.example", outcome: "fail", figures: OLD },
      {
        address: "sectigo/older.example",
        outcome: "waived",
        figures: `${OLD.replace("2026-01-01", "2025-12-01").replace("324", "355")}; accepted by pki@example.com until 2027-01-31: moves to a new host`,
      },
      { address: "sectigo/undated.example", outcome: "unknown", figures: "not known: age_ms" },
    ]);
  });

  test.each([
    ["its last day", "2026-11-21", "waived"],
    ["the day after", "2026-11-20", "fail"],
  ])("a waiver counts on %s: %s", async (_, lastDay, outcome) => {
    const { targets } = await explained("dcv-reuse-limit", [waiver("old.example", { lastDay: at(lastDay) })]);
    expect(targets.find(({ address }) => address === "sectigo/old.example")?.outcome).toBe(outcome);
  });

  test("outside its dates it says nothing of any domain", async () => {
    const { targets } = await explained("dcv-reuse-limit", [], { effective: { from: null, until: at("2026-01-01") } });
    expect(targets.map(({ outcome, figures }) => [outcome, figures])).toEqual(targets.map(() => ["not_effective", ""]));
    expect(targets).toHaveLength(6);
  });

  test("one about waivers names their domains, and no waiver accepts what it finds", async () => {
    const ofItself = { rule: "waiver-unused", domain: "new.example" };
    const { targets, notApplicable } = await explained("waiver-unused", [
      waiver("old.example"),
      waiver("new.example", ofItself),
    ]);
    expect([notApplicable, targets]).toMatchObject([
      0,
      [
        { address: "old.example", outcome: "pass" },
        { address: "new.example", outcome: "fail" },
      ],
    ]);
  });

  test("of a pass it shows what its message would, but for the name and what is not known", async () => {
    const { targets } = await explained("dcv-reuse-limit", [], { message: "{domain} {age_days} {owner}" });
    expect(targets[0]).toMatchObject({ outcome: "pass", figures: "age_days 20" });
  });

  test("a rule that is off is explained like any other, and says that it is off", async () => {
    const levels = new Map<string, RuleSeverity>([
      ["dcv-reuse-limit", "off"],
      ["ca-reuse-limit", "warning"],
    ]);
    const { rule, targets } = await explained("dcv-reuse-limit", [], {}, levels);
    expect(rule.severity).toBe("off");
    expect(targets.map(({ outcome }) => outcome)).toEqual(["pass", "fail", "fail", "unknown"]);
  });

  test("what could not be judged names the rules that could not judge it", async () => {
    const { targets } = await explained("age-unknown", []);
    expect(targets.find(({ outcome }) => outcome === "fail")).toEqual({
      address: "sectigo/undated.example",
      outcome: "fail",
      figures: "ca-reuse-limit, dcv-reuse-limit cannot be judged, because these facts are not known: age_ms",
    });
  });

  test("the condition is the sentence of the rule, or a listing where it has none", async () => {
    const { rule } = await explained("dcv-reuse-limit", []);
    expect(rule.condition).toMatch(/^For a declared and validated domain, the validation must be /);
    const { rule: own } = await explained("dcv-reuse-limit", [], { condition: null, when: {} });
    expect(own.condition).toBe("age_ms is a whole number and age_ms is at most baseline_limit_ms");
  });

  test("all that is not known is named", async () => {
    const require = { properties: { age_ms: { type: "integer" }, usable_left_ms: { type: "integer" } } };
    const { targets } = await explained("dcv-reuse-limit", [], { require });
    expect(targets.at(-1)).toMatchObject({ outcome: "unknown", figures: "not known: age_ms, usable_left_ms" });
  });
});

test("of a domain that could not be seen, whether the rule applies is not known", async () => {
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
  expect(explainRule(own, [own], new Map(), plan, tables, []).targets).toEqual([
    { address: "sectigo/x.example", outcome: "unknown", figures: "not known: whether it applies" },
  ]);
});

test("one domain: each rule about domains with its outcome, those that are off left out", async () => {
  const [rules, tables] = [await shippedRules(), await shippedTables()];
  const asOf = at("2026-11-21");
  const providers = [observed([present("old.example", validated("2026-01-01"))])];
  const plan = assemblePlan(reconcile([desired("old.example")], providers, tables, asOf), providers, asOf);
  const [change] = plan.changes;
  if (change === undefined) throw new Error("no change");
  const levels = new Map<string, RuleSeverity>([["reuse-cliff", "off"]]);
  const explained = explainChange(change, rules, levels, plan, tables, []);
  const outcomes = new Map(explained.map(({ rule, outcome }) => [rule, outcome]));
  expect(outcomes.get("dcv-reuse-limit")).toBe("fail");
  expect(outcomes.get("not-validated")).toBe("pass");
  const [failed, passed] = ["dcv-reuse-limit", "not-validated"].map((id) => explained.find(({ rule }) => rule === id));
  expect(failed?.remediation).toBe("Validate the domain again before a certificate is ordered for it.");
  expect(passed).toMatchObject({
    ...{ title: "Every declared domain is validated at its CA", remediation: "", effective: null },
    figures: "sectigo says VALIDATED",
  });
  expect(outcomes.has("reuse-cliff")).toBe(false);
  expect(outcomes.has("waiver-unused")).toBe(false);
});
