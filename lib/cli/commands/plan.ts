/** `dcv plan`: one run, its outputs, its exit code. */
import { verdictOfSeen } from "../../core/finding";
import { ownStepsOf } from "../../core/provider-module";
import { describePlan } from "../../report/describe-plan";
import type { PlanDocument } from "../../report/plan-document";
import { checkpoint } from "../../run/checkpoint";
import { diagnosticsText } from "../../run/diagnostics";
import type { LogLevel } from "../call-log";
import { EXIT, exitCodeOf } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, refuseToReplace, withMetricLabels, writeCheck, writeOutputs } from "../outputs";
import type { Output } from "../outputs";
import type { Detail } from "../../report/renderer";
import { VERSION } from "../../run/package-root";
import { createProgress } from "../progress";
import { run } from "../../run/run";
import { STANDARD_STREAM } from "../../run/state-file";
import { UserError } from "../../run/user-error";
import type { RunOptions } from "../../run/run";
import { providerIssuesText } from "../../run/provider-issues";

export interface PlanOptions extends RunOptions {
  readonly logLevel: LogLevel;
  readonly outputs: readonly string[];
  /** Keys of the labels that Prometheus gets. */
  readonly metricLabels: readonly string[];
  readonly detailedExitCode: boolean;
  /** Let the exit code be that of what was seen, also where that is not everything. */
  readonly allowIncomplete: boolean;
  readonly color: boolean;
  /** Write no output where nothing has happened since the state of before. */
  readonly onlyNews: boolean;
  readonly detail: Detail;
}

export async function planCommand(options: PlanOptions, host: Host): Promise<number> {
  const parsed = await parseOutputs("plan", options.outputs, inputsOf(options), host.cwd);
  const outputs = withMetricLabels(parsed, options.metricLabels);
  const { state } = options;
  if (state?.path === STANDARD_STREAM && state.refresh && outputs.some(({ path }) => path === null)) {
    throw new UserError("two outputs for standard output, the state and the plan; write one of them to a file");
  }
  const planned = await plan(options, outputs, host);
  if (planned === null) return EXIT.error;
  await checkpoint(host);
  const since = planned.document.state?.since ?? null;
  const isQuiet = options.onlyNews && planned.document.complete && since !== null && since.news.length === 0;
  if (isQuiet) host.stderr.write(`dcv: nothing has happened since ${since.at}, so no output is written: --only-news\n`);
  else if (!(await writeOutputs("plan", planned.document, outputs, options.color, host, options.detail)))
    return EXIT.error;
  host.stderr.write(planned.note);
  return planned.exitCode;
}

/** What no output may replace. */
function inputsOf({ configPath, state }: PlanOptions): readonly string[] {
  return state === null ? [configPath] : [configPath, state.path];
}

/** What is left of a run when it comes to writing: the rest can be collected as garbage. */
interface Planned {
  readonly document: PlanDocument;
  readonly exitCode: number;
  /** What there is to say of the exit code; empty for nothing. */
  readonly note: string;
}

async function plan(options: PlanOptions, outputs: readonly Output[], host: Host): Promise<Planned | null> {
  const progress = createProgress(host.stderr, options.logLevel);
  const { judged, estate, diagnostics } = await run(options, host, progress, ({ files }) =>
    refuseToReplace(outputs, files, host.cwd),
  );
  host.stderr.write(diagnosticsText(diagnostics));
  if (judged === null) {
    await writeCheck(options.configPath, { diagnostics, estate }, outputs, options.color, host);
    return null;
  }
  if (!showsText(outputs)) host.stderr.write(providerIssuesText(judged.plan));
  const isAllowed = !judged.plan.complete && options.allowIncomplete;
  const exitCode = exitCodeOf(isAllowed ? verdictOfSeen(judged) : judged.verdict, options.detailedExitCode);
  return {
    document: describePlan(judged, VERSION, ownStepsOf(host.modules)),
    exitCode,
    note: isAllowed ? allowedText(exitCode) : "",
  };
}

function allowedText(exitCode: number): string {
  const why = `the exit code is that of the part that was seen (${exitCode}, not ${EXIT.error}): --allow-incomplete`;
  return `dcv: warning: not everything could be seen; ${why}\n`;
}

function showsText(outputs: readonly Output[]): boolean {
  return outputs.some(({ format, path }) => format === "text" && path === null);
}
