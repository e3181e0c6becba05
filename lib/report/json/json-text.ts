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

/** Writes what lies below the outer levels. */
interface PieceWriter {
  /** The text of a list or object directly below a piece. */
  part(value: object, lineStart: string): string;
  /** `"key": `: the keys are few, and each stands in every piece. */
  readonly keyText: (key: string) => string;
}

function createPieceWriter(levels: number): (value: unknown) => string {
  const lineStart = `\n${INDENT.repeat(levels)}`;
  const shared = createMemo<object, string>(MAX_SHARED);
  const keys = createMemo<string, string>();
  const keyText = (key: string): string => keys(key, () => `${quoted(key)}: `);
  const inside: PieceWriter = { keyText, part: (value, inner) => valueText(value, inner, inside) };
  const writer: PieceWriter = {
    keyText,
    part: (value, inner) =>
      shared(value, () => {
        const text = valueText(value, inner, inside);
        // The text is put together of many, and would be each time that it is written. Reading a character joins them for good.
        return text.charCodeAt(0) === 0 ? "" : text;
      }),
  };
  return (value) => valueText(value, lineStart, writer);
}

function valueText(value: unknown, lineStart: string, writer: PieceWriter): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? listText(value, lineStart, writer) : objectText(value, lineStart, writer);
    default:
      return JSON.stringify(value);
  }
}

function listText(items: readonly unknown[], lineStart: string, writer: PieceWriter): string {
  if (items.length === 0) return "[]";
  const inner = lineStart + INDENT;
  let text = "[";
  let before = inner;
  for (const item of items) {
    text += before + partText(item, inner, writer);
    before = `,${inner}`;
  }
  return `${text}${lineStart}]`;
}

function objectText(value: object, lineStart: string, writer: PieceWriter): string {
  const inner = lineStart + INDENT;
  const between = `,${inner}`;
  let text = "";
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    const item = (value as Readonly<Record<string, unknown>>)[key];
    text += (text === "" ? inner : between) + writer.keyText(key) + partText(item, inner, writer);
  }
  return text === "" ? "{}" : `{${text}${lineStart}}`;
}

function partText(value: unknown, lineStart: string, writer: PieceWriter): string {
  return typeof value === "object" && value !== null
    ? writer.part(value, lineStart)
    : valueText(value, lineStart, writer);
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
