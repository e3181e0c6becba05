/** Parsed YAML as plain data, without the parts that would harm the code that reads it. */
import { isAlias, isMap, isPair, isScalar, isSeq, Scalar } from "yaml";
import type { Alias, Node, Pair, YAMLMap, YAMLSeq } from "yaml";
import { MAX_DEPTH, MAX_ITEMS, MAX_REPEATED, TOO_DEEP, TOO_MANY_ITEMS } from "./limits";

/** Keys that mean something to JavaScript objects and nothing to us. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

const BOMB = "yaml-alias-bomb";

export interface PlainReader {
  /**
   * The data of the root, read in the order of the text. What cannot be read is refused and left out, here and in the node,
   * so that everything else can still be checked; undefined when nothing is left.
   */
  readonly read: (root: Node | null) => unknown;
  /** The node that an alias repeats; null for an alias that was refused. */
  readonly targetOf: (alias: Alias) => Node | null;
}

type Mapping = Record<string, unknown>;

/** A node that aliases refer to. */
interface Anchored {
  readonly node: Node;
  /** Unset while the node is being read. */
  value?: unknown;
  isComplete: boolean;
  /** The number of values in it, with those that aliases repeat. */
  size: number;
  /** The number of levels below it. */
  height: number;
}

export function plainReader(refuse: (code: string, message: string, offset: number) => void): PlainReader {
  const anchors = new Map<string, Anchored>();
  const targets = new Map<Alias, Node>();
  let isBomb = false;
  /** Values read so far, with those that aliases repeat, and the part that aliases added. */
  let [size, repeated] = [0, 0];
  let deepest = 0;

  const read = (node: Node | null, depth: number): unknown => {
    size += 1;
    deepest = Math.max(deepest, depth);
    if (node === null) return null;
    if (isAlias(node)) return follow(node, depth)?.value;
    if (node.anchor === undefined) return readInside(node, depth);
    const anchored: Anchored = { node, isComplete: false, size: 0, height: 0 };
    anchors.set(node.anchor, anchored);
    const [sizeBefore, deepestBefore] = [size - 1, deepest];
    deepest = depth;
    anchored.value = readInside(node, depth);
    anchored.size = size - sizeBefore;
    anchored.height = deepest - depth;
    anchored.isComplete = true;
    deepest = Math.max(deepest, deepestBefore);
    return anchored.value;
  };

  const readInside = (node: Exclude<Node, Alias>, depth: number): unknown => {
    if (isMap(node)) return readMap(node, depth);
    if (isSeq(node)) return readList(node, depth);
    return scalarOf(node);
  };

  const readList = (node: YAMLSeq, depth: number): unknown[] | undefined => {
    if (node.items.length > MAX_ITEMS) {
      refuse("yaml-too-many", TOO_MANY_ITEMS, offsetOf(node));
      return undefined;
    }
    const values: unknown[] = [];
    const kept = (node.items as (Node | Pair)[]).filter((item) => {
      // YAML 1.1, which a directive can ask for, has lists of pairs.
      const value = isPair(item) ? readPairs([item], depth + 1).found : read(item, depth + 1);
      if (value === undefined) return false;
      values.push(value);
      return true;
    });
    if (kept.length < node.items.length) node.items = kept;
    return values;
  };

  const readMap = (node: YAMLMap, depth: number): Mapping => {
    const { found, kept } = readPairs(node.items, depth);
    if (kept.length < node.items.length) node.items = kept;
    return found;
  };

  const readPairs = (pairs: readonly Pair[], depth: number): { found: Mapping; kept: Pair[] } => {
    const found: Mapping = {};
    const merged: Mapping[] = [];
    const keys = new Set<string>();
    const kept = pairs.filter((pair) => {
      const key = readKey(pair.key as Node | null, depth + 1);
      if (key === null) return false;
      if (keys.has(key)) {
        refuse("yaml-duplicate-key", "this key stands in the mapping twice; keep one of them", offsetOf(pair.key));
        return false;
      }
      keys.add(key);
      const value = read(pair.value as Node | null, depth + 1);
      if (value === undefined) return false;
      if (!isMergeKey(pair.key)) {
        found[key] = value;
        return true;
      }
      const mappings = Array.isArray(value) ? (value as unknown[]) : [value];
      if (mappings.every(isMapping)) merged.push(...mappings);
      else refuse("yaml-bad-merge", "<< takes a mapping or a list of mappings, such as *name", offsetOf(pair.value));
      return true;
    });
    // A key of the mapping itself wins, then the first of the merged mappings that has it.
    for (const [key, value] of merged.flatMap((mapping) => Object.entries(mapping))) {
      if (!Object.hasOwn(found, key)) found[key] = value;
    }
    return { found, kept };
  };

  /** Null for a key that is refused. */
  const readKey = (node: Node | null, depth: number): string | null => {
    size += 1;
    const target = isAlias(node) ? (follow(node, depth)?.node ?? null) : node;
    if (isAlias(node) && target === null) return null;
    if (target !== null && !isScalar(target)) {
      refuse("yaml-bad-key", "a key is a text, not a list or a mapping; put it in quotes", offsetOf(node));
      return null;
    }
    if (target?.anchor !== undefined && target === node) read(target, depth);
    const key = keyOf(target);
    if (!FORBIDDEN_KEYS.has(key)) return key;
    refuse("forbidden-key", `unknown key "${key}", which no mapping may have; remove it`, offsetOf(node));
    return null;
  };

  /** What an alias repeats. The message does not show its name, which may be a password without quotes. */
  const follow = (alias: Alias, depth: number): Anchored | null => {
    const target = anchors.get(alias.source);
    const offset = offsetOf(alias);
    if (isBomb) return null; // reported once; there may be thousands
    if (target === undefined) {
      const message = "no anchor of this name stands before it; put a text that begins with * in quotes";
      refuse("yaml-bad-alias", message, offset);
      return null;
    }
    if (!target.isComplete) {
      refuse(BOMB, "this alias stands inside of what it repeats; write the value out", offset);
      return null;
    }
    repeated += target.size;
    size += target.size;
    deepest = Math.max(deepest, depth + target.height);
    isBomb = repeated > MAX_REPEATED || deepest > MAX_DEPTH;
    if (isBomb) {
      const tooMany = `aliases repeat too much to be read safely (at most ${MAX_REPEATED} values); write the values out`;
      refuse(BOMB, repeated > MAX_REPEATED ? tooMany : TOO_DEEP, offset);
      return null;
    }
    targets.set(alias, target.node);
    return target;
  };

  return { read: (root) => read(root, 0), targetOf: (alias) => targets.get(alias) ?? null };
}

/** `<<` without quotes: the mapping takes over the keys of others (YAML 1.1, which most files are written for). */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && keyOf(key) === "<<";
}

/** A key as the text of a property, however it is written. */
export function keyOf(node: unknown): string {
  return String((isScalar(node) ? scalarOf(node) : null) ?? "");
}

/** Dates and bytes are of YAML 1.1, which a directive can ask for; here they are the text that they are written as. */
function scalarOf({ value, source }: Scalar): string | number | boolean | null {
  // The lexer adds a quoted text letter by letter. Reading a character joins the letters, which saves memory.
  if (typeof value === "string" && value.charCodeAt(0) === 0) return value;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null ? null : (source ?? "");
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
