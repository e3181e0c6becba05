/** `dcv render`: a saved plan in any format, without asking a CA and without judging it anew. */
import { counted } from "../../core/printable";
import { parseInstant, wholeDays } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { STANDARD_INPUT } from "../../config/sources";
import type { PlanDocument } from "../../report/plan-document";
import { diagnosticsText } from "../../run/diagnostics";
import { readSavedPlan } from "../../run/saved-plan";
import { EXIT } from "../exit-code";
import type { Detail } from "../../report/renderer";
import type { Host } from "../host";
import { parseOutputs, withMetricLabels, writeOutputs } from "../outputs";

export interface RenderOptions {
  /** The saved plan, relative to the host's directory or absolute. */
  readonly planPath: string;
  readonly outputs: readonly string[];
  /** Keys of the labels that Prometheus gets. */
  readonly metricLabels: readonly string[];
  readonly color: boolean;
  readonly detail: Detail;
}

/** Its exit code says whether everything was written; what the plan says was the exit code of the run that made it. */
export async function renderCommand(options: RenderOptions, host: Host): Promise<number> {
  const inputs = options.planPath === STANDARD_INPUT ? [] : [options.planPath];
  const parsed = await parseOutputs("plan", options.outputs, inputs, host.cwd);
  const outputs = withMetricLabels(parsed, options.metricLabels);
  const { plan, diagnostics } = await readSavedPlan(options.planPath, host);
  host.stderr.write(diagnosticsText(diagnostics));
  if (plan === null) return EXIT.error;
  host.stderr.write(ageText(plan, host.now()));
  return (await writeOutputs("plan", plan, outputs, options.color, host, options.detail)) ? EXIT.ok : EXIT.error;
}

/** Empty for a plan of the last 24 hours, or for a date to come. */
export function ageText({ as_of }: PlanDocument, now: EpochMs): string {
  const asOf = parseInstant(as_of);
  const days = asOf === null ? 0 : wholeDays(now - asOf);
  return days < 1 ? "" : `dcv: the plan is ${counted(days, "day")} old (as of ${as_of})\n`;
}
