/** Pieces of text in chunks of a size that is worth a call of the system. */

const CHUNK_UNITS = 64 * 1024;

/** At least as long as that, but for the last one; never more of them in memory than one. */
export function* inChunks(pieces: Iterable<string>): Iterable<string> {
  let chunk: string[] = [];
  let units = 0;
  for (const piece of pieces) {
    chunk.push(piece);
    units += piece.length;
    if (units < CHUNK_UNITS) continue;
    yield chunk.join("");
    chunk = [];
    units = 0;
  }
  if (units > 0) yield chunk.join("");
}
