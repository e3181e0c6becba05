/** Writes what a run for a stack finds to standard error, as `dcv plan` does. */
import type { StackReporter } from "../run/plan-for-stack";
import { providerIssuesText } from "../run/provider-issues";
import { diagnosticsText } from "../run/diagnostics";
import type { LogLevel } from "./call-log";
import type { Host } from "./host";
import { createProgress } from "./progress";

export function createStackReporter({ stderr }: Pick<Host, "stderr">, logLevel: LogLevel): StackReporter {
  return {
    ...createProgress(stderr, logLevel),
    diagnosed: (diagnostics) => stderr.write(diagnosticsText(diagnostics)),
    planned: (plan) => stderr.write(providerIssuesText(plan)),
  };
}
