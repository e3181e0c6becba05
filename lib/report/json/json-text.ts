/** Data as the text of a JSON output, in pieces. */
import { COMMAND_ANYWHERE, UNPRINTABLE } from "../../core/printable";

/** A call for each line end would take most of the time. */
const UNPRINTABLE_BUT_LINE_ENDS = new RegExp(`(?!\\n)(?:${UNPRINTABLE.source})`, UNPRINTABLE.flags);

const INDENT = "  ";

/**
 * JSON with two blanks of indentation. Characters that could act on a terminal and that `JSON.stringify` leaves raw, and
 * what could act on a build log, are written as escapes, which parse to the same text. No line begins with a text.
 *
 * The outer `levels` of lists and objects are walked through; what lies below them is one piece, made when it is asked for.
 * There a list may be anything that can be iterated, such as a generator.
 */
export function* jsonText(value: object, levels: number): Iterable<string> {
  yield* nested(value, levels, "\n");
  yield "\n";
}

function* nested(value: unknown, levels: number, lineStart: string): Iterable<string> {
  if (levels === 0 || typeof value !== "object" || value === null) {
    yield escapeTemplate(JSON.stringify(value, null, INDENT)).replaceAll("\n", lineStart);
    return;
  }
  const isList = Symbol.iterator in value;
  const [open, close] = isList ? "[]" : "{}";
  let before = `${open}${lineStart}${INDENT}`;
  let end = `${open}${close}`;
  for (const [key, item] of isList ? unnamed(value as Iterable<unknown>) : Object.entries(value)) {
    yield key === null ? before : `${before}${escapeTemplate(JSON.stringify(key))}: `;
    yield* nested(item, levels - 1, lineStart + INDENT);
    before = `,${lineStart}${INDENT}`;
    end = `${lineStart}${close}`;
  }
  yield end;
}

function* unnamed(items: Iterable<unknown>): Iterable<readonly [null, unknown]> {
  for (const item of items) yield [null, item];
}

function escapeTemplate(json: string): string {
  return json.replace(UNPRINTABLE_BUT_LINE_ENDS, escaped).replace(COMMAND_ANYWHERE, escaped);
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
