/** An output as a test reads it: whole. */

export function wholeText(pieces: Iterable<string>): string {
  return [...pieces].join("");
}
