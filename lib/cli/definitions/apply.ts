import { findConfig } from "../../run/config-file";
import { applyOptions, DEFAULT_APPLY_SECONDS } from "../apply-options";
import type { ApplyFlags } from "../apply-options";
import { patienceOf } from "../../run/apply/options";
import type { LogLevel } from "../call-log";
import type { Define } from "../definition";
import * as options from "../options";

interface Flags extends ApplyFlags {
  readonly config?: string;
  readonly dryRun: boolean;
  readonly journal?: string;
  readonly autoApprove: boolean;
  readonly output: readonly string[];
  readonly deadline: number;
  readonly logLevel: LogLevel;
}

export const defineApply: Define = (program, host, exit) => {
  const command = program
    .command("apply")
    .description("Carry out a saved plan: start, publish, check every server, submit, wait. Run it again to continue.")
    .argument("<plan>", "what dcv plan --output json=PATH wrote")
    .addOption(options.configOption())
    .option("--dry-run", "read the CAs and DNS, say what would be done, and do nothing", false)
    .option("--journal <file>", "what was done, so that nothing is done twice; else the plan's path with .journal")
    .option("--auto-approve", "do not ask on a terminal", false);
  applyOptions().forEach((option) => command.addOption(option));
  command
    .addOption(options.repeated("--output <format[=path]>", "text, json or json=PATH; may be repeated", "text"))
    .addOption(options.deadlineOption("longest time for all of it", DEFAULT_APPLY_SECONDS))
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv apply plan.json --only my-ca/example.com --output json=applied.json")
    .action(async (planPath: string, flags: Flags) => {
      const { applyCommand, hookOf } = await import("../commands/apply");
      const { only, wait: waits, dryRun: isDryRun, register: registers, first: isFirst, autoApprove, logLevel } = flags;
      const configPath = await findConfig(flags.config ?? null, host);
      exit(
        await applyCommand(
          {
            ...{ planPath, configPath, only, waits, isDryRun, registers, isFirst, autoApprove, logLevel },
            ...{ limit: flags.limit ?? null, journalPath: flags.journal ?? null, outputs: flags.output },
            ...{ deadlineMs: flags.deadline * 1000, detailedExitCode: flags.detailedExitcode },
            ...{ hook: await hookOf(flags.hook ?? null, host), patience: patienceOf(flags) },
          },
          host,
        ),
      );
    });
};
