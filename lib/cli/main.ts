/**
 * The command line. A file in `definitions/` gives one command its name, options and help; a file in `commands/` runs it, and is loaded
 * only when the command is called.
 *
 * `lib/cli` is arguments, streams, exit codes, signals and the clock. `bin.ts` is the process, and `outputs.ts` writes what a command
 * made. What a command does stands in `lib/run`.
 */
import { Command, CommanderError } from "commander";
import { printable } from "../core/printable";
import type { Define } from "./definition";
import { defineInit } from "./definitions/init";
import { defineCheck } from "./definitions/check";
import { defineImport } from "./definitions/import";
import { definePlan } from "./definitions/plan";
import { defineApply } from "./definitions/apply";
import { defineRun } from "./definitions/run";
import { defineRefresh } from "./definitions/refresh";
import { defineState } from "./definitions/state";
import { defineHistory } from "./definitions/history";
import { defineNotify } from "./definitions/notify";
import { defineRender } from "./definitions/render";
import { defineRecords } from "./definitions/records";
import { defineEvidence } from "./definitions/evidence";
import { defineList } from "./definitions/list";
import { defineValidate } from "./definitions/validate";
import { defineExplain } from "./definitions/explain";
import { afterUsageError, defineSynth } from "./definitions/synth";
import { defineTerraform } from "./definitions/terraform";
import { defineSimulate } from "./definitions/simulate";
import { defineVersion } from "./definitions/version";
import { defineCompletion } from "./definitions/completion";
import { EXIT } from "./exit-code";
import { isInterruption } from "../run/context";
import type { Host } from "./host";
import { VERSION } from "../run/package-root";
import { UserError } from "../run/user-error";

/** By name, in the order in which the help lists them. */
const COMMANDS: Readonly<Record<string, Define>> = {
  init: defineInit,
  check: defineCheck,
  import: defineImport,
  plan: definePlan,
  apply: defineApply,
  run: defineRun,
  refresh: defineRefresh,
  state: defineState,
  history: defineHistory,
  notify: defineNotify,
  render: defineRender,
  records: defineRecords,
  evidence: defineEvidence,
  list: defineList,
  validate: defineValidate,
  explain: defineExplain,
  synth: defineSynth,
  terraform: defineTerraform,
  simulate: defineSimulate,
  version: defineVersion,
  completion: defineCompletion,
};

/** It looks at all commands. */
const COMPLETION = "completion";

/** Runs one command line (without `node` and the script) and returns its exit code. Throws only what is a bug. */
export async function main(argv: readonly string[], given: Host): Promise<number> {
  const host = { ...given, stdin: onlyOnce(given.stdin) };
  let exitCode: number = EXIT.ok;
  const [name = ""] = argv;
  const exit = (code: number): void => {
    exitCode = code;
  };
  // Commander need not know the other commands, and to define them takes longer than to parse the arguments.
  const isAlone = Object.hasOwn(COMMANDS, name) && name !== COMPLETION;
  const program = createProgram(host, exit, isAlone ? [name] : Object.keys(COMMANDS));
  try {
    await parse(program, argv, host);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.error;
    if (isInterruption(error)) return EXIT.interrupted[error.signal];
    if (error instanceof UserError || (error instanceof Error && error.name === "ProviderError")) {
      // Diagnostics come whole; any other message is ours, a line or more, around words that are not.
      const lines = error.message.split("\n").map(printable).join("\n");
      host.stderr.write(error.message.endsWith("\n") ? lines : `dcv: ${lines}\n`);
      return EXIT.error;
    }
    throw error;
  }
}

/** A second reader would find nothing, and take that for an empty file. */
function onlyOnce(stdin: Host["stdin"]): Host["stdin"] {
  let isRead = false;
  return () => {
    if (isRead) throw new UserError("standard input can be read once; name a file for one of the two");
    isRead = true;
    return stdin();
  };
}

async function parse(program: Command, argv: readonly string[], host: Host): Promise<void> {
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode !== 0 && argv.includes("synth")) {
      await afterUsageError(argv, host);
    }
    throw error;
  }
}

/** The commands of these names and their options, without running any. */
export function createProgram(
  host: Host,
  exit: (code: number) => void,
  names: readonly string[] = Object.keys(COMMANDS),
): Command {
  const program = new Command("dcv")
    .description("Keeps domain control validations (DCV) alive as code.")
    .version(VERSION, "-v, --version")
    .helpCommand("help [command]", "Show the help of a command.")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHelpWidth: () => Math.min(100, host.stdout.columns),
      getErrHelpWidth: () => Math.min(100, host.stderr.columns),
      // The help has no colours; to ask the streams would load them.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 done; 1 error or not complete; 2 changes pending (--detailed-exitcode); 3 policy violated; 129, 130, 143 ended by a signal.",
    );

  for (const name of names) COMMANDS[name]?.(program, host, exit);
  return program;
}
