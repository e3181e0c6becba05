/** "did you mean": the nearest known word, where one is near. */
import { closest, distance } from "fastest-levenshtein";

/** Longer words and longer lists get no suggestion: each comparison costs the product of the lengths. */
const MAX_WORD = 100;
const MAX_KNOWN = 200;

/** `; did you mean "owner"?`, or an empty string when nothing known is near enough to be a slip of the keys. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = nearestTo(word, known);
  return nearest === null ? "" : `; did you mean "${nearest}"?`;
}

/** The word that was meant; null when nothing known is near enough to be a slip of the keys. */
export function nearestTo(word: string, known: readonly string[]): string | null {
  if (known.includes(word)) return word;
  if (known.length === 0 || known.length > MAX_KNOWN || word === "" || word.length > MAX_WORD) return null;
  const folded = new Map(known.map((one) => [one.toLowerCase(), one]));
  const nearest = closest(word.toLowerCase(), [...folded.keys()]);
  // Two letters that changed places are two edits; in a word of three they leave nothing to recognize.
  const far =
    distance(word.toLowerCase(), nearest) > (word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length * 0.4)));
  return far ? null : (folded.get(nearest) ?? nearest);
}
