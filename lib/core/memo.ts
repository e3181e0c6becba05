/** Values that are made once for many domains that ask for the same. */

/** More different keys than this are not alike: remembering them would only take memory. */
const MAX_ENTRIES = 20_000;

/** Returns the value that was made for an equal key before, or makes it. Keys are compared as those of a `Map`. */
export type Memo<Key, Value> = (key: Key, make: (key: Key) => Value) => Value;

export function createMemo<Key, Value>(maxEntries = MAX_ENTRIES): Memo<Key, Value> {
  const known = new Map<Key, Value>();
  return (key, make) => {
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const value = make(key);
    if (known.size >= maxEntries) known.clear();
    known.set(key, value);
    return value;
  };
}
