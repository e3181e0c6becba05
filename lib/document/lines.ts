/** The lines of a text, found by number or by offset. */

export interface Lines {
  /** One line without its end; undefined when there is none of this number. Counts from 1. */
  readonly at: (line: number) => string | undefined;
  /** From an offset to line and column, both from 1. */
  readonly placeAt: (offset: number) => { readonly line: number; readonly column: number };
}

export function linesOf(text: string): Lines {
  const starts = startsOf(text);
  return {
    at: (line) => {
      const start = starts[line - 1];
      if (start === undefined) return undefined;
      return text.slice(start, line < starts.length ? Number(starts[line]) - 1 : text.length);
    },
    placeAt: (offset) => {
      let [low, high] = [0, starts.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (Number(starts[middle]) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - Number(starts[low]) + 1 };
    },
  };
}

/** Four bytes a line: a file may be all line feeds. */
function startsOf(text: string): Uint32Array {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  const starts = new Uint32Array(count);
  for (let line = 1; line < count; line += 1) starts[line] = text.indexOf("\n", starts[line - 1]) + 1;
  return starts;
}
