/** The records of a plan as an output format of the plan: the same text as `dcv records` writes. */
import type { PlanDocument } from "../plan-document";
import type { Renderer } from "../renderer";
import { recordsOfPlan } from "./plan-records";
import type { RecordChoice } from "./plan-records";
import type { RecordsRenderer } from "./record";

const OF_PLAN: RecordChoice = { keep: false, zones: [] };

/** @param render a format of one file */
export function planRecordsRenderer(render: RecordsRenderer): Renderer<PlanDocument> {
  return (plan) => render(recordsOfPlan(plan, OF_PLAN).records).map(({ text }) => text);
}

/** Why a challenge of the plan is not in that text, as sentences. */
export function planRecordsProblems(plan: PlanDocument): readonly string[] {
  return recordsOfPlan(plan, OF_PLAN).problems;
}
