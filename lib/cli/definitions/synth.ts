import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags } from "../options";

interface SynthFlags extends RunFlags {
  readonly out: string;
}

export const defineSynth: Define = (program, host, exit) => {
  program
    .command("synth")
    .description("Write the plan as a Terraform stack, for terraform plan to show and to gate.")
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.oldWindowOption())
    .addOption(options.enforcementOption())
    .option("--out <dir>", "the folder for the stack", "cdktf.out")
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv synth && terraform -chdir=cdktf.out/stacks/dcv init")
    .action(async (flags: SynthFlags) => {
      const { synthCommand } = await import("../commands/synth");
      exit(
        await synthCommand(
          { ...(await options.runOptions(flags, host)), logLevel: flags.logLevel, outDir: flags.out },
          host,
        ),
      );
    });
};
