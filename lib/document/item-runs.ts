/**
 * Long lists of names, one on each line. To recognize such a line takes a small part of the time that the parser takes for it, so
 * only the first and the last line of such a run go through the parser, and the items between them are put into the list afterwards.
 */
import { isMap, isPair, isScalar, isSeq, Scalar } from "yaml";
import type { Document, Node, Pair, Range, YAMLSeq } from "yaml";

/** The lines of a run that the parser does not see: all but its first and its last. */
interface Cut {
  /** Offsets in the whole text: the start of the first line that is left out, and the end of the last. */
  readonly start: number;
  readonly end: number;
  /** The items of the lines before, between and after: the first and the last are those that the parser reads. */
  readonly items: readonly Scalar<string>[];
}

/** Lines after each other that are items with the same indent. */
interface Run {
  readonly indent: number;
  readonly items: Scalar<string>[];
  /** Where each line starts. */
  readonly starts: number[];
}

export interface Shortened {
  /** The text without the lines of the cuts. */
  readonly text: string;
  readonly cuts: readonly Cut[];
  /** How many lexemes all lines of this form have at most. */
  readonly lexemes: number;
}

/**
 * A line that holds nothing but a name with dots as an item of a list. It ends in a label of letters, so no version of YAML takes
 * it for a number, and it holds no character that means something to YAML.
 */
const ITEM =
  /( *)- (?:([A-Za-z\d][A-Za-z\d.-]{0,240}\.[A-Za-z]{2,63})|(["'])((?:\*\.)?[A-Za-z\d][A-Za-z\d.-]{0,240})\3)\r?\n/y;

/** White space, hyphen, white space, control character, text, end of line. */
const LEXEMES_OF_ITEM = 6;

/** For a shorter run the parser is quick enough. */
const MIN_RUN = 16;

/** So many lines are read between two steps; they take about a millisecond. */
const LINES_PER_STEP = 4_096;

/** Leaves out what `restore` can put back; null where there are no such runs, or more lexemes in them than may be. */
export function* shorten(text: string, maxLexemes: number): Generator<void, Shortened | null, void> {
  const runs: Run[] = [];
  let run: Run | undefined;
  let lexemes = 0;
  for (let [at, lines] = [0, 0]; at < text.length; lines += 1) {
    if (lines % LINES_PER_STEP === LINES_PER_STEP - 1) yield;
    ITEM.lastIndex = at;
    const match = ITEM.exec(text);
    if (match === null) {
      run = undefined;
      at = endOfLine(text, at);
      continue;
    }
    const indent = match[1]?.length ?? 0;
    if (run?.indent !== indent) runs.push((run = { indent, items: [], starts: [] }));
    run.items.push(itemOf(match, at, ITEM.lastIndex));
    run.starts.push(at);
    at = ITEM.lastIndex;
    lexemes += LEXEMES_OF_ITEM;
    if (lexemes > maxLexemes) return null;
  }
  const cuts = runs.flatMap(({ items, starts }) => {
    const [start, end] = [starts[1], starts.at(-1)];
    return start === undefined || end === undefined || items.length < MIN_RUN ? [] : [{ start, end, items }];
  });
  return cuts.length === 0 ? null : { text: without(text, cuts), cuts, lexemes };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** As the parser makes it. */
function itemOf([, indent = "", plain, quote, inQuotes]: RegExpExecArray, at: number, end: number): Scalar<string> {
  const value = plain ?? inQuotes ?? "";
  const scalar = new Scalar(value);
  const start = at + indent.length + 2;
  scalar.range = [start, start + value.length + (quote === undefined ? 0 : 2), end];
  scalar.source = value;
  scalar.type = quote === undefined ? Scalar.PLAIN : quote === '"' ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
  return scalar;
}

function without(text: string, cuts: readonly Cut[]): string {
  const starts = [0, ...cuts.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, cuts[index]?.start)).join("");
}

/**
 * Puts the items into the lists of a document that was made of the shortened text, and moves all places to those of the whole
 * text. False where a run is no part of a list, such as in a text of many lines: then the document is of no use.
 */
export function restore(document: Document, { cuts }: Shortened): boolean {
  const toWhole = placesIn(cuts);
  const byStart = new Map(cuts.map((cut) => [cut.items[0]?.range?.[0], cut]));
  let restored = 0;
  const move = (node: { range?: Range | null | undefined }): void => {
    if (node.range == null) return;
    const [start, valueEnd, nodeEnd] = node.range;
    node.range = [toWhole(start, 1), toWhole(valueEnd, 0), toWhole(nodeEnd, 0)];
  };
  const visit = (node: Node | Pair | null): void => {
    if (node === null) return;
    if (isPair(node)) {
      visit(node.key as Node | null);
      visit(node.value as Node | null);
      return;
    }
    move(node);
    if (isMap(node)) node.items.forEach(visit);
    if (!isSeq(node)) return;
    (node as YAMLSeq<Node | Pair>).items.forEach(visit);
    const whole = (node.items as Node[]).flatMap((item, index) => {
      const cut = byStart.get(item.range?.[0]);
      if (cut === undefined || !isFollowed(cut, item, node.items[index + 1])) return [item];
      restored += 1;
      return [item, ...cut.items.slice(1, -1)];
    });
    node.items = whole;
  };
  visit(document.contents);
  move(document);
  return restored === cuts.length;
}

/** Whether the first item of the run, and the last after it, are items of one list. */
function isFollowed({ items }: Cut, first: unknown, next: unknown): boolean {
  const [ofFirst, ofLast] = [items[0], items.at(-1)];
  return isSame(ofFirst, first) && isScalar(next) && next.range?.[0] === ofLast?.range?.[0];
}

function isSame(expected: Scalar | undefined, found: unknown): boolean {
  return isScalar(found) && found.value === expected?.value;
}

/**
 * From an offset in the shortened text to that in the whole text. An offset where lines were left out is the end of what stands
 * before them, or (`side` 1) the start of what stands after them.
 */
function placesIn(cuts: readonly Cut[]): (offset: number, side: 0 | 1) => number {
  let left = 0;
  const shifts = cuts.map(({ start, end }) => {
    const at = start - left;
    left += end - start;
    return { at, by: left };
  });
  return (offset, side) => {
    let [low, high] = [0, shifts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((shifts[middle]?.at ?? 0) < offset + side) low = middle + 1;
      else high = middle;
    }
    return offset + (shifts[low - 1]?.by ?? 0);
  };
}
