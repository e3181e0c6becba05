import type { Define } from "../definition";
import type { Host } from "../host";
import * as options from "../options";
import type { RunFlags } from "../options";

interface SynthFlags extends RunFlags {
  readonly out: string;
}

const DEFAULT_OUT = "cdktf.out";

export const defineSynth: Define = (program, host, exit) => {
  program
    .command("synth")
    .description("Write the plan as a Terraform stack, for terraform plan to show and to gate.")
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.oldWindowOption())
    .addOption(options.enforcementOption())
    .option("--out <dir>", "the folder for the stack", DEFAULT_OUT)
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv synth && terraform -chdir=cdktf.out/stacks/dcv init")
    .action(async (flags: SynthFlags) => {
      const { removeOldStack, synthCommand } = await import("../commands/synth");
      await removeOldStack(flags.out, flags.config ?? null, host);
      exit(
        await synthCommand(
          { ...(await options.runOptions(flags, host)), logLevel: flags.logLevel, outDir: flags.out },
          host,
        ),
      );
    });
};

/** What a command line of `dcv synth` that cannot be read leaves: no old stack that looks current. */
export async function afterUsageError(argv: readonly string[], host: Host): Promise<void> {
  const { removeOldStack } = await import("../commands/synth");
  await removeOldStack(outIn(argv), null, host);
}

/** The folder that the arguments name, read without the parser, which ends at the first argument that it cannot read. */
function outIn(argv: readonly string[]): string {
  const named = argv.flatMap((argument, index) => {
    if (argument.startsWith("--out=")) return [argument.slice("--out=".length)];
    return argv[index - 1] === "--out" ? [argument] : [];
  });
  return named.at(-1) ?? DEFAULT_OUT;
}
