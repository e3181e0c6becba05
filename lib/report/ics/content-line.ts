/** The lines of an iCalendar stream. Source: RFC 5545, sections 3.1 (folding) and 3.3.11 (text). */
import { printable } from "../../core/printable";

const MAX_OCTETS = 75;
const LINE_BREAK = "\r\n";

/** Two colons, of which folding could make the beginning of a line, where a build log takes them for a command. */
const COLONS = /:(?=:)/g;

/** A line whose value is a text; what divides lists, and line breaks, are escaped. Other unprintable characters are shown. */
export function textLine(name: string, ...sentences: readonly string[]): string {
  const shown = sentences.map((sentence) => printable(sentence).replace(COLONS, "\\u{3a}"));
  const value = shown.map((sentence) => sentence.replace(/[\\;,]/g, "\\$&")).join("\\n");
  return contentLine(name, value);
}

/** A line whose value is of another type, such as a date; folded, and ended by a line break. */
export function contentLine(name: string, value: string): string {
  return `${folded(`${name}:${value}`)}${LINE_BREAK}`;
}

/** At most 75 octets a line; the blank before a continuation counts, and no character is cut in two. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = "";
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > MAX_OCTETS) {
      lines.push(current);
      current = " ";
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join(LINE_BREAK);
}

/** Octets of one character in UTF-8. */
function octetsOf(character: string): number {
  const codePoint = Number(character.codePointAt(0));
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
