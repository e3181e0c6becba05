/**
 * Checks that the lengths in a DNS message stay within it, before the decoder reads it: the decoder accepts a TXT string that
 * leaves its record, and reads on after a CAA tag that is longer than its record. RFC 1035, section 4; RFC 8659, section 4.1.
 */

const HEADER_BYTES = 12;
const TXT = 16;
const CAA = 257;
/** More than any answer here needs; a message of 64 KiB can hold 5,000 empty records. */
const MAX_RECORDS = 10_000;

/** Whether the message can be decoded. @param isUpdate whether it is an update that is read record by record, without the decoder */
export function isWithinBounds(message: Buffer, isUpdate = false): boolean {
  if (message.length < HEADER_BYTES) return false;
  const questions = message.readUInt16BE(4);
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  if (questions > 1 || records > MAX_RECORDS) return false;
  let at: number | null = HEADER_BYTES;
  for (let index = 0; index < questions; index += 1) {
    at = afterName(message, at);
    if (at === null || at + 4 > message.length) return false;
    at += 4;
  }
  for (let index = 0; index < records; index += 1) {
    at = afterName(message, at);
    if (at === null || at + 10 > message.length) return false;
    const type = message.readUInt16BE(at);
    const start: number = at + 10;
    const end: number = start + message.readUInt16BE(at + 8);
    if (end > message.length) return false;
    const data = message.subarray(start, end);
    // In an update, no data stands for all records of the name and type (RFC 2136, section 2.5.2).
    if (isUpdate && data.length === 0) {
      at = end;
      continue;
    }
    if (type === TXT && !holdsStrings(data)) return false;
    if (type === CAA && (data.length < 2 || 2 + (data[1] ?? 0) > data.length)) return false;
    at = end;
  }
  return true;
}

/** The offset after a name; null when it leaves the message. A pointer ends a name (section 4.1.4). */
export function afterName(message: Buffer, start: number): number | null {
  for (let at = start; at < message.length;) {
    const length = message[at] ?? 0;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= message.length ? at + 2 : null;
    if (length > 63) return null;
    at += 1 + length;
  }
  return null;
}

/** Whether the data is a sequence of whole character strings, at least one. */
function holdsStrings(data: Buffer): boolean {
  let at = 0;
  while (at < data.length) at += 1 + (data[at] ?? 0);
  return data.length > 0 && at === data.length;
}
