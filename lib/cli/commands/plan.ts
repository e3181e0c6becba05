/** `dcv plan`: one run, its outputs, its exit code. */
import { diagnosticsText } from "../diagnostics";
import { EXIT, exitCodeOf } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, writeOutputs } from "../outputs";
import type { Output } from "../outputs";
import { createProgress } from "../progress";
import { run } from "../run";
import type { RunOptions } from "../run";
import { troublesText } from "../troubles";

export interface PlanOptions extends RunOptions {
  readonly outputs: readonly string[];
  readonly detailedExitCode: boolean;
  readonly color: boolean;
}

export async function planCommand(options: PlanOptions, host: Host): Promise<number> {
  const outputs = parseOutputs(options.outputs, host.cwd);
  const { judged, diagnostics } = await run(options, host, createProgress(host.stderr));
  host.stderr.write(diagnosticsText(diagnostics));
  if (judged === null) return EXIT.error;
  if (!showsText(outputs)) host.stderr.write(troublesText(judged.plan));
  const written = await writeOutputs("plan", judged, outputs, options.color, host);
  return written ? exitCodeOf(judged, options.detailedExitCode) : EXIT.error;
}

function showsText(outputs: readonly Output[]): boolean {
  return outputs.some(({ format, path }) => format === "text" && path === null);
}
