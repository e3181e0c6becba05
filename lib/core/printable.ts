/** Makes text from outside safe to show on one line: nothing in it can move a cursor, hide or reorder what is read. */

/**
 * Controls, format characters, surrogates, line and paragraph separators (general categories Cc, Cf, Cs, Zl and Zp) and
 * what is displayed as nothing (Default_Ignorable_Code_Point, UAX #44): bidirectional controls, fillers, variation
 * selectors, tags. Taken from Unicode 17.0 and written out, since `\p{…}` depends on the version of Node.
 */
export const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** The text with every such character written as `\u{202e}`. */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** The same for a whole line, which then holds no command of a build log either. */
export function printable(text: string): string {
  return withoutCommands(escapeUnprintable(text));
}

/** What a build log obeys anywhere in a line: `##[`, in Azure Pipelines `##vso[`, in TeamCity `##teamcity[`. */
export const COMMAND_ANYWHERE = /##(?=(vso|teamcity)?\[)/g;

/** What a build log obeys at the start of a line: two colons. */
const COMMAND_AT_START = /(?<=^\s*):(?=:)/g;

/** Escapes the commands in one line. For a text of several lines, call it once for each line. */
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
