/** Data as the text of a JSON output, in pieces. */
import { createMemo } from "../../core/memo";
import { COMMAND_ANYWHERE, UNPRINTABLE } from "../../core/printable";

const INDENT = "  ";

/** A text that JSON writes as it is, and that acts on no terminal; most are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Shared parts that are remembered: more are not repeated often enough. */
const MAX_SHARED = 4_000;

/**
 * JSON with two blanks of indentation. Characters that could act on a terminal and that `JSON.stringify` leaves raw, and
 * what could act on a build log, are written as escapes, which parse to the same text. No line begins with a text.
 *
 * The outer `levels` of lists and objects are walked through; what lies below them is one piece, made when it is asked for.
 * There a list may be anything that can be iterated, such as a generator. A list or object that stands in several pieces, such
 * as the record of many domains, is written once and then repeated.
 */
export function* jsonText(value: object, levels: number): Iterable<string> {
  yield* nested(value, levels, "\n", createPieceWriter(levels));
  yield "\n";
}

function* nested(
  value: unknown,
  levels: number,
  lineStart: string,
  piece: (value: unknown) => string,
): Iterable<string> {
  if (levels === 0 || typeof value !== "object" || value === null) {
    yield piece(value);
    return;
  }
  const isList = Symbol.iterator in value;
  const [open, close] = isList ? "[]" : "{}";
  let before = `${open}${lineStart}${INDENT}`;
  let end = `${open}${close}`;
  for (const [key, item] of isList ? unnamed(value as Iterable<unknown>) : Object.entries(value)) {
    yield key === null ? before : `${before}${quoted(key)}: `;
    yield* nested(item, levels - 1, lineStart + INDENT, piece);
    before = `,${lineStart}${INDENT}`;
    end = `${lineStart}${close}`;
  }
  yield end;
}

function* unnamed(items: Iterable<unknown>): Iterable<readonly [null, unknown]> {
  for (const item of items) yield [null, item];
}

type Part = (value: object, make: () => string) => string;

const noMemo: Part = (_, make) => make();

function createPieceWriter(levels: number): (value: unknown) => string {
  const lineStart = `\n${INDENT.repeat(levels)}`;
  const shared: Part = createMemo<object, string>(MAX_SHARED);
  return (value) => valueText(value, lineStart, shared);
}

/** @param part gives the text of a list or object directly below this value */
function valueText(value: unknown, lineStart: string, part: Part): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? listText(value, lineStart, part) : objectText(value, lineStart, part);
    default:
      return JSON.stringify(value);
  }
}

function listText(items: readonly unknown[], lineStart: string, part: Part): string {
  if (items.length === 0) return "[]";
  const inner = lineStart + INDENT;
  let text = "[";
  let before = inner;
  for (const item of items) {
    text += before + partText(item, inner, part);
    before = `,${inner}`;
  }
  return `${text}${lineStart}]`;
}

function objectText(value: object, lineStart: string, part: Part): string {
  const inner = lineStart + INDENT;
  let text = "{";
  let before = inner;
  for (const [key, item] of Object.entries(value)) {
    text += `${before}${quoted(key)}: ${partText(item, inner, part)}`;
    before = `,${inner}`;
  }
  return text === "{" ? "{}" : `${text}${lineStart}}`;
}

function partText(value: unknown, lineStart: string, part: Part): string {
  if (typeof value !== "object" || value === null) return valueText(value, lineStart, noMemo);
  return part(value, () => valueText(value, lineStart, noMemo));
}

function quoted(text: string): string {
  return PLAIN.test(text) && !text.includes("##") ? `"${text}"` : escapeTemplate(JSON.stringify(text));
}

function escapeTemplate(json: string): string {
  return json.replace(UNPRINTABLE, escaped).replace(COMMAND_ANYWHERE, escaped);
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
