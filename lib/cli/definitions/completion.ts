import { Argument } from "commander";
import type { Define } from "../definition";

export const defineCompletion: Define = (program, host, exit) => {
  program
    .command("completion")
    .description("Print the script that lets a shell complete dcv's commands and options.")
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", "\nExample: dcv completion bash > /etc/bash_completion.d/dcv")
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionCommand } = await import("../commands/completion");
      exit(await completionCommand(shell, host));
    });

  program
    .command("completion-server", { hidden: true })
    .argument("[words...]")
    .action(async () => {
      const { completionServerCommand } = await import("../commands/completion");
      exit(await completionServerCommand(program, host));
    });
};
