import { findConfig } from "../../run/config-file";
import type { Define } from "../definition";
import * as options from "../options";
import type { ColorFlag, RunFlags } from "../options";

interface ValidateFlags extends Pick<RunFlags, "config">, ColorFlag {
  readonly verbose: boolean;
  readonly output: readonly string[];
}

export const defineValidate: Define = (program, host, exit) => {
  program
    .command("validate")
    .description("Check the file and the rules it names, offline.")
    .addOption(options.configOption())
    .addHelpText("after", "\nExample: dcv validate --config estate/domains.yaml")
    .option("--verbose", "list the files that are read", false)
    .addOption(options.outputOption("check"))
    .addOption(options.colorOption())
    .action(async (flags: ValidateFlags) => {
      const { validateCommand } = await import("../commands/validate");
      const { verbose, output: outputs } = flags;
      const configPath = await findConfig(flags.config ?? null, host);
      exit(await validateCommand({ configPath, verbose, outputs, color: options.usesColor(flags, host) }, host));
    });
};
