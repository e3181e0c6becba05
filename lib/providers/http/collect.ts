/** The bytes of an answer, in one bounded buffer. */
import type { Readable } from "node:stream";

const FIRST_LENGTH = 16 * 1024;

/**
 * Reads the body into one buffer, whatever the size of its pieces: pieces kept one by one would take many times their
 * length. Stops and returns null as soon as the body is longer than the limit, or announces it.
 * @param announced its length in bytes as the server gives it; null without one
 */
export async function collect(body: Readable, announced: number | null, maxBytes: number): Promise<Buffer | null> {
  if (announced !== null && announced > maxBytes) {
    leave(body);
    return null;
  }
  let buffer = Buffer.allocUnsafe(announced ?? Math.min(FIRST_LENGTH, maxBytes));
  let length = 0;
  return new Promise((resolve, reject) => {
    body.on("data", (piece: Buffer) => {
      const end = length + piece.length;
      if (end > maxBytes) {
        body.removeAllListeners("data");
        leave(body);
        return resolve(null);
      }
      if (end > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(end, 2 * buffer.length)));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      piece.copy(buffer, length);
      length = end;
    });
    body.once("end", () => resolve(buffer.subarray(0, length)));
    body.once("error", reject);
  });
}

/** Closes the connection without reading the rest of the body. */
export function leave(body: Readable): void {
  body.once("error", () => undefined).destroy();
}
