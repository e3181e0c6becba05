/** How a text reads to those who undo its escaping, and where in the text each character of that comes from. */
import { CHARACTER_REFERENCES } from "./character-references";

export interface Reading {
  readonly text: string;
  /** Where what stands at this index of `text` begins in the original; at its length, where the original ends. */
  readonly origin: (index: number) => number;
}

/** One escape and what it stands for, by where each begins in its text. */
interface Undone {
  readonly from: number;
  readonly written: number;
  readonly at: number;
  readonly stands: number;
}

/** One way of escaping: what it writes for a character, and that character. */
interface Escaping {
  /** What each of its escapes begins with. */
  readonly sign: string;
  readonly pattern: RegExp;
  /** Null for what only looks like an escape. */
  readonly undo: (written: string) => string | null;
}

const hexadecimal = (digits: string): string => String.fromCharCode(parseInt(digits, 16));

function fromCodePoint(number: number): string | null {
  return number <= 0x10ffff ? String.fromCodePoint(number) : null;
}

/** Percent-encoding (RFC 3986, section 2.1) of UTF-8, and of Latin-1 where it is none. */
const PERCENT: Escaping = {
  sign: "%",
  pattern: /%[c-d][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|%[\da-f]{2}/gi,
  undo: (written) =>
    written.length === 3 ? hexadecimal(written.slice(1)) : Buffer.from(written.replaceAll("%", ""), "hex").toString(),
};

/** Character references, by name or by number; behind a number the semicolon may be missing. */
const HTML: Escaping = {
  sign: "&",
  pattern: /&(?:#\d+;?|#x[\da-f]+;?|[a-z][a-z\d]{1,19};)/gi,
  undo(written) {
    const name = written.slice(1).replace(";", "");
    if (!name.startsWith("#")) return CHARACTER_REFERENCES.get(name) ?? null;
    return fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  },
};

const CONTROLS: Readonly<Partial<Record<string, string>>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Strings of JSON (RFC 8259, section 7) and of JavaScript (ECMA-262, "String Literals"). */
const SCRIPT: Escaping = {
  sign: "\\",
  pattern: /\\(?:u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|x[\da-fA-F]{2}|[^\da-zA-Z]|[bfnrtv])/g,
  undo(written) {
    const escape = written.slice(1);
    if (escape.length === 1) return CONTROLS[escape] ?? escape;
    if (/^u\{/i.test(escape)) return fromCodePoint(parseInt(escape.slice(2, -1), 16));
    return hexadecimal(escape.slice(1));
  },
};

const ESCAPINGS: ReadonlyMap<string, Escaping> = new Map([PERCENT, HTML, SCRIPT].map((one) => [one.sign, one]));
const ANY_SIGN = /[%&\\]/;
const ANY_ESCAPE = new RegExp([PERCENT, HTML, SCRIPT].map(({ pattern }) => pattern.source).join("|"), "gi");

/**
 * JSON within JSON within an address within an address, and once more for a secret that looks escaped itself: more
 * readers do not stand behind each other.
 */
const MOST_LAYERS = 6;

/**
 * The text as it is, and after each of up to six undoings that change something. Each undoes all kinds of escapes at
 * once: to try the kinds in every order takes a reading for each order, and a text may be made of nothing else.
 */
export function readingsOf(text: string): readonly Reading[] {
  const all: Reading[] = [];
  let reading: Reading | null = { text, origin: (index) => index };
  for (let layer = 0; reading !== null; layer += 1) {
    all.push(reading);
    reading = layer < MOST_LAYERS ? undone(reading) : null;
  }
  return all;
}

/** The text when all that looks like an escape is undone, as it is in the last of its readings. */
export function fullyUnescaped(text: string): string {
  return readingsOf(text).at(-1)?.text ?? text;
}

/** The reading after one more undoing; null where it changes nothing. */
function undone(reading: Reading): Reading | null {
  const { text } = reading;
  if (!ANY_SIGN.test(text)) return null;
  const undoings: Undone[] = [];
  let result = "";
  let read = 0;
  for (const { 0: written, index } of text.matchAll(ANY_ESCAPE)) {
    const character = ESCAPINGS.get(written.charAt(0))?.undo(written) ?? null;
    if (character === null) continue;
    result += text.slice(read, index);
    undoings.push({ from: index, written: written.length, at: result.length, stands: character.length });
    result += character;
    read = index + written.length;
  }
  if (undoings.length === 0) return null;
  return { text: result + text.slice(read), origin: (index) => reading.origin(before(index, undoings)) };
}

/** Where in the text before the undoings stood what is at this index behind them. */
function before(index: number, undoings: readonly Undone[]): number {
  let [low, high] = [0, undoings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((undoings[middle]?.at ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  const last = undoings[low - 1];
  if (last === undefined) return index;
  const behind = index - last.at - last.stands;
  return behind < 0 ? last.from : last.from + last.written + behind;
}
