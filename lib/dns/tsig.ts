/** Messages signed by a key that both sides share: RFC 8945. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { formatInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { TsigAlgorithm, TsigKey } from "../core/tsig-key";
import { afterName, isWithinBounds } from "./message-bounds";
import { CLASS, nameBytes, recordBytes, TYPE, u16, u32, u48 } from "./wire";

export interface SignedMessage {
  readonly bytes: Buffer;
  /** Every answer's signature covers it, so that an answer to another message is not taken. */
  readonly mac: Buffer;
}

export type Verdict =
  | { readonly kind: "signed" }
  /** Without a signature. In a transfer of many messages only some have one (section 5.3.1). */
  | { readonly kind: "unsigned" }
  /** The server did not accept the key or the time. Not signed where it does not know the key, so it may be forged. */
  | { readonly kind: "refused"; readonly why: string; readonly word: string }
  /** `error` is what a server answers to such a question (section 3). */
  | { readonly kind: "forged"; readonly why: string; readonly error: number };

/** Checks the messages of one answer, in their order. */
export interface TsigVerifier {
  check(message: Buffer, now: EpochMs): Verdict;
}

/** Seconds by which clocks may differ (section 10). */
const FUDGE = 300;
/** Of one answer, so many messages in a row may be without a signature (section 5.3.1). */
const MAX_UNSIGNED = 99;

const HASHES: Readonly<Record<TsigAlgorithm, string>> = {
  "hmac-sha1": "sha1",
  "hmac-sha256": "sha256",
  "hmac-sha384": "sha384",
  "hmac-sha512": "sha512",
};
const NONE = Buffer.alloc(0);
const [BADSIG, BADKEY, BADTIME] = [16, 17, 18];
const ERRORS: Readonly<Record<number, readonly [word: string, text: string]>> = {
  16: ["BADSIG", "the server has another secret for this key"],
  17: ["BADKEY", "the server does not know this key, or does not allow it here"],
  18: ["BADTIME", "the clocks differ too much"],
  22: ["BADTRUNC", "the server wants a longer signature"],
};

/** A question, or the first message of an answer. @param prior the MAC of the question, which an answer's signature covers */
export function signMessage(message: Buffer, key: TsigKey, now: EpochMs, prior?: Buffer): SignedMessage {
  const seconds = Math.floor(now / 1000);
  const mac = macOf(key, [...priorBytes(prior), message, variables(key, seconds, FUDGE, 0, NONE)]);
  return { bytes: withTsig(message, key, seconds, 0, mac, NONE), mac };
}

/** A later message of an answer (section 5.3.1). @param prior the MAC of the signed message before it */
export function signSequel(
  message: Buffer,
  key: TsigKey,
  now: EpochMs,
  prior: Buffer,
  unsigned: readonly Buffer[],
): SignedMessage {
  const seconds = Math.floor(now / 1000);
  const mac = macOf(key, [...priorBytes(prior), ...unsigned, message, u48(seconds), u16(FUDGE)]);
  return { bytes: withTsig(message, key, seconds, 0, mac, NONE), mac };
}

/** An answer that refuses a signature, without one of its own. It shows the server's clock (section 5.2). */
export function refuseSignature(message: Buffer, key: TsigKey, now: EpochMs, error: number): Buffer {
  const seconds = Math.floor(now / 1000);
  return withTsig(message, key, seconds, error, NONE, error === BADTIME ? u48(seconds) : NONE);
}

export function createTsigVerifier(key: TsigKey, requestMac: Buffer | undefined): TsigVerifier {
  let prior = requestMac;
  let isFirst = true;
  let unsigned: Buffer[] = [];

  return {
    check(message, now) {
      const tsig = readTsig(message);
      if (tsig === null) {
        unsigned.push(message);
        return unsigned.length > MAX_UNSIGNED
          ? forged("too many messages have no signature", BADSIG)
          : { kind: "unsigned" };
      }
      if (tsig.error !== 0) return refused(tsig);
      const isOurs = tsig.owner.equals(nameBytes(key.name)) && tsig.algorithm.equals(nameBytes(key.algorithm));
      if (!isOurs) return forged("it is signed by another key", BADKEY);
      const body = Buffer.from(message.subarray(0, tsig.start));
      body.writeUInt16BE(tsig.originalId, 0);
      body.writeUInt16BE(message.readUInt16BE(10) - 1, 10);
      const timers = Buffer.concat([u48(tsig.seconds), u16(tsig.fudge)]);
      const after = isFirst ? variables(key, tsig.seconds, tsig.fudge, tsig.error, tsig.other) : timers;
      const expected = macOf(key, [...priorBytes(prior), ...unsigned, body, after]);
      const isSame = tsig.mac.length === expected.length && timingSafeEqual(tsig.mac, expected);
      if (!isSame) return forged("its signature is wrong", BADSIG);
      if (Math.abs(Math.floor(now / 1000) - tsig.seconds) > tsig.fudge)
        return forged("it was signed at another time", BADTIME);
      prior = tsig.mac;
      isFirst = false;
      unsigned = [];
      return { kind: "signed" };
    },
  };
}

/** The MAC of a message; null where it has no signature. */
export function signatureOf(message: Buffer): Buffer | null {
  return readTsig(message)?.mac ?? null;
}

interface Tsig {
  /** Where the record begins. */
  readonly start: number;
  readonly owner: Buffer;
  readonly algorithm: Buffer;
  readonly seconds: number;
  readonly fudge: number;
  readonly mac: Buffer;
  readonly originalId: number;
  readonly error: number;
  readonly other: Buffer;
}

/** The last record, where it is a whole TSIG. Names in it are never compressed (section 4.2). */
function readTsig(message: Buffer): Tsig | null {
  const isUpdate = message.length > 2 && (message.readUInt8(2) & 0x78) === 0x28;
  if (!isWithinBounds(message, isUpdate)) return null;
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  if (message.readUInt16BE(10) === 0) return null;
  let at = 12;
  for (let index = message.readUInt16BE(4); index > 0; index -= 1) at = (afterName(message, at) ?? 0) + 4;
  let start = at;
  for (let index = records; index > 0; index -= 1) {
    start = at;
    const fixed = afterName(message, at) ?? 0;
    at = fixed + 10 + message.readUInt16BE(fixed + 8);
  }
  const fixed = afterName(message, start) ?? 0;
  if (message.readUInt16BE(fixed) !== TYPE.TSIG) return null;
  const data = message.subarray(fixed + 10, at);
  const end = afterName(data, 0);
  if (end === null || data.length < end + 16) return null;
  const macLength = data.readUInt16BE(end + 8);
  const afterMac = end + 10 + macLength;
  if (data.length < afterMac + 6) return null;
  const otherLength = data.readUInt16BE(afterMac + 4);
  if (data.length !== afterMac + 6 + otherLength) return null;
  return {
    start,
    owner: inLowerCase(message.subarray(start, fixed)),
    algorithm: inLowerCase(data.subarray(0, end)),
    seconds: data.readUIntBE(end, 6),
    fudge: data.readUInt16BE(end + 6),
    mac: data.subarray(end + 10, afterMac),
    originalId: data.readUInt16BE(afterMac),
    error: data.readUInt16BE(afterMac + 2),
    other: data.subarray(afterMac + 6),
  };
}

function withTsig(message: Buffer, key: TsigKey, seconds: number, error: number, mac: Buffer, other: Buffer): Buffer {
  const data = Buffer.concat([
    ...[nameBytes(key.algorithm), u48(seconds), u16(FUDGE), u16(mac.length), mac],
    ...[message.subarray(0, 2), u16(error), u16(other.length), other],
  ]);
  const bytes = Buffer.concat([message, recordBytes(key.name, "TSIG", "ANY", 0, data)]);
  bytes.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return bytes;
}

function macOf({ algorithm, secret }: TsigKey, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(HASHES[algorithm], Buffer.from(secret, "base64"));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

function priorBytes(prior: Buffer | undefined): readonly Buffer[] {
  return prior === undefined ? [] : [u16(prior.length), prior];
}

/** Section 4.3.3. */
function variables(key: TsigKey, seconds: number, fudge: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    ...[nameBytes(key.name), u16(CLASS.ANY), u32(0), nameBytes(key.algorithm)],
    ...[u48(seconds), u16(fudge), u16(error), u16(other.length), other],
  ]);
}

function refused({ error, other }: Tsig): Verdict {
  const [word, text] = ERRORS[error] ?? [`TSIG error ${error}`, "the server refuses the signature"];
  const clock =
    error === BADTIME && other.length === 6
      ? `: that of the server shows ${formatInstant(other.readUIntBE(0, 6) * 1000)}`
      : "";
  return { kind: "refused", word, why: `${text} (${word})${clock}` };
}

function forged(why: string, error: number): Verdict {
  return { kind: "forged", why, error };
}

/** Bytes of lengths are below 64, so they are no letters. */
function inLowerCase(name: Buffer): Buffer {
  return Buffer.from(name.toString("latin1").toLowerCase(), "latin1");
}
