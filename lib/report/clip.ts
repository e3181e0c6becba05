/** Shortens text that an output has no room for, and shows that it did. */

/** A character; half of one counts as one, for there may be nothing else of it. */
const CHARACTER = /[^]/gu;

/**
 * At most `limit` UTF-16 units; what was longer ends in an ellipsis. `uncut` matches, one after the other, the parts of the
 * text that stand for one character each, such as an escape, and of which none is cut in two.
 */
export function clip(text: string, limit: number, uncut: RegExp = CHARACTER): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (const [part] of text.matchAll(uncut)) {
    if (end + part.length > limit - 1) break;
    end += part.length;
  }
  return `${text.slice(0, end)}…`;
}
