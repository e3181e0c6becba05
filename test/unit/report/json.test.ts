/** The JSON of a plan where it differs from the data behind it. */
import { assembleJudgedPlan } from "../../../lib/core/finding";
import { assemblePlan } from "../../../lib/core/plan";
import { reconcile } from "../../../lib/core/reconcile";
import type { Tables } from "../../../lib/core/tables";
import { renderJson } from "../../../lib/report/json/json";
import { jsonText } from "../../../lib/report/json/json-text";
import { ownStepsOf } from "../../../lib/core/provider-module";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { describePlan } from "../../../lib/report/describe-plan";
import { checkJson } from "../../support/cli";
import { at, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";
import { wholeText } from "../../support/whole-text";

interface PlanJson {
  readonly changes: readonly { readonly reuse: Readonly<Record<string, unknown>> }[];
}

let tables: Tables;
beforeAll(async () => {
  tables = await shippedTables();
});

function json(live: Parameters<typeof validated>, asOf: string): { text: string; plan: PlanJson } {
  const providers = [observed([present("www.example.com", validated(...live))])];
  const changes = reconcile([desired("www.example.com")], providers, tables, at(asOf));
  const judged = assembleJudgedPlan(assemblePlan(changes, providers, at(asOf)), {
    findings: [],
    rules: [],
    changes: changes.map(() => ({ passed: [], unjudged: [] })),
    estate: null,
    enforcement: "mandatory",
    reusePeriods: tables.reusePeriods,
    comparison: null,
    state: null,
  });
  const text = wholeText(
    renderJson(describePlan(judged, "0.0.0", ownStepsOf(PROVIDER_MODULES)), {
      toolVersion: "0.0.0",
      color: false,
      columns: 80,
      detail: "work",
    }),
  );
  checkJson("plan", text);
  return { text, plan: JSON.parse(text) as PlanJson };
}

test("a method that no longer counts allows no day at all", () => {
  const { plan } = json(["2028-03-01", { method: "EMAIL" }], "2028-03-20");
  expect(plan.changes[0]?.reuse).toMatchObject({
    limit_days: 0,
    limit_source: "Baseline Requirements 3.2.2.4.4 (SC-090)",
    usable_until: "2028-03-15T00:00:00Z",
    bound_by: "method",
    days_left: -5,
  });
});

test("days are whole days rounded down, and an age of a second less than a day is none", () => {
  const { plan } = json(["2026-11-20T00:00:01Z"], "2026-11-21");
  expect(plan.changes[0]?.reuse).toMatchObject({ age_days: 0, days_left: 114 });
});

test("each domain names the rules that it passed and those that could not be judged, and shares the lists", () => {
  const names = ["a.example", "b.example", "c.example"];
  const providers = [observed(names.map((name) => present(name, validated("2026-11-20"))))];
  const changes = reconcile(
    names.map((name) => desired(name)),
    providers,
    tables,
    at("2026-11-21"),
  );
  const [many, few] = [
    { passed: ["first", "third"], unjudged: ["second"] },
    { passed: ["first", "second"], unjudged: [] },
  ];
  const judged = assembleJudgedPlan(assemblePlan(changes, providers, at("2026-11-21")), {
    findings: [],
    rules: [],
    changes: [many, many, few],
    estate: null,
    enforcement: "mandatory",
    reusePeriods: tables.reusePeriods,
    comparison: null,
    state: null,
  });
  const described = describePlan(judged, "0.0.0", ownStepsOf(PROVIDER_MODULES)).changes;
  expect(described.map(({ passed, unjudged }) => [passed, unjudged])).toEqual([
    [["first", "third"], ["second"]],
    [["first", "third"], ["second"]],
    [["first", "second"], []],
  ]);
  expect(described[0]?.passed).toBe(described[1]?.passed);
  expect(described[0]?.unjudged).toBe(described[1]?.unjudged);
});

test("nothing in it can act on a terminal, and it parses to what the CA wrote", () => {
  const method = "CN\u001b[2J\u009b\u202e\u2028\u007fAME\ud800";
  const { text, plan } = json(["2026-11-20", { method }], "2026-11-21");
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
  expect(plan.changes[0]).toMatchObject({ live: { method } });
});

const SHARED = { one: [1, { two: "2" }] };

describe.each([0, 1, 2, 3, 9])("in pieces of level %d", (levels) => {
  test.each([
    ["an empty list", []],
    ["an empty object", {}],
    ["values of every kind", { a: 1, b: null, c: [true, "x\ny"], 'd"': { e: [], f: {} } }],
    ["texts that JSON and a terminal escape", { 'q"\\': 'x"y\\', c: "##x", d: ["é", ""] }],
    ["one object in several places", [SHARED, { a: SHARED, b: [SHARED] }, SHARED]],
    ["lists in lists", [[], [[1], { a: [2, [3]] }], "[]"]],
  ])("the text is that of the whole: %s", (_, value) => {
    expect(wholeText(jsonText(value, levels))).toBe(`${JSON.stringify(value, null, 2)}\n`);
  });
});

test("a list is made while it is written", () => {
  const made: number[] = [];
  function* items() {
    for (const item of [1, 2, 3]) {
      made.push(item);
      yield { item };
    }
  }
  for (const piece of jsonText({ items: items() }, 2)) if (piece.includes('"item": 2')) break;
  expect(made).toEqual([1, 2]);
});
