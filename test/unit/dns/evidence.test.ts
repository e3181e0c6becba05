// Evidence against DNS servers in this process: what each of them says, and the one word that is made of it.
import dgram from "node:dgram";
import { setTimeout as wait } from "node:timers/promises";
import { createDnsClient, questionOf } from "../../../lib/dns/client";
import { createEvidenceReader } from "../../../lib/dns/evidence";
import type { EvidenceRequest } from "../../../lib/core/evidence-request";
import type { TransferSource } from "../../../lib/dns/transfer";
import { parseServer } from "../../../lib/core/name-server";
import type { DnsServer } from "../../../lib/core/name-server";
import { startDnsZone } from "../../../lib/simulator/dns/server";
import type { DnsZoneOptions, DnsZoneServer, ServedRecord } from "../../../lib/simulator/dns/server";

const NAME = "_6f6661.example.com";
const VALUE = "d6a3.c4b5.sectigo.com";
const CNAME: ServedRecord = { name: NAME, type: "CNAME", data: "D6A3.c4b5.Sectigo.com." };
const NOW = Date.parse("2026-11-25T00:00:00Z");

const open: DnsZoneServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(options: Partial<DnsZoneOptions>): Promise<DnsZoneServer> {
  const server = await startDnsZone({ zone: "example.com", records: [], ...options });
  open.push(server);
  return server;
}

const addressOf = ({ at }: DnsZoneServer): DnsServer => {
  const server = parseServer(at);
  if (server === null) throw new Error(`not an address: ${at}`);
  return server;
};

interface World {
  readonly zones?: Readonly<Record<string, readonly DnsZoneServer[]>>;
  readonly resolvers?: readonly DnsZoneServer[];
  readonly signal?: AbortSignal;
  readonly port?: number;
  readonly transfers?: ReadonlyMap<string, TransferSource>;
}

async function read(
  request: Partial<EvidenceRequest>,
  { zones = {}, resolvers = [], signal, port = 1, transfers = new Map() }: World,
) {
  const reader = createEvidenceReader({
    now: () => (transfers.size > 0 ? Date.now() : NOW),
    transfers,
    signal: signal ?? new AbortController().signal,
    timeoutMs: 150,
    port,
    tries: 2,
    resolvers: resolvers.map(addressOf),
    zones: new Map(Object.entries(zones).map(([zone, servers]) => [zone, servers.map(addressOf)])),
  });
  try {
    const record = { name: NAME, type: "CNAME", value: VALUE } as const;
    const [evidence] = await reader.read([{ domain: "example.com", record, applicant: null, ...request }]);
    if (evidence === undefined) throw new Error("no evidence");
    return { ...evidence, sent: reader.sent() };
  } finally {
    await reader.close();
  }
}

describe("the state of a record on two servers", () => {
  const other: ServedRecord = { ...CNAME, data: "old.sectigo.com" };
  const states: readonly [string, readonly ServedRecord[], readonly ServedRecord[], string][] = [
    ["on both, in other spelling: published", [CNAME], [CNAME], "published"],
    ["on one: lagging", [CNAME], [], "lagging"],
    ["on one, another value on the other: lagging", [CNAME], [other], "lagging"],
    ["on none: missing", [], [], "missing"],
    ["another value on both: different", [other], [other], "different"],
    [
      "only a wildcard answers: masked",
      [{ name: "*.example.com", type: "CNAME", data: "lb.vendor.net" }],
      [{ name: "*.example.com", type: "CNAME", data: "lb.vendor.net" }],
      "masked",
    ],
    [
      "a wildcard, but the name has its own record: published",
      [CNAME, { name: "*.example.com", type: "CNAME", data: "lb.vendor.net" }],
      [CNAME],
      "published",
    ],
  ];
  test.each(states)("%s", async (_, first, second, state) => {
    const servers = [await serve({ records: first }), await serve({ records: second })];
    const { record, zone } = await read({}, { zones: { "example.com": servers } });
    expect(record?.state).toBe(state);
    expect(zone).toMatchObject({ name: "example.com", foundBy: "settings", servers: 2, answering: 2 });
  });
});

describe("what one server says", () => {
  const faulty: readonly [string, Partial<DnsZoneOptions>, string][] = [
    ["no answer over UDP, but over TCP", { faults: { drop: (_, transport) => transport === "udp" } }, "present"],
    ["no answer at all", { faults: { drop: () => true } }, "unreachable"],
    ["SERVFAIL", { faults: { rcode: 2 } }, "failed"],
    ["REFUSED", { faults: { rcode: 5 } }, "lame"],
    ["FORMERR to EDNS only", { faults: { formerrOnEdns: true } }, "present"],
    ["truncated, whole over TCP", { faults: { truncate: true } }, "present"],
    ["truncated, and no TCP", { faults: { truncate: true, noTcp: true } }, "unreachable"],
    ["another id", { faults: { wrongId: true } }, "unreachable"],
    ["a copy without authority", { recursive: true }, "lame"],
    ["a cut above the name", { records: [{ name: NAME, type: "NS", data: "ns.other.net" }] }, "referral"],
    ["the name with another type", { records: [{ name: NAME, type: "A", data: "192.0.2.1" }] }, "no-data"],
    ["no such name", { records: [] }, "no-name"],
  ];
  test.each(faulty)("%s", async (_, options, state) => {
    const server = await serve({ records: [CNAME], ...options });
    const { record } = await read({}, { zones: { "example.com": [server] } });
    expect(record?.views.map((view) => view.state)).toEqual([state]);
    const isSilent = ["unreachable", "failed", "lame", "referral"].includes(state);
    expect(record?.state === "unreachable").toBe(isSilent);
  });

  test("bytes that are no message are malformed, and never a pass", async () => {
    // The id must be that of the question, so the server answers with the question's own first bytes cut short.
    const server = await serve({ records: [CNAME], faults: { bytes: Buffer.from([0, 0, 0x84]) } });
    const { record } = await read({}, { zones: { "example.com": [server] } });
    expect(record?.state).toBe("unreachable");
  });
});

describe("TXT", () => {
  const request = { record: { name: NAME, type: "TXT", value: "a;b" } } as const;
  test("the strings of one record are joined, and one of several records is enough", async () => {
    const records: ServedRecord[] = [
      { name: NAME, type: "TXT", data: ["a", ";b"] },
      { name: NAME, type: "TXT", data: ["another"] },
    ];
    const { record } = await read(request, { zones: { "example.com": [await serve({ records })] } });
    expect(record?.state).toBe("published");
  });

  test("through an alias the value at its end counts, and the chain shows where to publish", async () => {
    const alias: ServedRecord = { name: NAME, type: "CNAME", data: "target.hub.net" };
    const zones = {
      "example.com": [await serve({ records: [alias] })],
      "hub.net": [await serve({ zone: "hub.net", records: [{ name: "target.hub.net", type: "TXT", data: ["a;b"] }] })],
    };
    expect((await read(request, { zones })).record).toMatchObject({ state: "published", chain: ["target.hub.net"] });
    const empty = { ...zones, "hub.net": [await serve({ zone: "hub.net" })] };
    expect((await read(request, { zones: empty })).record).toMatchObject({
      state: "elsewhere",
      chain: ["target.hub.net"],
    });
  });

  test("a loop of aliases ends, and is elsewhere", async () => {
    const records: ServedRecord[] = [
      { name: NAME, type: "CNAME", data: "b.example.com" },
      { name: "b.example.com", type: "CNAME", data: NAME },
    ];
    const { record } = await read(request, { zones: { "example.com": [await serve({ records })] } });
    expect(record).toMatchObject({ state: "elsewhere", chain: ["b.example.com", NAME] });
  });
});

/** A resolver that knows where zones begin; the servers it names are on loopback addresses of their own. */
const soa = (zone: string, minimum = 60): ServedRecord => ({
  name: zone,
  type: "SOA",
  ttl: 300,
  data: { mname: `ns.${zone}`, rname: `h.${zone}`, serial: 7, refresh: 1, retry: 1, expire: 1, minimum },
});

describe("the zone of a name, by a resolver", () => {
  const resolver = (records: readonly ServedRecord[], options: Partial<DnsZoneOptions> = {}) =>
    serve({ zone: "", recursive: true, records, ...options });

  test("is the closest SOA above, with its servers and its negative TTL", async () => {
    const records: ServedRecord[] = [
      soa("example.com", 900),
      { name: "example.com", type: "NS", data: "ns1.example.com" },
      { name: "ns1.example.com", type: "A", data: "127.0.0.1" },
    ];
    const { zone, record } = await read({}, { resolvers: [await resolver(records)] });
    expect(zone).toMatchObject({
      name: "example.com",
      foundBy: "resolver",
      negativeTtl: 300,
      delegated: true,
      servers: 1,
    });
    // Nothing listens on port 1 of loopback.
    expect(record?.state).toBe("unreachable");
  });

  test("is not that of an alias's target", async () => {
    const records: ServedRecord[] = [
      soa("example.com"),
      soa("vendor.net"),
      { name: "shop.example.com", type: "CNAME", data: "lb.vendor.net" },
      { name: "example.com", type: "NS", data: "ns1.example.com" },
    ];
    const { zone } = await read({ domain: "shop.example.com", record: null }, { resolvers: [await resolver(records)] });
    expect(zone.name).toBe("example.com");
  });

  test("a public suffix is no zone of the domain: it is not delegated", async () => {
    const records: ServedRecord[] = [soa("co.uk"), { name: "co.uk", type: "NS", data: "ns.nic.uk" }];
    const { zone } = await read({ domain: "gone.co.uk", record: null }, { resolvers: [await resolver(records)] });
    expect(zone).toMatchObject({ name: "co.uk", delegated: false });
  });

  test("is found at the parent's own servers where the resolver fails below it", async () => {
    const server = await serve({ records: [{ name: "shop.example.com", type: "NS", data: "ns.shop.example.com" }] });
    const records: ServedRecord[] = [
      soa("example.com"),
      { name: "example.com", type: "NS", data: "ns1.example.com" },
      { name: "ns1.example.com", type: "A", data: "127.0.0.1" },
    ];
    const faults = { rcode: (name: string) => (name.endsWith("shop.example.com") ? 2 : 0) };
    const resolvers = [await resolver(records, { faults })];
    const { zone } = await read({ domain: "shop.example.com", record: null }, { resolvers, port: server.port });
    expect(zone).toMatchObject({ name: "shop.example.com", foundBy: "parent", problem: "SERVFAIL", servers: 1 });
  });

  test("is the one above where no cut lies between, and the failure is named", async () => {
    const server = await serve({ records: [] });
    const records: ServedRecord[] = [
      soa("example.com"),
      { name: "example.com", type: "NS", data: "ns1.example.com" },
      { name: "ns1.example.com", type: "A", data: "127.0.0.1" },
    ];
    const faults = { rcode: (name: string) => (name === "shop.example.com" ? 2 : 0) };
    const resolvers = [await resolver(records, { faults })];
    const { zone } = await read({ domain: "shop.example.com", record: null }, { resolvers, port: server.port });
    expect(zone).toMatchObject({ name: "example.com", problem: "SERVFAIL", servers: 1 });
  });

  test("without an answer there is none, and nothing is published", async () => {
    const { zone, record } = await read({}, { resolvers: [await serve({ faults: { drop: () => true } })] });
    expect(zone).toMatchObject({ name: null, delegated: false, problem: "_6f6661.example.com: timeout" });
    expect(record?.state).toBe("unreachable");
  });
});

describe("DNSSEC, by the resolver's word", () => {
  const records = [soa("example.com")];
  const servfail = (isUnchecked: boolean) => (isUnchecked ? 0 : 2);
  const cases: readonly [string, Partial<DnsZoneOptions>, string][] = [
    ["AD: secure", { authenticated: true }, "secure"],
    ["no AD at the root: the resolver does not validate", {}, "unknown"],
    [
      "SERVFAIL, but an answer without validation: bogus",
      { authenticated: true, faults: { rcode: (name, unchecked) => (name === "" ? 0 : servfail(unchecked)) } },
      "bogus",
    ],
    [
      "SERVFAIL either way: unknown",
      { authenticated: true, faults: { rcode: (name) => (name === "" ? 0 : 2) } },
      "unknown",
    ],
  ];
  test.each(cases)("%s", async (_, options, state) => {
    const resolver = await serve({ zone: "", recursive: true, records, ...options });
    expect((await read({ record: null }, { resolvers: [resolver] })).dnssec).toBe(state);
  });
});

describe("CAA", () => {
  const caa = (name: string, value: string): ServedRecord => ({
    name,
    type: "CAA",
    data: { flags: 0, tag: "issue", value },
  });
  const applicant = { issuers: ["sectigo.com"], methods: ["ca-tbr-7"], account: null };
  const cases: readonly [string, string, readonly ServedRecord[], object][] = [
    ["none: allowed", "www.example.com", [], { at: null, today: "allowed", later: "allowed" }],
    [
      "the closest name decides",
      "www.example.com",
      [caa("example.com", ";"), caa("www.example.com", "sectigo.com")],
      { at: "www.example.com", today: "allowed", later: "allowed" },
    ],
    [
      "a parent forbids",
      "www.example.com",
      [caa("example.com", "letsencrypt.org")],
      { at: "example.com", today: "forbidden" },
    ],
    [
      "an account is unknown later",
      "example.com",
      [caa("example.com", "sectigo.com; accounturi=acct:1@sectigo.com")],
      { today: "allowed", later: "unknown" },
    ],
  ];
  test.each(cases)("%s", async (_, domain, records, expected) => {
    const resolver = await serve({ zone: "", recursive: true, records });
    expect((await read({ domain, record: null, applicant }, { resolvers: [resolver] })).caa).toMatchObject(expected);
    const server = await serve({ records });
    const byZone = await read({ domain, record: null, applicant }, { zones: { "example.com": [server] } });
    expect(byZone.caa).toMatchObject(expected);
  });

  test("what cannot be read is unknown", async () => {
    const resolver = await serve({ faults: { rcode: 2 } });
    const { caa: evidence } = await read({ record: null, applicant }, { resolvers: [resolver] });
    expect(evidence).toMatchObject({ today: "unknown", later: "unknown" });
  });

  test("records without a table of issuers are unknown", async () => {
    const server = await serve({ records: [caa("example.com", "sectigo.com")] });
    const { caa: evidence } = await read({ record: null, applicant: null }, { zones: { "example.com": [server] } });
    expect(evidence).toMatchObject({ at: "example.com", today: "unknown" });
  });
});

test("with zones of the settings alone, no resolver is asked and no other address", async () => {
  const server = await serve({ records: [CNAME] });
  const { zone, dnssec } = await read({}, { zones: { "example.com": [server] } });
  expect(zone.name).toBe("example.com");
  expect(dnssec).toBe("unknown");
  expect(server.asked.length).toBeGreaterThan(0);
});

test("a recursive resolver is never asked for the record itself", async () => {
  const resolver = await serve({ zone: "", recursive: true, records: [soa("example.com")] });
  await read({}, { resolvers: [resolver] });
  expect(resolver.asked.filter((one) => one.includes(` CNAME `) || one.includes(" TXT "))).toEqual([]);
});

test("after an abort nothing is asked, and nothing is published", async () => {
  const server = await serve({ records: [CNAME] });
  const found = await read(
    {},
    { zones: { "example.com": [server] }, signal: AbortSignal.abort(new Error("deadline")) },
  );
  expect(found.record?.state).toBe("unreachable");
  expect(server.asked).toEqual([]);
});

describe("records of earlier validations", () => {
  const key = { name: "dcv-key", algorithm: "hmac-sha256", secret: Buffer.alloc(32, 7).toString("base64") } as const;
  const left = `_${"0".repeat(32)}.example.com`;
  const records: readonly ServedRecord[] = [
    { name: left, type: "CNAME", data: "x.sectigo.com" },
    ...Array.from(
      { length: 200 },
      (_, index) => ({ name: `t${index}.example.com`, type: "TXT", data: ["x"] }) as const,
    ),
  ];
  const leftovers = { base: "example.com", targets: ["sectigo.com"], needed: [] };
  const cases: readonly [string, Partial<DnsZoneOptions>, readonly string[] | undefined][] = [
    ["are found where the key may read the zone", { keys: [key] }, [left]],
    ["are unknown where the server knows no key", {}, undefined],
    ["are unknown where the key has another secret there", { keys: [{ ...key, secret: "b".repeat(44) }] }, undefined],
    [
      "are unknown where the answer is signed by another key",
      { keys: [key], faults: { wrongSignature: true } },
      undefined,
    ],
    ["are unknown where no answer comes", { keys: [key], faults: { drop: (type) => type === "AXFR" } }, undefined],
    [
      "are unknown where the answer is no message",
      { keys: [key], faults: { bytes: Buffer.from([1, 2, 3]) } },
      undefined,
    ],
  ];
  test.each(cases)("%s", async (_, options, stale) => {
    const server = await serve({ records, ...options });
    const abort = AbortSignal.timeout(1500);
    const zones = { "example.com": [server] };
    const transfers = new Map([["example.com", { server: addressOf(server), key }]]);
    const evidence = await read({ record: null, leftovers }, { zones, transfers, signal: abort });
    expect(evidence.stale).toEqual(stale);
  });

  test("no key is used for a name outside of its zones, and none without a question", async () => {
    const server = await serve({ records, keys: [key] });
    const source = { server: addressOf(server), key };
    const zones = { "example.com": [server] };
    await read({ record: null, leftovers }, { zones, transfers: new Map([["other.example", source]]) });
    await read({ record: null }, { zones, transfers: new Map([["example.com", source]]) });
    expect(server.asked.filter((one) => one.includes("AXFR"))).toEqual([]);
  });
});

describe("signed questions", () => {
  const key = { name: "dcv-key", algorithm: "hmac-sha256", secret: Buffer.alloc(32, 7).toString("base64") } as const;
  const rows: readonly [string, Partial<DnsZoneOptions>, string, string | null][] = [
    ["a server that has the key", { keys: [key] }, "present", null],
    ["over TCP too", { keys: [key], faults: { truncate: true } }, "present", null],
    ["a server that has another secret", { keys: [{ ...key, secret: "b".repeat(44) }] }, "unreachable", "BADSIG"],
    ["a server without the key", { keys: [{ ...key, name: "other-key" }] }, "unreachable", "BADKEY"],
    [
      "an answer that another key has signed is not taken",
      { keys: [key], faults: { wrongSignature: true } },
      "unreachable",
      "timeout",
    ],
    [
      "an answer without a signature is not taken",
      { keys: [key], faults: { unsigned: true } },
      "unreachable",
      "timeout",
    ],
  ];
  test.each(rows)("%s", async (_, options, state, detail) => {
    const server = await serve({ records: [CNAME], ...options });
    const zones = { "example.com": [{ ...addressOf(server), tsig: key }] };
    const { record } = await readFrom({}, zones);
    expect(record?.views.map((view) => [view.state, view.detail])).toEqual([[state, detail]]);
  });
});

/** With servers as the settings give them. */
async function readFrom(request: Partial<EvidenceRequest>, zones: Readonly<Record<string, readonly DnsServer[]>>) {
  const reader = createEvidenceReader({
    ...{ now: () => Date.now(), signal: new AbortController().signal, timeoutMs: 150, tries: 1, resolvers: [] },
    zones: new Map(Object.entries(zones)),
  });
  const record = { name: NAME, type: "CNAME", value: VALUE } as const;
  const [evidence] = await reader.read([{ domain: "example.com", record, applicant: null, ...request }]);
  await reader.close();
  if (evidence === undefined) throw new Error("no evidence");
  return evidence;
}

describe("bounds", () => {
  const silent = { faults: { drop: () => true } };

  test("at most 8 questions are with one server, and 64 with all, at one time", async () => {
    const servers = await Promise.all(Array.from({ length: 10 }, async () => serve(silent)));
    const client = createDnsClient({ timeoutMs: 60_000 });
    const abort = new AbortController();
    const asked = servers.flatMap((server) =>
      Array.from({ length: 20 }, async (_, index) =>
        client.ask(addressOf(server), questionOf(`n${index}.example.com`, "A"), abort.signal),
      ),
    );
    const counts = (): readonly number[] => servers.map((server) => server.asked.length);
    const total = (): number => counts().reduce((sum, count) => sum + count, 0);
    while (total() < 64) await wait(10);
    await wait(200); // time for one too many to arrive
    expect([total(), Math.max(...counts())]).toEqual([64, 8]);
    abort.abort();
    expect(new Set((await Promise.all(asked)).map((one) => (one.kind === "failure" ? one.code : "")))).toEqual(
      new Set(["aborted"]),
    );
    await client.close();
  });

  test("a resolver that fails for the names of one zone is asked no more about them, and goes on for others", async () => {
    const faults = { drop: (type: string) => type === "TXT" };
    const resolver = await serve({ zone: "", recursive: true, records: [], faults });
    const client = createDnsClient({ timeoutMs: 30, tries: 1, patienceMs: 60 });
    const ask = async (name: string, type: "A" | "TXT") =>
      client.ask(addressOf(resolver), questionOf(name, type, { recursive: true }), new AbortController().signal);
    await ask("first.example.net", "A"); // it does answer
    for (let index = 0; index < 2; index += 1) await ask(`n${index}.lame.example`, "TXT");
    const before = resolver.asked.length;
    expect(await ask("another.www.lame.example", "A")).toEqual({ kind: "failure", code: "deadline" });
    expect(resolver.asked).toHaveLength(before);
    expect(await ask("www.example.com", "A")).toMatchObject({ kind: "answer" });
    await client.close();
  });

  test("each name is asked once for its zone, however many requests share it", async () => {
    const resolver = await serve({ zone: "", recursive: true, records: [soa("example.com")] });
    const reader = createEvidenceReader({
      ...{ now: () => NOW, signal: new AbortController().signal, mode: "resolver", zones: new Map() },
      resolvers: [addressOf(resolver)],
    });
    const request = { domain: "www.example.com", record: null, applicant: null };
    await reader.read([request, request, { ...request, domain: "*.www.example.com" }, request]);
    await reader.close();
    expect(resolver.asked).toContain("udp SOA www.example.com");
    expect(new Set(resolver.asked).size).toBe(resolver.asked.length);
  });

  test("no address is asked that zone, settings or resolvers do not name", async () => {
    const sent = new Set<string>();
    const connect = jest.spyOn(dgram.Socket.prototype, "connect");
    const records: ServedRecord[] = [
      ...[soa("example.com"), { name: "example.com", type: "NS", data: "ns1.example.com" } as const],
      { name: "ns1.example.com", type: "A", data: "127.0.0.1" },
      { name: "ns9.example.com", type: "A", data: "127.0.0.9" },
    ];
    const authoritative = await serve({
      records: [CNAME, { ...CNAME, name: "*.example.com", data: "ns9.example.com" }],
    });
    const resolver = await serve({ zone: "", recursive: true, records });
    await read({}, { resolvers: [resolver], port: authoritative.port });
    for (const [port, address] of connect.mock.calls) sent.add(`${String(address)}:${port}`);
    connect.mockRestore();
    expect([...sent].sort()).toEqual([authoritative.at, resolver.at].sort());
  });

  test("tests cannot send to another machine over UDP either", async () => {
    const client = createDnsClient();
    const elsewhere = { address: "192.0.2.1", port: 53, label: "x" };
    await expect(client.ask(elsewhere, questionOf("example.com", "A"), new AbortController().signal)).rejects.toThrow(
      "only connect to loopback",
    );
    await client.close();
  });
});
