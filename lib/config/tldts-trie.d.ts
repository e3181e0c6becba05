/** The rules of the Public Suffix List as `tldts-icann` keeps them: the package exports look-ups only, and no types for this file. */
declare module "tldts-icann/dist/cjs/src/data/trie" {
  /** The edges of a node are those from its start to the start of the next node. */
  export const edgeStart: Uint16Array;
  /** The length of each edge's label; the labels follow one another in `labelText`. */
  export const edgeLength: Uint8Array;
  export const edgeChild: Uint16Array;
  export const labelText: string;
  export const rulesRoot: number;
}
