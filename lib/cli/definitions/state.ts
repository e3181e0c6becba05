import { Argument } from "commander";
import type { Define } from "../definition";

export const defineState: Define = (program, host, exit) => {
  program
    .command("state")
    .description("Show state files, merge the shards of one, or compare two; it asks no CA.")
    .addArgument(new Argument("<action>", "what to do with them").choices(["show", "merge", "diff"]))
    .argument(
      "<files...>",
      "one state to show, all shards to merge, or the earlier and the later state to compare; - for standard input",
    )
    .option("--state <file>", "with merge: the file to write; - for standard output")
    .addHelpText("after", "\nExample: dcv state merge --state state.jsonl state.1.jsonl state.2.jsonl")
    .action(async (action: "show" | "merge" | "diff", files: readonly string[], flags: { readonly state?: string }) => {
      const { stateCommand } = await import("../commands/state");
      exit(await stateCommand({ action, files, target: flags.state ?? null }, host));
    });
};
