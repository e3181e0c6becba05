/** `dcv plan`: one run, its outputs, its exit code. */
import { verdictOfSeen } from "../../core/finding";
import { describePlan } from "../../report/plan-document";
import { checkpoint } from "../checkpoint";
import { diagnosticsText } from "../diagnostics";
import { EXIT, exitCodeOf } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, writeOutputs } from "../outputs";
import type { Output } from "../outputs";
import { VERSION } from "../package-root";
import { createProgress } from "../progress";
import { run } from "../run";
import type { RunOptions } from "../run";
import { troublesText } from "../troubles";

export interface PlanOptions extends RunOptions {
  readonly outputs: readonly string[];
  readonly detailedExitCode: boolean;
  /** Let the exit code be that of what was seen, also where that is not everything. */
  readonly allowIncomplete: boolean;
  readonly color: boolean;
}

export async function planCommand(options: PlanOptions, host: Host): Promise<number> {
  const outputs = await parseOutputs("plan", options.outputs, [options.configPath], host.cwd);
  const { judged, diagnostics } = await run(options, host, createProgress(host.stderr, options.logLevel));
  host.stderr.write(diagnosticsText(diagnostics));
  if (judged === null) return EXIT.error;
  if (!showsText(outputs)) host.stderr.write(troublesText(judged.plan));
  await checkpoint(host);
  const written = await writeOutputs("plan", describePlan(judged, VERSION), outputs, options.color, host);
  if (!written) return EXIT.error;
  if (judged.plan.complete || !options.allowIncomplete) return exitCodeOf(judged.verdict, options.detailedExitCode);
  const exitCode = exitCodeOf(verdictOfSeen(judged), options.detailedExitCode);
  host.stderr.write(allowedText(exitCode));
  return exitCode;
}

function allowedText(exitCode: number): string {
  const why = `the exit code is that of the part that was seen (${exitCode}, not ${EXIT.error}): --allow-incomplete`;
  return `dcv: warning: not everything could be seen; ${why}\n`;
}

function showsText(outputs: readonly Output[]): boolean {
  return outputs.some(({ format, path }) => format === "text" && path === null);
}
