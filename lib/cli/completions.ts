/** What can follow on a command line that is being typed, from the commands and options that the program itself knows. */
import type { Command, Option } from "commander";

export interface Completion {
  readonly name: string;
  readonly description: string;
}

/** `files`: the shell completes paths. */
export type Completions = readonly Completion[] | "files";

/**
 * @param line the command line up to the cursor, the program's name included
 */
export function completionsFor(program: Command, line: string): Completions {
  const words = line.split(/\s+/).slice(1);
  const partial = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const commands = program.commands.filter((one) => !isHidden(one));
  const command = commands.find((one) => one.name() === before[0]);
  if (command === undefined) {
    const known = [...commands.map(describeCommand), ...program.options.map(describeOption)];
    return before.length === 0 ? startingWith(known, partial) : [];
  }
  const previous = before.at(-1) ?? "";
  const pending = command.options.find((one) => one.long === previous || one.short === previous);
  if (pending !== undefined && (pending.required || pending.optional)) return valuesOf(pending, partial);
  if (partial.startsWith("-")) return startingWith(command.options.map(describeOption), partial);
  const [argument] = command.registeredArguments;
  const choices = argument?.argChoices;
  if (choices !== undefined) return startingWith(choices.map(plain), partial);
  return argument === undefined ? startingWith(command.options.map(describeOption), partial) : "files";
}

function valuesOf({ argChoices }: Option, partial: string): Completions {
  return argChoices === undefined ? "files" : startingWith(argChoices.map(plain), partial);
}

function describeCommand(command: Command): Completion {
  return { name: command.name(), description: command.description() };
}

function describeOption({ long, short, description }: Option): Completion {
  return { name: long ?? short ?? "", description };
}

function plain(name: string): Completion {
  return { name, description: "" };
}

function startingWith(completions: readonly Completion[], partial: string): readonly Completion[] {
  return completions.filter(({ name }) => name.startsWith(partial));
}

/** Commander keeps what hides a command to itself; a hidden one has no description here. */
function isHidden(command: Command): boolean {
  return command.description() === "";
}
