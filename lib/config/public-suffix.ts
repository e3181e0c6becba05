/** The Public Suffix List, its ICANN section only, as the Baseline Requirements prefer (3.2.2.6). */
import { getDomain, getPublicSuffix } from "tldts-icann";
import { baseName } from "../core/domain-name";

/** The public suffix that the name, less a leading `*.`, consists of; null when there is a label of its own before it. */
export function barePublicSuffix(name: string): string | null {
  const base = baseName(name);
  // Whether it is an address was seen before.
  return getPublicSuffix(base, { ...AS_IT_IS, detectIp: false }) === base ? base : null;
}

/** Whether public suffixes lie below this name, less a leading `*.`: `*.kawasaki.jp` and `bo.telemark.no` are rules of the list. */
export function holdsPublicSuffixes(name: string): boolean {
  const { edgeStart, edgeChild, rulesRoot } = rules();
  let node = rulesRoot;
  for (const label of baseName(name).split(".").reverse()) {
    const edge = edgeOf(node, label) ?? edgeOf(node, "*");
    if (edge === null) return false;
    node = edgeChild[edge] ?? 0;
  }
  return (edgeStart[node] ?? 0) < (edgeStart[node + 1] ?? 0);
}

/** The edge of the node that has this label; null where there is none. */
function edgeOf(node: number, label: string): number | null {
  const { edgeStart, labels } = rules();
  const [start, end] = [edgeStart[node] ?? 0, edgeStart[node + 1] ?? 0];
  const index = labels.slice(start, end).indexOf(label);
  return index === -1 ? null : start + index;
}

interface Rules extends Pick<Trie, "edgeStart" | "edgeChild" | "rulesRoot"> {
  /** Of each edge. */
  readonly labels: readonly string[];
}

type Trie = typeof import("tldts-icann/dist/cjs/src/data/trie");

let loaded: Rules | null = null;

/** Loaded where they are needed: few files waive a wildcard. */
function rules(): Rules {
  if (loaded !== null) return loaded;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a load on demand that is not asynchronous
  const trie = require("tldts-icann/dist/cjs/src/data/trie") as Trie;
  let offset = 0;
  const labels = Array.from(trie.edgeLength, (length) => trie.labelText.slice(offset, (offset += length)));
  return (loaded = { ...trie, labels });
}

/** The name that is registered: a public suffix and the label before it; the name itself where it has no such label. */
export function registrableDomain(name: string): string {
  const base = baseName(name);
  return getDomain(base, AS_IT_IS) ?? base;
}

const AS_IT_IS = { extractHostname: false, validateHostname: false };
