/** How much one document may hold. Whatever file it is, reading it ends soon and takes less than 300 MB. */

/** Lists and mappings inside of each other; whatever walks them has to come back, too. */
export const MAX_DEPTH = 200;
export const TOO_DEEP = "nested too deeply to be read; flatten the file";

/** Characters of one text, key or comment: more than any setting, rule or answer of a simulated CA. */
export const MAX_TEXT_LENGTH = 65_536;

/** Tokens in the whole text, with its spaces and ends of lines: some 100,000 domains with four settings each. */
export const MAX_TOKENS = 4_000_000;

/** Tokens outside of the lists that are read item by item. */
export const MAX_TOKENS_HELD = 250_000;

/** Items of the lists that are read item by item. */
export const MAX_ITEMS = 120_000;

/** Values that aliases add: a "billion laughs" would add them without end. */
export const MAX_REPEATED = 200_000;
