/** A state as text, a line at a time, and as a file that is written whole or not at all. */
import { lineOf } from "./state";
import type { State } from "./state";
import { writeWhole } from "./whole-file";

/** Lines of about this many characters together are written at once. */
const CHUNK_UNITS = 64 * 1024;

/** @throws what the file system says; the old file stays as it was then */
export async function writeState(path: string, state: State, signal: AbortSignal): Promise<void> {
  await writeWhole(path, stateText(state), signal);
}

/** Equal states are equal texts: everything comes in a fixed order. */
export function* stateText({ header, providers }: State): Iterable<string> {
  yield `${JSON.stringify(header)}\n`;
  let chunk = "";
  for (const [provider, observed] of sorted(providers)) {
    for (const [, one] of sorted(observed)) {
      chunk += `${JSON.stringify(lineOf(provider, one))}\n`;
      if (chunk.length < CHUNK_UNITS) continue;
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}

/** By code units, so that the order is the same on every machine. */
function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
