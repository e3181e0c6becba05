import { UserError } from "../../run/user-error";
import type { Define } from "../definition";
import * as options from "../options";
import type { ColorFlag, RunFlags, StateFlags } from "../options";
import { selectionOf, selectionOptions } from "../selection-options";
import type { SelectionFlags } from "../selection-options";

interface PlanFlags extends RunFlags, ColorFlag, StateFlags, SelectionFlags {
  readonly onlyNews: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly output: readonly string[];
  readonly prometheusLabel: readonly string[];
  readonly changedSince?: string;
  readonly onlyChanged: boolean;
  readonly dns: boolean;
  readonly full: boolean;
  readonly detailedExitcode: boolean;
  readonly allowIncomplete: boolean;
}

export const definePlan: Define = (program, host, exit) => {
  const plan = program
    .command("plan")
    .description("Read the CAs, decide what must be validated when, and judge it by policy.")
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.oldWindowOption())
    .addOption(options.outputOption("plan"))
    .addOption(options.prometheusLabelOption())
    .addOption(options.enforcementOption())
    .addOption(options.stateOption())
    .addOption(options.refreshOption())
    .addOption(options.maxStateAgeOption())
    .addOption(options.maxKnownAgeOption())
    .option("--only-news", "with --state: write no output if nothing has changed since the previous state", false)
    .option(
      "--changed-since <ref>",
      "mark the findings about what has changed in Git since the branch point with <ref>",
    )
    .option("--only-changed", "count only these for the exit code", false)
    .option("--dns", "query DNS for each domain, as dns in the file does", false)
    .option("--full", "with --changed-since: ask about every domain, not only about those that changed", false)
    .option("--detailed-exitcode", "exit with 2 when changes are pending", false)
    .option("--allow-incomplete", "ignore unreadable domains in the exit code (unsafe in CI)", false)
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addOption(options.verboseOption())
    .addOption(options.quietOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv plan --as-of 2027-03-15 --output text --output json=plan.json")
    .action(async (flags: PlanFlags) => {
      const { planCommand } = await import("../commands/plan");
      const { output: outputs, detailedExitcode: detailedExitCode, allowIncomplete } = flags;
      const compareWith = options.comparisonOptions(flags);
      const color = options.usesColor(flags, host);
      const state = options.stateOptions(flags);
      const selection = selectionOf(flags);
      const run = {
        ...(await options.runOptions(flags, host)),
        ...{ logLevel: flags.logLevel, compareWith, state, selection, asksDns: flags.dns },
      };
      const { onlyNews, prometheusLabel: metricLabels } = flags;
      if (onlyNews && state?.refresh !== true) throw new UserError("--only-news needs --state FILE, and asks the CAs");
      const detail = options.detailOf(flags);
      exit(
        await planCommand(
          { ...run, onlyNews, outputs, metricLabels, detailedExitCode, allowIncomplete, color, detail },
          host,
        ),
      );
    });
  selectionOptions().forEach((option) => plan.addOption(option));
};
