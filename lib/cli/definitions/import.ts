import { findConfig } from "../../run/config-file";
import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags } from "../options";

interface ImportFlags extends RunFlags {
  readonly provider?: string;
  readonly output?: string;
  readonly terraform?: string;
  readonly dryRun: boolean;
}

export const defineImport: Define = (program, host, exit) => {
  program
    .command("import")
    .description("Add every domain that the CAs list to the file; existing content is not changed.")
    .addOption(options.configOption())
    .option("--provider <name>", "this provider of the file only")
    .option(
      "--output <file>",
      "the file that gets the entries; - prints the new configuration; the configuration unless given",
    )
    .option("--terraform <file>", "also write the import block of the declared domains that the CAs know")
    .option("--dry-run", "show the change as a diff, and write nothing", false)
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv import --dry-run")
    .action(async (flags: ImportFlags) => {
      const { importCommand } = await import("../commands/import");
      const { provider = null, output: outputPath = null, terraform: terraformPath = null, dryRun, logLevel } = flags;
      const configPath = await findConfig(flags.config ?? null, host);
      exit(
        await importCommand(
          { configPath, provider, outputPath, terraformPath, dryRun, deadlineMs: flags.deadline * 1000, logLevel },
          host,
        ),
      );
    });
};
