/** Splits names evenly and always alike, on every machine: which shard asks about a name, and when its date is asked again. */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 0 to 1 (1 excluded), the same for the same name. */
export function shareOf(name: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), FNV_PRIME);
  }
  // The last step of MurmurHash3: without it, names that differ only in their last letters lie side by side.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One of several machines that share an estate. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

export function isOfShard(name: string, { index, count }: Shard): boolean {
  return Math.floor(shareOf(name) * count) === index - 1;
}
