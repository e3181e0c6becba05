import type { Shard } from "../../core/name-share";
import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags } from "../options";
import { selectionOf, selectionOptions } from "../selection-options";
import type { SelectionFlags } from "../selection-options";

interface RefreshFlags extends RunFlags, SelectionFlags {
  readonly state: string;
  readonly maxKnownAge: number;
  readonly shard?: Shard;
}

export const defineRefresh: Define = (program, host, exit) => {
  const refresh = program
    .command("refresh")
    .description("Ask the CAs what the state does not know, and write the state; it judges nothing.")
    .requiredOption(
      "--state <file>",
      "the state: read if it is there, then written whole; - for standard input and output",
    )
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.maxKnownAgeOption())
    .addOption(options.shardOption(host))
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv refresh --state state.jsonl && dcv plan --state state.jsonl --refresh=false")
    .action(async (flags: RefreshFlags) => {
      const { refreshCommand } = await import("../commands/refresh");
      const { state, maxKnownAge: maxKnownAgeDays, shard = null, logLevel } = flags;
      const run = { ...(await options.runOptions(flags, host)), selection: selectionOf(flags) };
      exit(await refreshCommand({ ...run, statePath: state, maxKnownAgeDays, shard, logLevel }, host));
    });
  selectionOptions().forEach((option) => refresh.addOption(option));
};
