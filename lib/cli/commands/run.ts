/** `dcv run`: plan and apply in one go, for pipelines that approve by their file. */
import { resolve } from "node:path";
import { ownStepsOf } from "../../core/provider-module";
import { boundaryOf } from "../../document/boundary";
import { describePlan } from "../../report/describe-plan";
import { refuseWithoutHook } from "../../run/apply/apply";
import { diagnosticsText } from "../../run/diagnostics";
import { VERSION } from "../../run/package-root";
import { providerIssuesText } from "../../run/provider-issues";
import { run } from "../../run/run";
import type { RunOptions } from "../../run/run";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, refuseToReplace, withMetricLabels, writeOutputs } from "../outputs";
import { refuseToLeave } from "../../run/stay-inside";
import { createProgress } from "../progress";
import { applyAndShow } from "./apply";
import type { ApplyCommandOptions } from "./apply";

export interface RunCommandOptions extends Omit<
  ApplyCommandOptions,
  "planPath" | "journalPath" | "outputs" | "configPath" | "deadlineMs"
> {
  readonly plan: RunOptions;
  readonly journalPath: string;
  /** Of the plan. */
  readonly outputs: readonly string[];
  /** Keys of the labels that Prometheus gets. */
  readonly metricLabels: readonly string[];
  readonly applyDeadlineMs: number;
  /** For what was done, as JSON; null for none. */
  readonly appliedPath: string | null;
}

/** The exit code is that of the apply; 1 without an apply where not everything could be seen. */
export async function runCommand(options: RunCommandOptions, host: Host): Promise<number> {
  const { plan: planOptions, journalPath, appliedPath } = options;
  const { configPath, state } = planOptions;
  const inputs = [configPath, journalPath, ...(state === null ? [] : [state.path])];
  const boundary = await boundaryOf(resolve(host.cwd, configPath), host.cwd);
  for (const path of [journalPath, ...(appliedPath === null ? [] : [appliedPath])]) {
    await refuseToLeave(path, boundary, host.cwd);
  }
  if (appliedPath !== null) await refuseToReplace([{ path: appliedPath }], inputs, host.cwd);
  // The table of the apply is the summary, so the plan goes to files only.
  const parsed = options.outputs.length === 0 ? [] : await parseOutputs("plan", options.outputs, inputs, host.cwd);
  const outputs = withMetricLabels(parsed, options.metricLabels);
  const progress = createProgress(host.stderr, options.logLevel);
  const { judged, diagnostics } = await run(planOptions, host, progress, async ({ prepared, files }) => {
    await refuseToReplace(outputs, files, host.cwd);
    const { domains, dns } = prepared?.config ?? { domains: [], dns: null };
    refuseWithoutHook(
      domains.map(({ name }) => name),
      dns,
      options.hook,
    );
  });
  host.stderr.write(diagnosticsText(diagnostics));
  if (judged === null) return EXIT.error;
  host.stderr.write(providerIssuesText(judged.plan));
  const document = describePlan(judged, VERSION, ownStepsOf(host.modules));
  if (!(await writeOutputs("plan", document, outputs, false, host))) return EXIT.error;
  if (!judged.plan.complete) {
    host.stderr.write("dcv: not everything could be seen, so nothing is applied\n");
    return EXIT.error;
  }
  const applied = { ...options, planPath: "", configPath, deadlineMs: options.applyDeadlineMs };
  return applyAndShow(document, applied, { jsonPath: appliedPath, isJsonShown: false }, host);
}
