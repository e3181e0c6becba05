/** What can follow on a command line that is being typed, from the commands and options that the program itself knows. */
import type { Command, Option } from "commander";
import { suggestionsFor } from "./options";

export interface Completion {
  readonly name: string;
  readonly description: string;
}

/** `files`: the shell completes paths. */
export type Completions = readonly Completion[] | "files";

/** Names that can complete a value: those of the built-in rules, and what the user's files hold. */
export interface KnownNames {
  readonly rules: readonly string[];
  readonly domains: readonly string[];
  readonly owners: readonly string[];
  /** `KEY=VALUE`. */
  readonly labels: readonly string[];
  readonly providers: readonly string[];
}

/** Options, and arguments by their names in the help, whose values are such names. */
const NAMED: Readonly<Record<string, readonly (keyof KnownNames)[]>> = {
  "--domain": ["domains"],
  "--owner": ["owners"],
  "--label": ["labels"],
  "--provider": ["providers"],
  "rule or domain": ["rules", "domains"],
  names: ["domains"],
};

/**
 * @param line the command line up to the cursor, the program's name included
 * @param readNames reads files, so it is called only where names are wanted
 */
export async function completionsFor(
  program: Command,
  line: string,
  readNames: () => Promise<KnownNames>,
): Promise<Completions> {
  const words = line.split(/\s+/).slice(1);
  const partial = words.at(-1) ?? "";
  const [name, ...before] = words.slice(0, -1);
  const commands = program.commands.filter((one) => !isHidden(one));
  if (name === undefined) {
    const help = { name: "help", description: "Show the help of a command." };
    return startingWith([...commands.map(describeCommand), help, ...program.options.map(describeOption)], partial);
  }
  if (name === "help") return before.length === 0 ? startingWith(commands.map(describeCommand), partial) : [];
  const command = commands.find((one) => one.name() === name);
  if (command === undefined) return [];
  const { pending, given } = readWords(before, command);
  const values = async (of: string, choices: readonly string[] | null | undefined, isFile: boolean) => {
    const kinds = NAMED[of] ?? [];
    const names = kinds.length === 0 ? null : await readNames();
    const found = names === null ? choices : kinds.flatMap((kind) => names[kind]);
    if (found == null) return isFile ? "files" : [];
    return startingWith(found.map(plain), partial);
  };
  if (pending !== null) {
    const hasPath = suggestionsFor(pending) !== null && partial.includes("=");
    const choices = hasPath ? null : (pending.argChoices ?? suggestionsFor(pending));
    return values(pending.long ?? "", choices, hasPath || /<(file|dir)>/.test(pending.flags));
  }
  if (partial.startsWith("-")) return startingWith(command.options.map(describeOption), partial);
  const args = command.registeredArguments;
  const argument = args[given] ?? (args.at(-1)?.variadic === true ? args.at(-1) : undefined);
  if (argument === undefined) return startingWith(command.options.map(describeOption), partial);
  return values(argument.name(), argument.argChoices, true);
}

/** The option that waits for its value, and how many arguments were given. */
function readWords(
  words: readonly string[],
  command: Command,
): { readonly pending: Option | null; readonly given: number } {
  let pending: Option | null = null;
  let given = 0;
  for (const word of words) {
    if (pending !== null) {
      pending = null;
      continue;
    }
    const option = command.options.find((one) => one.long === word || one.short === word);
    if (option === undefined) given += word.startsWith("-") ? 0 : 1;
    else if (option.required || option.optional) pending = option;
  }
  return { pending, given };
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
