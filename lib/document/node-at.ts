/** Where the value at a path stands in the text. */
import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Alias, Node, Pair, YAMLMap } from "yaml";
import { isMergeKey, keyOf } from "./plain-value";

export type Path = readonly (string | number)[];

/** Offsets in the text, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The node that an alias repeats; null for an alias that was refused. */
type TargetOf = (alias: Alias) => Node | null;

/** Finds a value or its key; the nearest ancestor where the path leads nowhere. */
export function spanFinder(root: Node | null, targetOf: TargetOf): (path: Path, part: "key" | "value") => Span {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairsOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const pairs = known.get(map) ?? pairsByKey(map, targetOf);
    known.set(map, pairs);
    return pairs;
  };
  return (path, part) => {
    let node = root;
    let found = root;
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = targetOf(node);
      if (isMap(node)) {
        const pair = pairsOf(node).get(String(step));
        if (pair === undefined) return spanOf(found);
        if (part === "key" && index === path.length - 1) return spanOf(pair.key as Node);
        node = (pair.value as Node | null) ?? (pair.key as Node);
      } else if (isSeq(node)) {
        node = (node.items[Number(step)] as Node | undefined) ?? null;
      } else {
        return spanOf(found);
      }
      if (node === null) return spanOf(found);
      found = node;
    }
    return spanOf(found);
  };
}

/** The pairs of a mapping, then those that it merges, in the order in which they count. */
function pairsByKey(map: YAMLMap, targetOf: TargetOf): ReadonlyMap<string, Pair> {
  const byKey = new Map<string, Pair>();
  const merged: Node[] = [];
  for (const pair of map.items) {
    const key = pair.key;
    if (isMergeKey(key)) merged.push(...mappingsOf(pair.value as Node | null, targetOf));
    else if ((isScalar(key) || key === null) && !byKey.has(keyOf(key))) byKey.set(keyOf(key), pair);
  }
  for (const one of merged) {
    if (!isMap(one)) continue;
    for (const [key, pair] of pairsByKey(one, targetOf)) if (!byKey.has(key)) byKey.set(key, pair);
  }
  return byKey;
}

function mappingsOf(value: Node | null, targetOf: TargetOf): readonly Node[] {
  const node = isAlias(value) ? targetOf(value) : value;
  if (isSeq(node)) return node.items.flatMap((item) => mappingsOf(item as Node, targetOf));
  return node === null ? [] : [node];
}

export function spanOf(node: Node | null): Span {
  const [start = 0, end = 0] = node?.range ?? [];
  return { start, end };
}
