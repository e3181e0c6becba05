/** How much the rules of a user may use together, because reading, compiling and judging them cannot be interrupted. */

/** Used up as rules are read. */
export interface Budget {
  /** Of the schemas; compiling some thousands takes seconds and a hundred megabytes. */
  keywords: number;
  /** Of the programs that patterns become, 20 to 150 for a usual one; each character of a text may take all of them. */
  instructions: number;
}

/** Of one rule: compiling a schema takes more than twice as long for twice the keywords. */
export const MAX_KEYWORDS = 500;

export function wholeBudget(): Budget {
  return { keywords: 5_000, instructions: 10_000 };
}
