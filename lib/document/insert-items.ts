/**
 * Adds items to a list of a YAML file and changes no other byte of it: comments, order, quotes, anchors and line ends stay. The
 * text is not written anew from data, since that would lose what is only for people.
 */
import { isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import type { Node, YAMLMap, YAMLSeq } from "yaml";

export interface NewItem {
  /** A text, or a mapping of texts in the order in which its keys are written. */
  readonly value: string | Readonly<Record<string, string>>;
  /** A comment above the item, one line; null for none. In a list on one line it is left out. */
  readonly comment: string | null;
}

export type Inserted =
  | { readonly ok: true; readonly text: string }
  /** A phrase that says why the list cannot be added to, and the offset that it is about. */
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/** Adds the items at the end of the list under a key of the top level; makes the list where there is none. */
export function insertItems(text: string, key: string, items: readonly NewItem[]): Inserted {
  if (items.length === 0) return { ok: true, text };
  const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
  const root = document.contents;
  const newline = /\r\n/.test(text) ? "\r\n" : "\n";
  const contentEnd = document.range[1];
  if (root === null || (isScalar(root) && root.value === null && root.source === ""))
    return atEnd(text, contentEnd, blockList(key, items, "", newline), newline);
  if (!isMap(root)) return { ok: false, problem: "the file is no mapping", offset: offsetOf(root) };
  const pair = root.items.find((one) => isScalar(one.key) && one.key.value === key);
  if (pair === undefined && root.flow === true) return keyMissing(root, key);
  const indent = indentAt(text, pair === undefined ? firstKey(root) : offsetOf(pair.key));
  if (pair === undefined) return atEnd(text, contentEnd, blockList(key, items, indent, newline), newline);
  const value = pair.value as Node | null;
  const keyEnd = text.indexOf(":", rangeOf(pair.key)[1]) + 1;
  if (value === null || (isScalar(value) && value.value === null)) {
    if (root.flow === true) return keyMissing(root, key);
    const end = endOfLine(text, keyEnd);
    return spliced(text, end, end, newline + lines(items, `${indent}  `, newline));
  }
  if (!isSeq(value)) {
    const problem = `"${key}" is no list of its own here, so nothing can be added to it`;
    return { ok: false, problem, offset: offsetOf(value) };
  }
  if (value.flow !== true) return intoBlock(text, value, items, newline);
  if (value.items.length > 0) return intoFlow(text, value, items, newline);
  return root.flow === true
    ? intoEmptyFlow(text, value, items)
    : inPlaceOfEmpty(text, value, items, `${indent}  `, newline);
}

/** After the last item and its comments, at the same indentation. */
function intoBlock(text: string, list: YAMLSeq, items: readonly NewItem[], newline: string): Inserted {
  const start = offsetOf(list);
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  // The dash of the first item may follow the key's anchor or comment, but never stands beside the key.
  const last = list.items.at(-1) as Node | null | undefined;
  const valueEnd = last == null ? rangeOf(list)[1] : rangeOf(last)[1];
  const isAtLineStart = text.charAt(valueEnd - 1) === "\n";
  const lineEnd = endOfLine(text, isAtLineStart ? valueEnd - 1 : valueEnd);
  const end = endOfComments(text, lineEnd, indent.length);
  return spliced(text, end, end, newline + lines(items, indent, newline));
}

/** The end of the comments below a line that are indented deeper than the dash: they belong to its item. */
function endOfComments(text: string, lineEnd: number, column: number): number {
  const next = /(?:\r?\n[ \t]*)*?\r?\n([ \t]*)#[^\r\n]*/y;
  next.lastIndex = lineEnd;
  let end = lineEnd;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    if ((found[1] ?? "").length <= column) break;
    end = next.lastIndex;
  }
  return end;
}

/** `[]` becomes a block list below its key. */
function inPlaceOfEmpty(
  text: string,
  list: YAMLSeq,
  items: readonly NewItem[],
  indent: string,
  newline: string,
): Inserted {
  const [start, end] = rangeOf(list);
  const before = text.slice(0, start).replace(/[ \t]+$/, "");
  const line = endOfLine(text, end);
  // What follows the brackets on their line, such as a comment, stays beside the key.
  const rest = text.slice(end, line).trimEnd();
  return {
    ok: true,
    text:
      before + (rest === "" ? "" : ` ${rest.trimStart()}`) + newline + lines(items, indent, newline) + text.slice(line),
  };
}

/** Between the brackets of an empty list in braces, where no block can stand. */
function intoEmptyFlow(text: string, list: YAMLSeq, items: readonly NewItem[]): Inserted {
  const bracket = rangeOf(list)[1] - 1;
  const isBlank = text.slice(offsetOf(list) + 1, bracket).trim() === "";
  const values = items.map(({ value }) => flowText(value)).join(", ");
  return spliced(text, isBlank ? offsetOf(list) + 1 : bracket, bracket, values);
}

/** After the last item: on the same line, or on new lines where the list has more than one line. */
function intoFlow(text: string, list: YAMLSeq, items: readonly NewItem[], newline: string): Inserted {
  const last = list.items.at(-1) as Node;
  const lastEnd = rangeOf(last)[1];
  const bracket = rangeOf(list)[1] - 1;
  const between = text.slice(lastEnd, bracket);
  const values = items.map(({ value }) => flowText(value));
  if (!between.includes("\n")) return spliced(text, lastEnd, lastEnd, `, ${values.join(", ")}`);
  const comma = hasComma(between) ? "" : ",";
  const lineStart = text.lastIndexOf("\n", bracket) + 1;
  const lastLine = text.lastIndexOf("\n", offsetOf(last)) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lastLine))?.[0] ?? "";
  const added = values.map((value) => `${indent}${value},${newline}`).join("");
  return {
    ok: true,
    text: text.slice(0, lastEnd) + comma + text.slice(lastEnd, lineStart) + added + text.slice(lineStart),
  };
}

/** A comma outside of comments. */
function hasComma(between: string): boolean {
  return between.split("\n").some((line) => line.replace(/(^|\s)#.*/, "").includes(","));
}

function keyMissing(root: Node, key: string): Inserted {
  const problem = `the file is one mapping in braces without "${key}"; add the key "${key}: []" to it`;
  return { ok: false, problem, offset: offsetOf(root) };
}

/** After all content, and before the marker `...` that ends the document. */
function atEnd(text: string, contentEnd: number, added: string, newline: string): Inserted {
  const marker = /^\.\.\.(?=\s|$)/m.exec(text.slice(contentEnd));
  const end = marker === null ? text.length : contentEnd + marker.index;
  return { ok: true, text: ended(text.slice(0, end), newline) + added + text.slice(end) };
}

function firstKey(root: YAMLMap): number {
  const key = root.items[0]?.key;
  return isNode(key) ? offsetOf(key) : offsetOf(root);
}

/** The white space at the start of the line. */
function indentAt(text: string, offset: number): string {
  return /^ */.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset))?.[0] ?? "";
}

function blockList(key: string, items: readonly NewItem[], indent: string, newline: string): string {
  return `${indent}${key}:${newline}${lines(items, `${indent}  `, newline)}${newline}`;
}

/** Without the line end of the last line. */
function lines(items: readonly NewItem[], indent: string, newline: string): string {
  return items
    .flatMap(({ value, comment }) => [
      ...(comment === null ? [] : [`${indent}# ${comment}`]),
      `${indent}- ${flowText(value)}`,
    ])
    .join(newline);
}

/** YAML for a text or a flat mapping that means the same in a block and in brackets. */
export function flowText(value: NewItem["value"]): string {
  if (typeof value === "string") return scalarText(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${scalarText(inner)}`)
    .join(", ")} }`;
}

/** A host name or a word as it is; in quotes what YAML could read as anything but a text. */
function scalarText(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$|^[0-9]+[a-z0-9-]*\.[a-z0-9.-]*[a-z]$/.test(text);
  const isWord = /^(?:true|false|null|yes|no|on|off|nan|inf)$/i.test(text);
  return isPlain && !isWord ? text : JSON.stringify(text).replace(NOT_IN_FILES, escaped);
}

/** What JSON leaves as it is and a YAML file may not hold, or what ends a line for some readers. */
const NOT_IN_FILES = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The text with a line end, so that a key can follow. */
function ended(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : text + newline;
}

function endOfLine(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  if (feed === -1) return text.length;
  return text.charAt(feed - 1) === "\r" ? feed - 1 : feed;
}

function spliced(text: string, start: number, end: number, added: string): Inserted {
  return { ok: true, text: text.slice(0, start) + added + text.slice(end) };
}

function rangeOf(node: Node): readonly [number, number, number] {
  return node.range ?? [0, 0, 0];
}

function offsetOf(node: Node): number {
  return rangeOf(node)[0];
}
