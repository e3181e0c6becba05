/** Data as the text of a JSON output. */
import { COMMAND_ANYWHERE, UNPRINTABLE } from "../../core/printable";

/** A call for each line end would take most of the time. */
const UNPRINTABLE_BUT_LINE_ENDS = new RegExp(`(?!\\n)(?:${UNPRINTABLE.source})`, UNPRINTABLE.flags);

/**
 * JSON with two blanks of indentation. Characters that could act on a terminal and that `JSON.stringify` leaves raw, and
 * what could act on a build log, are written as escapes, which parse to the same text. No line begins with a text.
 */
export function jsonText(value: object): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(UNPRINTABLE_BUT_LINE_ENDS, escaped).replace(COMMAND_ANYWHERE, escaped)}\n`;
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
