/** Sets of code points beyond ASCII. */

/** Where the code points begin to belong to the set, where they stop, and so on in turn; ascending. */
export type CodePointRanges = readonly number[];

/** Reads a gap and a length less one in turn, in base 36, from U+0080 on. */
export function decodeRanges(text: string): CodePointRanges {
  let bound = 0x80;
  return text.split(" ").map((number, index) => (bound += parseInt(number, 36) + (index % 2)));
}

export function holds(ranges: CodePointRanges, codePoint: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(ranges[middle]) <= codePoint) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1; // after an odd number of bounds it is within the set
}
