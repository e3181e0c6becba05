/** A parsed YAML document as plain data, without what would harm whoever reads it. */
import { isAlias, isNode, isScalar, visit } from "yaml";
import type { Alias, Document, Node, Pair } from "yaml";

/** More than this many uses, or levels, of anchors is an attack on memory ("billion laughs"), not a configuration. */
const MAX_ALIASES = 100;

/** Keys that mean something to JavaScript objects and nothing to us. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

const BOMB = "yaml-alias-bomb";

/** A node that aliases refer to. */
interface Anchored {
  readonly node: Node;
  uses: number;
  /** What following the aliases inside it costs; final, as it is asked for when the node is complete. */
  readonly cost: () => Cost;
}

interface Cost {
  /** How often the most repeated part stands in the node. */
  readonly repeats: number;
  /** How many aliases lead on to others. */
  readonly levels: number;
}

/**
 * The data, read in the order of the text. Forbidden keys and aliases that cannot be followed are refused one by one, and
 * taken out of the document, so that everything else can still be checked.
 */
export function plainValue(
  document: Document,
  refuse: (code: string, message: string, offset: number) => void,
): unknown {
  const anchors = new Map<string, Anchored>();
  const targets = new Map<Alias, Anchored>();
  let isBomb = false;

  /** Whether an alias may stay. The name behind the asterisk is not repeated: it may be a password without quotes. */
  const follow = (alias: Alias, above: readonly unknown[]): boolean => {
    const target = anchors.get(alias.source);
    const offset = alias.range?.[0] ?? 0;
    if (isBomb) return false; // said once; there may be thousands
    if (target === undefined) {
      refuse(
        "yaml-bad-alias",
        "no anchor of this name stands before it; put a text that begins with * in quotes",
        offset,
      );
      return false;
    }
    if (above.includes(target.node)) {
      refuse(BOMB, "this alias stands inside of what it repeats; write the value out", offset);
      return false;
    }
    targets.set(alias, target);
    target.uses += 1;
    const { repeats, levels } = target.cost();
    if (target.uses * repeats <= MAX_ALIASES && levels <= MAX_ALIASES) return true;
    const message = `anchors are repeated too often to be read safely (at most ${MAX_ALIASES}); write the values out`;
    refuse(BOMB, message, offset);
    isBomb = true;
    return false;
  };
  const remember = (node: unknown): void => {
    if (!isNode(node) || isAlias(node) || node.anchor === undefined) return;
    if (anchors.get(node.anchor)?.node !== node) anchors.set(node.anchor, anchored(node, targets));
  };
  const isFollowed = (node: unknown, above: readonly unknown[]): boolean => !isAlias(node) || follow(node, above);

  visit(document, {
    Pair: (_, pair: Pair, above) => {
      remember(pair.key);
      if (!isFollowed(pair.key, above) || !isFollowed(pair.value, above)) return visit.REMOVE;
      const key = isAlias(pair.key) ? targets.get(pair.key)?.node : pair.key;
      if (!isScalar(key) || !FORBIDDEN_KEYS.has(String(key.value))) return undefined;
      const offset = (pair.key as Node).range?.[0] ?? 0;
      refuse("forbidden-key", `the key "${String(key.value)}" is not allowed; remove it`, offset);
      return visit.REMOVE;
    },
    // Those of a pair have been judged with it.
    Alias: (_, alias, above) => (targets.has(alias) || follow(alias, above) ? undefined : visit.REMOVE),
    Value: (_, node) => {
      remember(node);
    },
  });
  return document.toJS({ maxAliasCount: -1 });
}

function anchored(node: Node, targets: ReadonlyMap<Alias, Anchored>): Anchored {
  let known: Cost | null = null;
  const cost = (): Cost => {
    if (known !== null) return known;
    let [repeats, levels] = [1, 0];
    visit(node, {
      Alias: (_, alias) => {
        const inside = targets.get(alias);
        if (inside === undefined) return;
        const { repeats: ofInside, levels: below } = inside.cost();
        repeats = Math.max(repeats, inside.uses * ofInside);
        levels = Math.max(levels, below + 1);
      },
    });
    return (known = { repeats, levels });
  };
  return { node, uses: 0, cost };
}
