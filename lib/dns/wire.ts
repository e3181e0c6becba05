/**
 * The parts of a DNS message that `dns-packet` cannot write: it makes the class NONE a 0 without an error, and RFC 2136 needs that
 * class in every prerequisite and removal. RFC 1035, section 3 and 4.1.
 */
import { ROOT } from "../core/dns-name";

export const TYPE = { CNAME: 5, SOA: 6, TXT: 16, TSIG: 250, ANY: 255 } as const;
export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;

/** A character string of TXT holds so many bytes. */
const MAX_STRING = 255;

/** @param name in the form of `parseDnsName` */
export function nameBytes(name: string): Buffer {
  const labels = name === ROOT ? [] : name.split(".");
  return Buffer.concat([...labels.map((label) => withOneByteLength(Buffer.from(label, "latin1"))), Buffer.from([0])]);
}

/** The data of TXT. @param text one character a byte */
export function stringBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const count = Math.max(1, Math.ceil(bytes.length / MAX_STRING));
  return Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      withOneByteLength(bytes.subarray(index * MAX_STRING, (index + 1) * MAX_STRING)),
    ),
  );
}

/** A resource record as bytes. */
export function recordBytes(
  name: string,
  type: keyof typeof TYPE,
  klass: keyof typeof CLASS,
  ttl: number,
  data: Buffer = Buffer.alloc(0),
): Buffer {
  return Buffer.concat([nameBytes(name), u16(TYPE[type]), u16(CLASS[klass]), u32(ttl), u16(data.length), data]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}

/** A message as TCP carries it (RFC 7766). */
export function withLength(message: Buffer): Buffer {
  return Buffer.concat([u16(message.length), message]);
}

function withOneByteLength(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
