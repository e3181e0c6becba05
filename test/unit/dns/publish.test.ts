/** The publisher of dynamic updates at the DNS of the simulator, which does what real servers do. */
import { ROOT } from "../../../lib/core/dns-name";
import { parseServer } from "../../../lib/core/name-server";
import type { TsigKey } from "../../../lib/core/tsig-key";
import { createRfc2136Publisher } from "../../../lib/dns/publish/rfc2136";
import { createLookUp } from "../../../lib/simulator/dns/look-up";
import { startDnsServer, startDnsZone } from "../../../lib/simulator/dns/server";
import type { DnsFaults, DnsZoneServer, ServedRecord } from "../../../lib/simulator/dns/server";
import { DEMO_KEY, startSimulatedDns } from "../../../lib/simulator/dns/simulated-dns";
import { createZoneState } from "../../../lib/simulator/dns/zone-state";
import { testUpdates } from "../../support/dns-updates";

/** The zone of the file that `testUpdates` gives to real servers. */
const RECORDS: readonly ServedRecord[] = [
  { name: "example.test", type: "NS", data: "ns1.example.test" },
  { name: "taken.example.test", type: "CNAME", data: "elsewhere.test" },
  { name: "held.example.test", type: "TXT", data: ["another"] },
  { name: "sub.example.test", type: "NS", data: "ns1.sub.example.test" },
];

describe("the simulated DNS", () =>
  testUpdates(async (zone, _, key) => startDnsZone({ zone, records: RECORDS, keys: [key] })));

const KEY: TsigKey = { name: "dcv-key", algorithm: "hmac-sha256", secret: Buffer.alloc(32, 7).toString("base64") };
const RECORD = { domain: "example.test", name: "_x.example.test", type: "CNAME", value: "y.ca.test", ttl: 60 } as const;

async function presentAt(server: DnsZoneServer, signal = new AbortController().signal) {
  const address = parseServer(server.at);
  if (address === null) throw new Error(`not an address: ${server.at}`);
  const options = { zone: "example.test", server: address, key: KEY, now: () => Date.now(), timeoutMs: 300 };
  return createRfc2136Publisher(options).present([RECORD], signal);
}

describe("a server that misbehaves", () => {
  const cases: readonly [string, DnsFaults, object, readonly ServedRecord["data"][]][] = [
    [
      "an update whose answer is lost is judged by what is there afterwards",
      { loseAnswer: isUpdate },
      { kind: "created" },
      [RECORD.value],
    ],
    [
      "an update that does not arrive",
      { drop: isUpdate },
      { kind: "failed", why: expect.stringContaining("no answer (timeout)") },
      [],
    ],
    [
      "answers that another key has signed are not believed",
      { wrongSignature: true },
      { kind: "failed", why: expect.stringContaining("its signature is wrong") },
      [],
    ],
    [
      "no answer at all",
      { drop: () => true },
      { kind: "failed", why: expect.stringContaining("no answer (timeout)") },
      [],
    ],
    ["SERVFAIL", { rcode: 2 }, { kind: "failed", why: expect.stringContaining("SERVFAIL") }, []],
  ];
  test.each(cases)("%s", async (_, faults, result, values) => {
    const server = await startDnsZone({ zone: "example.test", records: [], keys: [KEY], faults });
    try {
      expect(await presentAt(server)).toEqual([result]);
      expect(server.state.version(0).records.map(({ data }) => data)).toEqual(values);
      expect(server.asked.filter((one) => one.includes("UPDATE")).length).toBeLessThanOrEqual(1);
    } finally {
      await server.close();
    }
  });

  test("no server, and a run that was interrupted", async () => {
    const server = await startDnsZone({ zone: "example.test", records: [], keys: [KEY] });
    await server.close();
    expect(await presentAt(server)).toEqual([{ kind: "failed", why: expect.stringContaining("ECONNREFUSED") }]);
    expect(await presentAt(server, AbortSignal.abort())).toEqual([
      { kind: "failed", why: expect.stringContaining("aborted") },
    ]);
  });
});

function isUpdate(type: string): boolean {
  return type === "UPDATE";
}

describe("the simulated DNS as the perspectives of a CA see it", () => {
  test("each perspective asks one server; a lagging copy shows what was there before", async () => {
    let now = 0;
    const state = createZoneState(
      "example.test",
      [{ name: "a.example.test", type: "CNAME", data: "B.example.test." }],
      1,
      () => now,
    );
    const servers = [
      await startDnsServer({ zones: [{ state }] }),
      await startDnsServer({ zones: [{ state, lagMs: 60_000 }] }),
    ];
    try {
      const lookUp = createLookUp(servers);
      const seen = async (name: string, type: "CNAME" | "TXT") =>
        Promise.all([0, 1, 2].map((at) => lookUp(name, type, at)));
      expect(await seen("A.example.test.", "CNAME")).toEqual([
        ["b.example.test"],
        ["b.example.test"],
        ["b.example.test"],
      ]);
      state.change([...state.version(0).records, { name: "b.example.test", type: "TXT", data: ["x", "y"] }]);
      expect(await seen("a.example.test", "TXT")).toEqual([["xy"], [], ["xy"]]);
      now = 60_000;
      expect(await seen("a.example.test", "TXT")).toEqual([["xy"], ["xy"], ["xy"]]);
      Object.assign(servers[1]?.faults ?? {}, { rcode: 2 });
      await expect(lookUp("a.example.test", "TXT", 1)).rejects.toThrow("no server answers for a.example.test");
      await expect(lookUp("a.other.test", "TXT", 0)).rejects.toThrow("no server answers");
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  });
});

test("what is published in the DNS of `dcv simulate` is seen by the CA, and by its lagging server later", async () => {
  let now = Date.parse("2026-11-25T00:00:00Z");
  const simulated = await startSimulatedDns({ port: 0, zones: [], lagMs: 30_000 }, () => now);
  try {
    const [server] = simulated.servers.map(({ at }) => parseServer(at));
    if (server == null) throw new Error("no server");
    const publisher = createRfc2136Publisher({ zone: ROOT, server, key: DEMO_KEY, now: () => now });
    expect(await publisher.present([RECORD], new AbortController().signal)).toEqual([{ kind: "created" }]);
    expect(await simulated.lookUp(`${RECORD.name}.`, "CNAME", 0)).toEqual([RECORD.value]);
    expect(await simulated.lookUp(`${RECORD.name}.`, "CNAME", 1)).toEqual([]);
    now += 30_000;
    expect(await simulated.lookUp(`${RECORD.name}.`, "CNAME", 1)).toEqual([RECORD.value]);
  } finally {
    await simulated.close();
  }
});
