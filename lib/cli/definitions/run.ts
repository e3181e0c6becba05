import { applyOptions, DEFAULT_APPLY_SECONDS } from "../apply-options";
import type { ApplyFlags } from "../apply-options";
import { patienceOf } from "../../run/apply/options";
import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags, StateFlags } from "../options";
import { selectionOf, selectionOptions } from "../selection-options";
import type { SelectionFlags } from "../selection-options";

interface Flags extends RunFlags, StateFlags, SelectionFlags, ApplyFlags {
  readonly output: readonly string[];
  readonly prometheusLabel: readonly string[];
  readonly journal: string;
  readonly applied?: string;
  readonly dns: boolean;
  readonly applyDeadline: number;
}

export const defineRun: Define = (program, host, exit) => {
  const command = program
    .command("run")
    .description(
      "For pipelines: read the CAs, plan, and apply what is due, without a question. Run it again to continue.",
    )
    .addOption(options.configOption())
    .addOption(options.windowOption())
    .addOption(options.enforcementOption())
    .addOption(options.stateOption())
    .addOption(options.maxKnownAgeOption())
    .option("--dns", "ask DNS in the plan, as dns in the file does", false)
    .addOption(options.outputOption("plan").default([], "none"))
    .addOption(options.prometheusLabelOption())
    .option("--applied <file>", "write what was done, as JSON")
    .option("--journal <file>", "what was done, so that nothing is done twice; keep it between runs", "dcv.journal");
  applyOptions().forEach((option) => command.addOption(option));
  selectionOptions().forEach((option) => command.addOption(option));
  command
    .addOption(options.deadlineOption())
    .option("--apply-deadline <seconds>", "longest time for applying", options.positiveNumber, DEFAULT_APPLY_SECONDS)
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv run --state dcv.state --journal dcv.journal --output html=report.html")
    .action(async (flags: Flags) => {
      const { hookOf } = await import("../commands/apply");
      const { runCommand } = await import("../commands/run");
      const plan = {
        ...(await options.runOptions(flags, host)),
        ...{ state: options.stateOptions(flags), selection: selectionOf(flags), asksDns: flags.dns },
      };
      const { only, wait: waits, register: registers, first: isFirst, logLevel, journal: journalPath } = flags;
      exit(
        await runCommand(
          {
            ...{ plan, only, waits, registers, isFirst, logLevel, journalPath, isDryRun: false, autoApprove: true },
            ...{
              limit: flags.limit ?? null,
              outputs: flags.output,
              metricLabels: flags.prometheusLabel,
              appliedPath: flags.applied ?? null,
            },
            ...{ applyDeadlineMs: flags.applyDeadline * 1000, detailedExitCode: flags.detailedExitcode },
            ...{ hook: await hookOf(flags.hook ?? null, host), patience: patienceOf(flags) },
          },
          host,
        ),
      );
    });
};
