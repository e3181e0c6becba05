/** Recognizes JSON that would fill the memory from its bytes, before it is parsed. */

/** The answers of CAs take three or four. */
const MAX_LEVELS = 100;
/** More than a page of 20 000 rows takes; the parser needs some hundred bytes for each value. */
const MAX_VALUES = 200_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Why the text must not be parsed, as a phrase; null when it may be. One pass over the bytes, which are UTF-8: all
 * structural characters of JSON are ASCII (RFC 8259, section 2). Whether it is JSON at all is left to the parser.
 */
export function jsonBoundsProblem(bytes: Uint8Array): string | null {
  let levels = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfText(bytes, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        levels += 1;
        values += 1;
        if (levels > MAX_LEVELS) return `JSON nested deeper than ${MAX_LEVELS} levels`;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        levels -= 1;
        break;
      case COMMA:
        values += 1;
        if (values > MAX_VALUES) return `JSON of more than ${MAX_VALUES} values`;
        break;
      default:
        break;
    }
  }
  return null;
}

/** Where the string ends that begins with the quote at `start`: at the next quote that no backslash precedes. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
