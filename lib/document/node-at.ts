/** Where the value at a path stands in the text. */
import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Alias, Node, Pair, YAMLMap } from "yaml";
import type { LongList, ReadItem } from "./long-list";
import { keyOf } from "./plain-value";
import { PARSER_OPTIONS } from "./yaml-problems";

export type Path = readonly (string | number)[];

/** Offsets in the text, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Tree {
  readonly text: string;
  readonly root: Node | null;
  /** By the offset at which the list begins. */
  readonly longLists: ReadonlyMap<number, LongList>;
  readonly targetOf: (alias: Alias) => Node | null;
}

/** Finds a value, or the key it stands behind; the nearest ancestor where the path leads nowhere. */
export function spanFinder(tree: Tree): (path: Path, part: "key" | "value") => Span {
  const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairOf = (map: YAMLMap, key: string): Pair | undefined => {
    const known = pairs.get(map) ?? pairsByKey(map);
    pairs.set(map, known);
    return known.get(key);
  };
  return (path, part) => {
    let node = tree.root;
    let found = tree.root;
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = tree.targetOf(node);
      if (isMap(node)) {
        const pair = pairOf(node, String(step));
        if (pair === undefined) return spanOf(found);
        if (part === "key" && index === path.length - 1) return spanOf(pair.key as Node);
        node = (pair.value as Node | null) ?? (pair.key as Node);
      } else if (isSeq(node)) {
        const before = tree.longLists.get(spanOf(node).start)?.items ?? [];
        const item = before[Number(step)];
        if (item !== undefined) return spanInside(item, path.slice(index + 1), part, tree.text);
        node = (node.items[Number(step) - before.length] as Node | undefined) ?? null;
      } else {
        return spanOf(found);
      }
      if (node === null) return spanOf(found);
      found = node;
    }
    return spanOf(found);
  };
}

/** What was let go of is parsed once more: only what is wrong is asked for so precisely. */
function spanInside(item: ReadItem, path: Path, part: "key" | "value", text: string): Span {
  if (path.length === 0) return { start: item.start, end: item.end };
  const alone = text.slice(item.from, item.to);
  const { contents } = parseDocument(alone, PARSER_OPTIONS);
  const root = isSeq(contents) ? ((contents.items[0] as Node | undefined) ?? null) : null;
  const { start, end } = spanFinder({ text: alone, root, longLists: new Map(), targetOf: () => null })(path, part);
  return { start: item.from + start, end: item.from + end };
}

function pairsByKey(map: YAMLMap): ReadonlyMap<string, Pair> {
  const byKey = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = pair.key;
    if (!isScalar(key) && key !== null) continue;
    // Of two, the first is the one that was read.
    if (!byKey.has(keyOf(key))) byKey.set(keyOf(key), pair);
  }
  return byKey;
}

function spanOf(node: Node | null): Span {
  const [start = 0, end = 0] = node?.range ?? [];
  return { start, end };
}
