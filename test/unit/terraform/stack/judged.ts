/** Plans for the tests of the stack: reconciled and judged as a run does it, from observations written by hand. */
import { assembleJudgedPlan } from "../../../../lib/core/finding";
import type { Enforcement, JudgedPlan } from "../../../../lib/core/finding";
import type { DesiredDomain } from "../../../../lib/core/desired";
import { assemblePlan } from "../../../../lib/core/plan";
import { reconcile } from "../../../../lib/core/reconcile";
import type { ObservedProvider } from "../../../../lib/core/reconcile";
import type { Waiver } from "../../../../lib/core/waiver";
import { evaluate } from "../../../../lib/policy/evaluate";
import { at, desired, observed, present, validated } from "../../../support/domains";
import { shippedRules } from "../../../support/rules";
import { shippedTables } from "../../../support/tables";

export interface JudgedOptions {
  readonly asOf?: string;
  readonly enforcement?: Enforcement;
  readonly waivers?: readonly Waiver[];
}

export async function judge(
  domains: readonly DesiredDomain[],
  providers: readonly ObservedProvider[],
  { asOf = "2026-11-21", enforcement = "mandatory", waivers = [] }: JudgedOptions = {},
): Promise<JudgedPlan> {
  const tables = await shippedTables();
  const plan = assemblePlan(reconcile(domains, providers, tables, at(asOf)), providers, at(asOf));
  const { findings, results, changes } = evaluate(await shippedRules(), new Map(), plan, tables, waivers);
  return assembleJudgedPlan(plan, {
    estate: null,
    findings,
    rules: results,
    changes,
    enforcement,
    reusePeriods: tables.reusePeriods,
    comparison: null,
    state: null,
  });
}

/** Declared names that Sectigo validated on these days. */
export function judgeValidated(
  days: Readonly<Record<string, string>>,
  options: JudgedOptions = {},
): Promise<JudgedPlan> {
  const names = Object.keys(days);
  const observations = names.map((name) => present(name, validated(days[name] ?? null)));
  return judge(
    names.map((name) => desired(name)),
    [observed(observations)],
    options,
  );
}
