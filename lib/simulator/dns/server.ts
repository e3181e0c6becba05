/** An authoritative DNS server in the process: one zone as data, faults as data, UDP and TCP on one port of loopback. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import * as dns from "dns-packet";

/** In the form that `dns-packet` writes; the data of TXT is a list of strings. */
export interface ServedRecord {
  readonly name: string;
  readonly type: "A" | "AAAA" | "CAA" | "CNAME" | "NS" | "SOA" | "TXT";
  readonly ttl?: number;
  readonly data: unknown;
}

/** What the server does wrong. Each can be changed while it runs. */
export interface DnsFaults {
  /** Gives no answer to what this returns true for. */
  drop?: (type: string, transport: "udp" | "tcp") => boolean;
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

export interface DnsZoneOptions {
  readonly zone: string;
  /** Read at each question, so that records can appear and go. */
  readonly records: readonly ServedRecord[];
  readonly serial?: number;
  /** Of SOA; 60 and 300 seconds unless given. */
  readonly minimum?: number;
  /** AD in every answer: the server plays a validating resolver. */
  readonly authenticated?: boolean;
  /**
   * AA unset and no referrals: the server plays a resolver. Its zone is then the root, and SOA records among `records` show where
   * zones begin.
   */
  readonly recursive?: boolean;
  readonly faults?: DnsFaults;
}

export interface DnsZoneServer {
  /** `127.0.0.1:PORT`. */
  readonly at: string;
  readonly port: number;
  /** `udp CNAME _x.example.com` for each question. */
  readonly asked: readonly string[];
  readonly faults: DnsFaults;
  close(): Promise<void>;
}

const REFUSED = 5;
const NXDOMAIN = 3;
const UDP_BYTES = 1232;
const TRIES = 20;

export async function startDnsZone(options: DnsZoneOptions): Promise<DnsZoneServer> {
  const zone = fold(options.zone);
  const faults = options.faults ?? {};
  const asked: string[] = [];
  const soa = {
    type: "SOA",
    name: zone,
    ttl: 300,
    data: {
      mname: `ns1.${zone}`,
      rname: `hostmaster.${zone}`,
      serial: options.serial ?? 1,
      refresh: 7200,
      retry: 900,
      expire: 1_209_600,
      minimum: options.minimum ?? 60,
    },
  } as const;

  /** Null where no answer is sent. */
  function answer(message: Buffer, transport: "udp" | "tcp"): Buffer | null {
    const query = dns.decode(message);
    const [question] = query.questions ?? [];
    if (question === undefined) return null;
    const name = fold(question.name);
    asked.push(`${transport} ${question.type} ${name}`);
    if (faults.drop?.(question.type, transport) === true) return null;
    if (faults.bytes !== undefined) return faults.bytes;
    const hasEdns = (query.additionals ?? []).some(({ type }) => type === "OPT");
    const isInside = zone === "" || name === zone || name.endsWith(`.${zone}`);
    const isUnchecked = ((message[3] ?? 0) & 0x10) !== 0;
    const ordered = typeof faults.rcode === "function" ? faults.rcode(name, isUnchecked) : faults.rcode;
    const rcode = faults.formerrOnEdns === true && hasEdns ? 1 : (ordered ?? (isInside ? 0 : REFUSED));
    const reply = {
      type: "response" as const,
      id: faults.wrongId === true ? ((query.id ?? 0) + 1) & 0xffff : (query.id ?? 0),
      flags: dns.AUTHORITATIVE_ANSWER | (options.authenticated === true ? dns.AUTHENTIC_DATA : 0),
      questions: query.questions ?? [],
      answers: [] as unknown[],
      authorities: [] as unknown[],
      additionals: hasEdns ? [{ type: "OPT", name: ".", udpPayloadSize: UDP_BYTES, flags: 0, options: [] }] : [],
    };
    const encode = (): Buffer => dns.encode(reply as unknown as dns.Packet);
    if (options.recursive === true || rcode === REFUSED) reply.flags &= ~dns.AUTHORITATIVE_ANSWER;
    if (rcode !== 0) {
      reply.flags |= rcode;
      return encode();
    }
    fill(reply, name, question.type);
    const isTooLong = transport === "udp" && (faults.truncate === true || encode().length > UDP_BYTES);
    if (isTooLong) {
      reply.flags |= dns.TRUNCATED_RESPONSE;
      reply.answers = [];
    }
    return encode();
  }

  /** RFC 1034, section 4.3.2: a cut below the zone, the name itself, a wildcard, or nothing. */
  function fill(
    reply: { flags: number; answers: unknown[]; authorities: unknown[] },
    name: string,
    type: string,
  ): void {
    const records: readonly (ServedRecord | typeof soa)[] = [soa, ...options.records];
    const isBelow = (owner: string): boolean => name === owner || name.endsWith(`.${owner}`);
    const cut = records.filter((one) => one.type === "NS" && fold(one.name) !== zone && isBelow(fold(one.name)));
    if (cut.length > 0 && options.recursive !== true) {
      reply.flags &= ~dns.AUTHORITATIVE_ANSWER;
      reply.authorities = cut;
      return;
    }
    const exists = records.some((one) => fold(one.name) === name || fold(one.name).endsWith(`.${name}`));
    const wildcard = `*.${name.slice(name.indexOf(".") + 1)}`;
    const own = records
      .filter((one) => fold(one.name) === (exists ? name : wildcard))
      .map((one) => ({ ttl: 60, ...one, name }));
    reply.answers = own.filter((one) => one.type === type || one.type === "CNAME");
    if (reply.answers.length > 0) return;
    const [closest] = records
      .filter((one) => one.type === "SOA" && isBelow(fold(one.name)))
      .sort((a, b) => b.name.length - a.name.length);
    reply.authorities = [closest ?? soa];
    if (!exists && own.length === 0) reply.flags |= NXDOMAIN;
  }

  const udp = createSocket("udp4");
  udp.on("message", (message, from) => {
    const bytes = unlessBroken(() => answer(message, "udp"));
    if (bytes !== null) udp.send(bytes, from.port, from.address);
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
      const bytes = unlessBroken(() => answer(message, "tcp"));
      if (bytes === null) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    });
  });
  const port = await listenOnOnePort(udp, tcp);
  return {
    at: `127.0.0.1:${port}`,
    port,
    asked,
    faults,
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
): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const listening = await new Promise<boolean>((resolve) => {
      const refused = (): void => resolve(false);
      tcp.once("error", refused).listen(0, "127.0.0.1", () => {
        tcp.off("error", refused);
        resolve(true);
      });
    });
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
  }
  throw new Error("no port of loopback is free for both UDP and TCP");
}

/** A message that cannot be read gets no answer. */
function unlessBroken(work: () => Buffer | null): Buffer | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function fold(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}
