/** Makes text from outside safe to show on one line: nothing in it can move a cursor, hide or reorder what is read. */

/**
 * C0 and C1 controls, DEL, line and paragraph separators, the marks of annotations, lone surrogates, and what Unicode shows
 * as nothing (UAX #44, Default_Ignorable_Code_Point): bidirectional controls, fillers, variation selectors, tags.
 */
export const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}|\p{Cs}/gu;

/** The text with every such character written as `\u{202e}`, and nothing in it that a build log would obey. */
export function printable(text: string): string {
  return withoutCommands(text.replace(UNPRINTABLE, escaped));
}

/** What a build log obeys anywhere in a line: `##[`, in Azure Pipelines `##vso[`, in TeamCity `##teamcity[`. */
export const COMMAND_ANYWHERE = /##(?=(vso|teamcity)?\[)/g;

/** Two colons, which it obeys at the start of a line. */
const COMMAND_AT_START = /(?<=^\s*):(?=:)/g;

/** Nothing in the line is a command then. Whoever breaks a text into lines asks for each of them. */
export function withoutCommands(line: string): string {
  return line.replace(COMMAND_ANYWHERE, (found) => [...found].map(escaped).join("")).replace(COMMAND_AT_START, escaped);
}

function escaped(character: string): string {
  return `\\u{${Number(character.codePointAt(0)).toString(16)}}`;
}

/** `1 domain`, `2 domains`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
