/** The JSON of a plan where it differs from the data behind it. */
import { assembleJudgedPlan } from "../../../lib/core/finding";
import { assemblePlan } from "../../../lib/core/plan";
import { reconcile } from "../../../lib/core/reconcile";
import { renderJson } from "../../../lib/report/json";
import { checkJson } from "../../support/cli";
import { at, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

interface PlanJson {
  readonly changes: readonly { readonly reuse: Readonly<Record<string, unknown>> }[];
}

async function json(live: Parameters<typeof validated>, asOf: string): Promise<{ text: string; plan: PlanJson }> {
  const providers = [observed([present("www.example.com", validated(...live))])];
  const changes = reconcile([desired("www.example.com")], providers, await shippedTables(), at(asOf));
  const judged = assembleJudgedPlan(assemblePlan(changes, providers, at(asOf)), [], [], "mandatory");
  const text = renderJson(judged, { toolVersion: "0.0.0", color: false, columns: 80 });
  checkJson("plan", text);
  return { text, plan: JSON.parse(text) as PlanJson };
}

test("a method that no longer counts allows no day at all", async () => {
  const { plan } = await json(["2028-03-01", { method: "EMAIL" }], "2028-03-20");
  expect(plan.changes[0]?.reuse).toMatchObject({
    limit_days: 0,
    limit_source: "Baseline Requirements 3.2.2.4.4 (SC-090)",
    usable_until: "2028-03-15T00:00:00Z",
    bound_by: "method",
    days_left: -5,
  });
});

test("days are whole days rounded down, and an age of a second less than a day is none", async () => {
  const { plan } = await json(["2026-11-20T00:00:01Z"], "2026-11-21");
  expect(plan.changes[0]?.reuse).toMatchObject({ age_days: 0, days_left: 114 });
});

test("nothing in it can act on a terminal, and it parses to what the CA wrote", async () => {
  const method = "CN\u001b[2J\u009b\u202e\u2028\u007fAME\ud800";
  const { text, plan } = await json(["2026-11-20", { method }], "2026-11-21");
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
  expect(plan.changes[0]).toMatchObject({ live: { method } });
});
