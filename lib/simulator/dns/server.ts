/**
 * An authoritative DNS server in the process: zones as data, faults as data, UDP and TCP on one port of loopback. With keys it takes
 * updates and transfers.
 */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import * as dns from "dns-packet";
import type { EpochMs } from "../../core/time";
import type { TsigKey } from "../../core/tsig-key";
import { signMessage } from "../../dns/tsig";
import { withLength } from "../../dns/wire";
import { emptyAnswer, isUpdate, questionAlone, signerOf, transferAnswer, updateAnswer } from "./signed-calls";
import type { Signer } from "./signed-calls";
import { answerOf } from "./zone-answer";
import type { AnswerOptions, ZoneAnswer } from "./zone-answer";
import { createZoneState, fold } from "./zone-state";
import type { ServedRecord, ZoneState } from "./zone-state";

export type { ServedRecord } from "./zone-state";

/** What the server does wrong. Each can be changed while it runs. */
export interface DnsFaults {
  /** Gives no answer to what this returns true for. */
  drop?: (type: string, transport: "udp" | "tcp") => boolean;
  /** Does what it is asked, and gives no answer. */
  loseAnswer?: (type: string) => boolean;
  /** Signs its answers with another secret. */
  wrongSignature?: boolean;
  /** Signs none of its answers to questions. */
  unsigned?: boolean;
  /** Answers with this response code, such as 2 for SERVFAIL; a function gets the name and whether CD is set. */
  rcode?: number | ((name: string, checkingDisabled: boolean) => number);
  /** Refuses EDNS, as very old servers do. */
  formerrOnEdns?: boolean;
  /** Answers over UDP with TC set and nothing in it. */
  truncate?: boolean;
  /** Accepts no TCP connection. */
  noTcp?: boolean;
  /** Answers with another id. */
  wrongId?: boolean;
  /** Sends these bytes in place of an answer. */
  bytes?: Buffer;
}

export interface DnsServerOptions {
  /** Several servers may have the same zone; a lagging one has it as it was so many milliseconds ago. */
  readonly zones: readonly { readonly state: ZoneState; readonly lagMs?: number }[];
  /** May update and transfer the zones. */
  readonly keys?: readonly TsigKey[];
  /** `minimum` of SOA; 60 seconds unless given. */
  readonly minimum?: number;
  /** AD in every answer: the server plays a validating resolver. */
  readonly authenticated?: boolean;
  /**
   * AA unset and no referrals: the server plays a resolver. Its zone is then the root, and SOA records among the records show where
   * zones begin.
   */
  readonly recursive?: boolean;
  readonly faults?: DnsFaults;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** For signatures. Default: the clock. */
  readonly now?: () => EpochMs;
}

export interface DnsZoneOptions extends Omit<DnsServerOptions, "zones"> {
  readonly zone: string;
  /** Read at each question until the first update, so that records can appear and go. */
  readonly records: readonly ServedRecord[];
  readonly serial?: number;
}

export interface SimulatedDnsServer {
  /** `127.0.0.1:PORT`. */
  readonly at: string;
  readonly port: number;
  /** `udp CNAME _x.example.com` for each question, `tcp UPDATE example.com` for each update. */
  readonly asked: readonly string[];
  readonly faults: DnsFaults;
  /** What the server would answer, without a message. Null where it has no zone for the name, or its faults keep it from answering. */
  answer(name: string, type: string): ZoneAnswer | null;
  close(): Promise<void>;
}

export type DnsZoneServer = SimulatedDnsServer & { readonly state: ZoneState };

const REFUSED = 5;
const OTHER_SECRET = Buffer.alloc(32).toString("base64");
const UDP_BYTES = 1232;
const MINIMUM = 60;
const TRIES = 20;

/** A server for one zone. */
export async function startDnsZone({ zone, records, serial = 1, ...options }: DnsZoneOptions): Promise<DnsZoneServer> {
  const state = createZoneState(zone, records, serial, options.now ?? Date.now);
  return { ...(await startDnsServer({ ...options, zones: [{ state }] })), state };
}

/** Throws an Error that names the port when that cannot be had. */
export async function startDnsServer(options: DnsServerOptions): Promise<SimulatedDnsServer> {
  const { keys = [], now = Date.now, authenticated = false, recursive = false, minimum = MINIMUM } = options;
  const faults = options.faults ?? {};
  const asked: string[] = [];

  const servedZone = (name: string) =>
    options.zones
      .filter(({ state: { zone } }) => zone === "" || name === zone || name.endsWith(`.${zone}`))
      .sort((a, b) => b.state.zone.length - a.state.zone.length)[0] ?? null;
  const optionsOf = ({ zone }: ZoneState): AnswerOptions => ({ zone, minimum, recursive });

  function zoneAnswer(name: string, type: string): ZoneAnswer {
    const served = servedZone(name);
    if (served === null) return { authoritative: false, rcode: REFUSED, answers: [], authorities: [] };
    return answerOf(optionsOf(served.state), served.state.version(served.lagMs ?? 0), name, type);
  }

  const withFaults = (signer: Signer): Signer =>
    faults.wrongSignature === true && signer.kind === "signed"
      ? { ...signer, key: { ...signer.key, secret: OTHER_SECRET } }
      : signer;

  /** The messages to send; none where no answer is sent. */
  function answer(message: Buffer, transport: "udp" | "tcp"): readonly Buffer[] {
    const [question] = questionAlone(message).questions ?? [];
    if (question === undefined) return [];
    const name = fold(question.name);
    const type = isUpdate(message) ? "UPDATE" : question.type;
    asked.push(`${transport} ${type} ${name}`);
    if (faults.drop?.(type, transport) === true) return [];
    if (faults.bytes !== undefined) return [faults.bytes];
    const signer = withFaults(signerOf(message, keys, now()));
    if (isUpdate(message)) {
      const served = servedZone(name);
      const bytes = updateAnswer(message, served?.state.zone === name ? served.state : null, signer, now());
      return faults.loseAnswer?.(type) === true ? [] : [bytes];
    }
    if (signer.kind === "refused") return [signer.answer];
    if (question.type === "AXFR") {
      const served = servedZone(name);
      if (signer.kind === "unsigned" || transport === "udp" || served?.state.zone !== name) {
        return [emptyAnswer(message, REFUSED)];
      }
      return transferAnswer(message, optionsOf(served.state), served.state.version(served.lagMs ?? 0), signer, now());
    }
    const bytes = questionAnswer(message, name, question.type, transport);
    const isSigned = signer.kind === "signed" && faults.unsigned !== true;
    return [isSigned ? signMessage(bytes, signer.key, now(), signer.mac).bytes : bytes];
  }

  function questionAnswer(message: Buffer, name: string, type: string, transport: "udp" | "tcp"): Buffer {
    const query = dns.decode(message);
    const hasEdns = (query.additionals ?? []).some((one) => one.type === "OPT");
    const isUnchecked = ((message[3] ?? 0) & 0x10) !== 0;
    const ordered = typeof faults.rcode === "function" ? faults.rcode(name, isUnchecked) : faults.rcode;
    const forced = faults.formerrOnEdns === true && hasEdns ? 1 : (ordered ?? 0);
    const found =
      forced === 0 ? zoneAnswer(name, type) : { ...NOTHING, rcode: forced, authoritative: forced !== REFUSED };
    const rcode = recursive && found.rcode === REFUSED ? REFUSED : found.rcode;
    const reply = {
      type: "response" as const,
      id: faults.wrongId === true ? ((query.id ?? 0) + 1) & 0xffff : (query.id ?? 0),
      flags:
        (found.authoritative && !recursive ? dns.AUTHORITATIVE_ANSWER : 0) |
        (authenticated ? dns.AUTHENTIC_DATA : 0) |
        rcode,
      questions: query.questions ?? [],
      answers: found.answers,
      authorities: found.authorities,
      additionals: hasEdns ? [{ type: "OPT", name: ".", udpPayloadSize: UDP_BYTES, flags: 0, options: [] }] : [],
    };
    const encode = (over: object = {}): Buffer => dns.encode({ ...reply, ...over } as unknown as dns.Packet);
    const whole = encode();
    if (transport === "tcp" || (faults.truncate !== true && whole.length <= UDP_BYTES)) return whole;
    return encode({ flags: reply.flags | dns.TRUNCATED_RESPONSE, answers: [] });
  }

  const udp = createSocket("udp4");
  udp.on("message", (message, from) => {
    for (const bytes of unlessBroken(() => answer(message, "udp"))) udp.send(bytes, from.port, from.address);
  });
  const open = new Set<Socket>();
  const tcp = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    if (faults.noTcp === true) return void socket.destroy();
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const message = received.subarray(2, 2 + received.readUInt16BE(0));
      received = received.subarray(2 + message.length);
      for (const bytes of unlessBroken(() => answer(message, "tcp"))) socket.write(withLength(bytes));
    });
  });
  const port = await listenOnOnePort(udp, tcp, options.port ?? 0);
  return {
    at: `127.0.0.1:${port}`,
    port,
    asked,
    faults,
    answer(name, type) {
      const isSilent = faults.drop?.(type, "udp") === true || faults.bytes !== undefined || faults.wrongId === true;
      const rcode = typeof faults.rcode === "function" ? faults.rcode(fold(name), false) : faults.rcode;
      const found = zoneAnswer(fold(name), type);
      return isSilent || (rcode ?? 0) !== 0 || found.rcode === REFUSED ? null : found;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await Promise.all([new Promise<void>((done) => udp.close(() => done())), new Promise((done) => tcp.close(done))]);
    },
  };
}

/** The port that UDP got may be taken for TCP; then another is tried. */
async function listenOnOnePort(
  udp: ReturnType<typeof createSocket>,
  tcp: ReturnType<typeof createServer>,
  wanted: number,
): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const listening = await new Promise<boolean>((resolve) => {
      const refused = (): void => resolve(false);
      tcp.once("error", refused).listen(wanted, "127.0.0.1", () => {
        tcp.off("error", refused);
        resolve(true);
      });
    });
    if (!listening && wanted !== 0) break;
    if (!listening) continue;
    const { port } = tcp.address() as AddressInfo;
    const bound = await new Promise<boolean>((resolve) => {
      const refused = (): void => resolve(false);
      udp.once("error", refused).bind(port, "127.0.0.1", () => {
        udp.off("error", refused);
        resolve(true);
      });
    });
    if (bound) return port;
    await new Promise((done) => tcp.close(done));
    if (wanted !== 0) break;
  }
  if (wanted !== 0) throw new Error(`port ${wanted} of 127.0.0.1 is taken; choose another one`);
  throw new Error("no port of loopback is free for both UDP and TCP");
}

/** A message that cannot be read gets no answer. */
function unlessBroken(work: () => readonly Buffer[]): readonly Buffer[] {
  try {
    return work();
  } catch {
    return [];
  }
}

const NOTHING: ZoneAnswer = { authoritative: true, rcode: 0, answers: [], authorities: [] };
