import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags } from "../options";

interface InitFlags extends RunFlags {
  readonly type: readonly string[];
  readonly provider?: string;
  readonly url?: string;
  readonly output?: string;
}

export const defineInit: Define = (program, host, exit) => {
  program
    .command("init")
    .description("Write a new domains.yaml for your CAs, after checking their credentials.")
    .addOption(
      options.repeatedChoice(
        "--type <type>",
        "the kind of CA; may be repeated; asked for on a terminal unless given",
        host.modules.map(({ type }) => type),
      ),
    )
    .option("--provider <name>", "its name in the file; the type unless given")
    .option("--url <url>", "its address; from the environment or the CA's own unless given; simulator: the embedded CA")
    .option("--output <file>", "the new file; - for standard output; domains.yaml unless given")
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nThe credentials come from the variables of that kind of CA: docs/providers.md")
    .action(async (flags: InitFlags) => {
      const { initCommand } = await import("../commands/init");
      const { type: types, provider = null, url = null, output: outputPath = null, logLevel } = flags;
      exit(await initCommand({ types, provider, url, outputPath, deadlineMs: flags.deadline * 1000, logLevel }, host));
    });
};
