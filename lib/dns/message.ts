/** DNS messages: a question as bytes, and bytes as the answer to that question or as nothing. RFC 1035, section 4; RFC 6891. */
import * as dns from "dns-packet";
import { parseDnsName, ROOT } from "../core/dns-name";
import { isWithinBounds } from "./message-bounds";
import type { DnsRecord, RecordType } from "./record";

export interface Question {
  readonly name: string;
  readonly type: RecordType;
  /** RD: asked of resolvers, never of authoritative servers. */
  readonly recursive: boolean;
  /** CD: have the resolver answer what it could not validate. */
  readonly checkingDisabled: boolean;
}

/** A complete message that answers the question it was made for. */
export interface Answer {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, …; `RCODE23` where the number has no name here. */
  readonly rcode: string;
  /** AA: the server has the zone. */
  readonly authoritative: boolean;
  /** TC: not all of it fitted. */
  readonly truncated: boolean;
  /** AD: the resolver has validated it (RFC 4035). */
  readonly authenticated: boolean;
  /** The SOA's serial in the authority section shows how new the server's copy is. */
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** DNS flag day 2020: an answer of this size is not fragmented on the way. */
const UDP_PAYLOAD_BYTES = 1232;

/** Stands for a name that no message of ours can hold; equal to none. */
const UNREADABLE = "(unreadable)";

const RCODES = [
  ...["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"],
  // RFC 2136, section 2.2.
  ...["YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE"],
];

/** @param edns false for a server that refuses EDNS (RFC 6891, section 7) */
export function encodeQuestion(id: number, question: Question, edns: boolean): Buffer {
  const { name, type, recursive, checkingDisabled } = question;
  const opt: dns.OptAnswer = {
    type: "OPT",
    name: ROOT,
    udpPayloadSize: UDP_PAYLOAD_BYTES,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: dns.DNSSEC_OK,
    flag_do: true,
    options: [],
  };
  return dns.encode({
    type: "query",
    id,
    flags: (recursive ? dns.RECURSION_DESIRED : 0) | (checkingDisabled ? dns.CHECKING_DISABLED : 0),
    questions: [{ type, name }],
    additionals: edns ? [opt] : [],
  });
}

export type Decoded =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** An answer to another question, or no answer: wait for the right one. */
  | { readonly kind: "foreign" }
  | { readonly kind: "malformed" };

/** Never throws. What does not repeat the question is foreign, so that a forged or late answer is not taken. */
export function decodeAnswer(bytes: Buffer, id: number, question: Question): Decoded {
  if (bytes.length >= 2 && bytes.readUInt16BE(0) !== id) return { kind: "foreign" };
  if (!isWithinBounds(bytes)) return { kind: "malformed" };
  let packet: dns.DecodedPacket;
  try {
    packet = dns.decode(bytes);
  } catch {
    return { kind: "malformed" };
  }
  if (packet.type !== "response") return { kind: "foreign" };
  const [asked] = packet.questions ?? [];
  // A server that cannot read the question may leave it out (FORMERR).
  if (asked !== undefined && (parseDnsName(asked.name) !== question.name || asked.type !== question.type)) {
    return { kind: "foreign" };
  }
  const additionals = packet.additionals ?? [];
  const opt = additionals.find((record): record is dns.OptAnswer => record.type === "OPT");
  const code = (bytes.readUInt16BE(2) & 15) | ((opt?.extendedRcode ?? 0) << 4);
  if (asked === undefined && code === 0) return { kind: "foreign" };
  const answer: Answer = {
    rcode: rcodeText(code),
    authoritative: packet.flag_aa,
    truncated: packet.flag_tc,
    authenticated: packet.flag_ad,
    answers: recordsIn(packet.answers),
    authorities: recordsIn(packet.authorities),
    additionals: recordsIn(additionals),
  };
  return { kind: "answer", answer };
}

/** The name of a response code. */
export function rcodeText(code: number): string {
  return RCODES[code] ?? `RCODE${code}`;
}

function recordsIn(records: readonly dns.Answer[] | undefined): readonly DnsRecord[] {
  return (records ?? []).flatMap((record) => {
    const known = recordOf(record);
    return known === null ? [] : [known];
  });
}

/** Null for other types, and where a name cannot be compared: it is not one that we asked for. */
function recordOf(record: dns.Answer): DnsRecord | null {
  const name = parseDnsName(record.name);
  if (name === null) return null;
  switch (record.type) {
    case "A":
    case "AAAA":
      return { name, ttl: record.ttl ?? 0, type: record.type, address: record.data };
    case "CNAME":
    case "NS": {
      // A target that cannot be compared stays: the record exists, and is not the one that is wanted.
      return { name, ttl: record.ttl ?? 0, type: record.type, target: parseDnsName(record.data) ?? UNREADABLE };
    }
    case "TXT":
      return { name, ttl: record.ttl ?? 0, type: "TXT", text: textOf(record.data) };
    case "CAA": {
      const { tag, value } = record.data;
      return { name, ttl: record.ttl ?? 0, type: "CAA", flags: caaFlags(record.data), tag, value: latin1(value) };
    }
    case "SOA":
      return {
        name,
        ttl: record.ttl ?? 0,
        type: "SOA",
        serial: record.data.serial ?? 0,
        minimum: record.data.minimum ?? 0,
      };
    default:
      return null;
  }
}

function textOf(data: dns.TxtData): string {
  return (Array.isArray(data) ? data : [data]).map(latin1).join("");
}

function latin1(part: string | Buffer): string {
  return Buffer.isBuffer(part) ? part.toString("latin1") : Buffer.from(part, "utf8").toString("latin1");
}

/** The decoder gives the critical bit as a boolean, or the octet itself. */
function caaFlags({ flags, issuerCritical }: dns.CaaData): number {
  return typeof flags === "number" ? flags : issuerCritical === true ? 128 : 0;
}
