/** `dcv completion`: the script that lets a shell complete the command, and the answers to what that script asks. */
import { basename } from "node:path";
import { getCompletionScript, isShellSupported, log, logFiles } from "@pnpm/tabtab";
import type { Command } from "commander";
import { completionsFor } from "../completions";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { readKnownNames } from "../known-names";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export async function completionCommand(shell: (typeof SHELLS)[number], host: Host): Promise<number> {
  host.stdout.write(await getCompletionScript({ name: "dcv", completer: "dcv", shell }));
  return EXIT.ok;
}

/** Called by the script on each TAB; the line that is typed stands in the environment. */
export async function completionServerCommand(program: Command, host: Host): Promise<number> {
  const { env, stdout } = host;
  const shell = basename(env.SHELL ?? "");
  if (!isShellSupported(shell)) return EXIT.error;
  const line = (env.COMP_LINE ?? "").slice(0, Number(env.COMP_POINT ?? 0));
  const completions = await completionsFor(program, line, () => readKnownNames(host));
  if (completions === "files") logFiles();
  else log([...completions], shell, (text) => stdout.write(`${text}\n`));
  return EXIT.ok;
}
