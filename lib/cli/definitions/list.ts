import { Option } from "commander";
import { findConfig } from "../../run/config-file";
import type { Define } from "../definition";
import * as options from "../options";
import type { ColorFlag, RunFlags } from "../options";
import { selectionOf, selectionOptions } from "../selection-options";
import type { SelectionFlags } from "../selection-options";

interface ListFlags extends RunFlags, ColorFlag, Omit<SelectionFlags, "provider"> {
  readonly output: readonly string[];
  readonly provider?: string;
  readonly type?: string;
  readonly status?: string;
  readonly dates: boolean;
}

export const defineList: Define = (program, host, exit) => {
  const list = program
    .command("list")
    .description("List the validations of one CA as it holds them, without a plan.")
    .addOption(options.configOption())
    .option("--provider <name>", "the provider of the file to ask; needed when it has several")
    .addOption(
      new Option("--type <type>", "use credentials from the environment and no file").choices(
        host.modules.map(({ type }) => type),
      ),
    )
    .option(
      "--expires-in <days>",
      "only validations that the CA lets expire within this many days",
      options.positiveNumber,
    )
    .option("--status <word>", "only this status, such as VALIDATED")
    .option("--dates", "ask for the date of every validation, one call each; of 25 or fewer it is asked anyway", false)
    .addOption(options.outputOption("list"))
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv list --provider my-ca --expires-in 198 --status VALIDATED")
    .action(async (flags: ListFlags) => {
      const { listCommand } = await import("../commands/list");
      exit(
        await listCommand(
          {
            configPath: flags.type === undefined ? await findConfig(flags.config ?? null, host) : "",
            provider: flags.provider ?? null,
            type: flags.type ?? null,
            expiresInDays: flags.expiresIn ?? null,
            status: flags.status ?? null,
            selection: selectionOf({ ...flags, provider: [] }),
            everyDate: flags.dates,
            outputs: flags.output,
            deadlineMs: flags.deadline * 1000,
            logLevel: flags.logLevel,
            color: options.usesColor(flags, host),
          },
          host,
        ),
      );
    });
  // It is about one CA, so its --provider is another option.
  selectionOptions()
    .filter(({ long }) => long !== "--provider")
    .forEach((option) => list.addOption(option));
};
