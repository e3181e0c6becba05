/** How much one document may hold. Whatever the file is, reading it ends soon and takes less than 500 MB. */

/** Bytes of a file. */
export const MAX_BYTES = 8 * 1024 * 1024;

/** Lists and mappings inside of each other: code that walks them calls itself once for each level. */
export const MAX_DEPTH = 200;
export const TOO_DEEP = "nested too deeply to be read; flatten the file";

/** Characters of one text, key or comment: more than any setting, rule or answer of a simulated CA. */
export const MAX_TEXT_LENGTH = 65_536;

/** Tokens in the whole text, with its spaces and ends of lines: 20,000 domains with five settings each have 840,000. */
export const MAX_TOKENS = 1_500_000;

/** Brackets, braces and commas: each can take a kilobyte where the text is wrong. */
export const MAX_FLOW_SIGNS = 250_000;

/** Items of one list. */
export const MAX_ITEMS = 20_000;
export const TOO_MANY_ITEMS = `a list may hold ${MAX_ITEMS} entries; split domains.yaml into files that \`include\` names`;

/** Values that aliases add. A "billion laughs" file would add them without end. */
export const MAX_REPEATED = 200_000;
