/** The calls that need a key: updates (RFC 2136) and transfers (RFC 5936), signed as RFC 8945 says. */
import * as dns from "dns-packet";
import type { EpochMs } from "../../core/time";
import type { TsigKey } from "../../core/tsig-key";
import { createTsigVerifier, refuseSignature, signatureOf, signMessage, signSequel } from "../../dns/tsig";
import { afterName } from "../../dns/message-bounds";
import { applyUpdate } from "./update";
import { soaOf } from "./zone-answer";
import type { AnswerOptions } from "./zone-answer";
import type { ServedRecord, ZoneState, ZoneVersion } from "./zone-state";

/** Of the keys that a server knows, the one that has signed; or the refusal. */
export type Signer =
  | { readonly kind: "signed"; readonly key: TsigKey; readonly mac: Buffer }
  | { readonly kind: "unsigned" }
  | { readonly kind: "refused"; readonly answer: Buffer };

const OPCODE_UPDATE = 5;
const [REFUSED, NOTAUTH] = [5, 9];
const BADKEY = 17;
const RECORDS_PER_MESSAGE = 50;

export function isUpdate(message: Buffer): boolean {
  return ((message.readUInt16BE(2) >> 11) & 15) === OPCODE_UPDATE;
}

/** The message without its records: those of an update may be of no form that the decoder knows. */
export function questionAlone(message: Buffer): dns.DecodedPacket {
  const end = (afterName(message, 12) ?? message.length) + 4;
  const head = Buffer.from(message.subarray(0, end));
  head.fill(0, 6, 12);
  return dns.decode(head);
}

/** An answer without records. */
export function emptyAnswer(message: Buffer, rcode: number): Buffer {
  const { questions = [] } = questionAlone(message);
  const flags = (message.readUInt16BE(2) & 0x7800) | rcode;
  return dns.encode({ type: "response", id: message.readUInt16BE(0), flags, questions });
}

export function signerOf(message: Buffer, keys: readonly TsigKey[], now: EpochMs): Signer {
  const mac = signatureOf(message);
  if (mac === null) return { kind: "unsigned" };
  let error = BADKEY;
  for (const key of keys) {
    const verdict = createTsigVerifier(key, undefined).check(message, now);
    if (verdict.kind === "signed") return { kind: "signed", key, mac };
    if (verdict.kind === "forged" && verdict.error !== BADKEY) error = verdict.error;
  }
  const [key = { name: "unknown", algorithm: "hmac-sha256", secret: "" } as const] = keys;
  return { kind: "refused", answer: refuseSignature(emptyAnswer(message, NOTAUTH), key, now, error) };
}

/** @param state null where the server does not have the zone */
export function updateAnswer(message: Buffer, state: ZoneState | null, signer: Signer, now: EpochMs): Buffer {
  if (signer.kind === "refused") return signer.answer;
  if (signer.kind === "unsigned") return emptyAnswer(message, REFUSED);
  const rcode = state === null ? NOTAUTH : applyUpdate(message, state);
  return signMessage(emptyAnswer(message, rcode), signer.key, now, signer.mac).bytes;
}

/** The messages of a whole zone: its SOA, its records, its SOA again. Only the first and the last message are signed. */
export function transferAnswer(
  message: Buffer,
  options: AnswerOptions,
  version: ZoneVersion,
  { key, mac }: Extract<Signer, { readonly kind: "signed" }>,
  now: EpochMs,
): readonly Buffer[] {
  const soa = soaOf(options, version);
  const all: readonly ServedRecord[] = [soa, ...version.records, soa];
  const { questions = [] } = dns.decode(message);
  const parts = Array.from({ length: Math.ceil(all.length / RECORDS_PER_MESSAGE) }, (_, index) =>
    dns.encode({
      ...{ type: "response", id: message.readUInt16BE(0), flags: dns.AUTHORITATIVE_ANSWER },
      questions: index === 0 ? questions : [],
      answers: all.slice(index * RECORDS_PER_MESSAGE, (index + 1) * RECORDS_PER_MESSAGE),
    } as unknown as dns.Packet),
  );
  const [first, ...rest] = parts;
  if (first === undefined) return [];
  const signed = signMessage(first, key, now, mac);
  const last = rest.pop();
  if (last === undefined) return [signed.bytes];
  return [signed.bytes, ...rest, signSequel(last, key, now, signed.mac, rest).bytes];
}
