/**
 * Reads long lists item by item, while the text is parsed, and lets go of what was read: the tree of 100,000 domains
 * takes a gigabyte, their data a few megabytes.
 */
import { CST, Composer, isSeq } from "yaml";
import type { Node } from "yaml";
import { PARSER_OPTIONS, problemsOf } from "./yaml-problems";
import type { Problem } from "./yaml-problems";

/** The first items of a list; its others are still in the document. */
export interface LongList {
  readonly items: readonly ReadItem[];
}

/** Plain data, and where it stood. All offsets are of the text; `from` and `to` hold the item with its dash. */
export interface ReadItem {
  readonly value: unknown;
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly to: number;
}

export interface ListReader {
  /** Looks at the list that the parser is in, after each token. */
  lookAfter(lexeme: string): void;
  /** How many tokens, or what takes as much as a token, are still in memory. */
  readonly held: number;
  /** How many items have been read, of all lists. */
  readonly read: number;
  readonly problems: readonly Problem[];
}

/** So many tokens of a list are read at once. */
const BATCH = 10_000;

/** The parser builds a quoted text as a chain of letters, each of which takes as much as this part of a token. */
const LETTERS_PER_TOKEN = 16;

/** What follows the last items (comments, empty lines) may still be added to them. */
const UNFINISHED = 2;

/** `stack` is what the parser is inside of, from the document inwards. `found` is filled, as `compose` says. */
export function createListReader(
  stack: readonly CST.Token[],
  text: string,
  readItem: (node: Node) => unknown,
  found: Map<number, LongList>,
): ListReader {
  const problems: Problem[] = [];
  let [held, count] = [0, 0];
  let current: Open | null = null;
  let isWhole = false;

  const read = ({ list, items, ...open }: Open): number => {
    found.set(list.offset, { items });
    const complete = list.items.splice(0, list.items.length - UNFINISHED);
    const value = { ...list, items: complete };
    const alone: CST.Document = { type: "document", offset: list.offset, start: [], value };
    let from = open.readTo;
    for (const document of new Composer(PARSER_OPTIONS).compose([alone])) {
      problems.push(...problemsOf(document));
      for (const node of isSeq(document.contents) ? (document.contents.items as Node[]) : []) {
        const [start = from, end = from, to = from] = node.range ?? [];
        const value = readItem(node);
        count += 1;
        if (value !== undefined) items.push({ value, from, start, end, to });
        from = to;
      }
    }
    return from;
  };

  return {
    problems,
    get held() {
      return held;
    },
    get read() {
      return count;
    },
    lookAfter: (lexeme) => {
      held += 1 + (/^["']/.test(lexeme) ? lexeme.length / LETTERS_PER_TOKEN : 0);
      const type = CST.tokenType(lexeme);
      // What an anchor names may be repeated anywhere behind it, and a tag may make anything of a list.
      isWhole ||= type === "anchor" || type === "tag";
      if (isWhole || type !== "newline") return;
      const list = outermostList(stack);
      if (list === null) current = null;
      else if (list !== current?.list) {
        current = { list, items: [], readTo: text.lastIndexOf("\n", list.offset) + 1, heldBefore: held };
      } else if (held - current.heldBefore > BATCH && list.items.length > UNFINISHED) {
        current = { ...current, readTo: read(current) };
        held = current.heldBefore;
      }
    },
  };
}

/** The list that the parser is in. */
interface Open {
  readonly list: CST.BlockSequence;
  readonly items: ReadItem[];
  /** The offset up to which it was read. */
  readonly readTo: number;
  /** The tokens in memory when it began. */
  readonly heldBefore: number;
}

/** The list that lies in nothing but mappings, as `domains` does. */
function outermostList(stack: readonly CST.Token[]): CST.BlockSequence | null {
  const outermost = stack.find(({ type }) => type !== "document" && type !== "block-map");
  return outermost?.type === "block-seq" ? outermost : null;
}
