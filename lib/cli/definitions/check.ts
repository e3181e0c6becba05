import { findConfig } from "../../run/config-file";
import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags } from "../options";

export const defineCheck: Define = (program, host, exit) => {
  program
    .command("check")
    .description(
      "Check every CA and resolver of the file: can it be reached, are the credentials valid, and what do they give access to.",
    )
    .addOption(options.configOption())
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv check --config estate/domains.yaml")
    .action(async ({ config, deadline, logLevel }: RunFlags) => {
      const { checkCommand } = await import("../commands/check");
      const configPath = await findConfig(config ?? null, host);
      exit(await checkCommand({ configPath, deadlineMs: deadline * 1000, logLevel }, host));
    });
};
