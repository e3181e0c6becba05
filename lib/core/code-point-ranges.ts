/** Sets of code points beyond ASCII, as ascending ranges. */

/** First and last code points. */
export type CodePointRanges = readonly (readonly [first: number, last: number])[];

/** Reads a gap and a length less one in turn, in base 36, from U+0080 on. */
export function decodeRanges(text: string): CodePointRanges {
  const ranges: [number, number][] = [];
  let next = 0x80;
  for (const [, gap = "", more = ""] of text.matchAll(/(\w+) (\w+)/g)) {
    const first = next + parseInt(gap, 36);
    const last = first + parseInt(more, 36);
    ranges.push([first, last]);
    next = last + 1;
  }
  return ranges;
}

export function holds(ranges: CodePointRanges, codePoint: number): boolean {
  let low = 0;
  let high = ranges.length;
  // The first range that does not end before the code point is the only one that can hold it.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.[1] ?? 0) < codePoint) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.[0] ?? Number.POSITIVE_INFINITY) <= codePoint;
}
