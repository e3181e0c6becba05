/** A text from a file as messages show it. */

/** A name of 253 characters, the longest that is one, is shown whole. */
const MAX_SHOWN = 256;

/** In double quotes, with escapes for what cannot be seen; what is too long ends in an ellipsis. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}
