import type { Define } from "../definition";
import * as options from "../options";
import type { ColorFlag, RunFlags } from "../options";
import { selectionOf, selectionOptions } from "../selection-options";
import type { SelectionFlags } from "../selection-options";

interface HistoryFlags extends Omit<RunFlags, "deadline" | "logLevel">, ColorFlag, SelectionFlags {
  readonly output: readonly string[];
}

export const defineHistory: Define = (program, host, exit) => {
  const history = program
    .command("history")
    .description("Show how the estate has changed, from the states of several days; it asks no CA.")
    .argument("<states...>", "states, in any order; of several of one day the last counts")
    .addOption(options.configOption())
    .addOption(options.windowOption())
    .addOption(options.outputOption("history"))
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv history states/*.jsonl --output text --output html=history.html")
    .action(async (states: readonly string[], flags: HistoryFlags) => {
      const { historyCommand } = await import("../commands/history");
      const run = await options.runOptions({ ...flags, deadline: 0, logLevel: "info" }, host);
      const color = options.usesColor(flags, host);
      exit(await historyCommand({ ...run, selection: selectionOf(flags), states, outputs: flags.output, color }, host));
    });
  selectionOptions().forEach((option) => history.addOption(option));
};
