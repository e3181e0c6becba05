/** Evidence from real servers: Knot, BIND and Unbound, with a signed zone, one whose signatures have ended, and a copy that lags. */
import type { EvidenceRequest, WantedRecord } from "../../lib/core/evidence-request";
import { createDnsClient, questionOf } from "../../lib/dns/client";
import { createEvidenceReader } from "../../lib/dns/evidence";
import { createRfc2136Publisher } from "../../lib/dns/publish/rfc2136";
import { recordsOf } from "../../lib/dns/record";
import { describeWithDnsLab, LAB_KEY, startDnsLab } from "../support/dns-lab";
import type { DnsLab } from "../support/dns-lab";

const SIGNAL = new AbortController().signal;
const APPLICANT = { issuers: ["sectigo.com"], methods: ["ca-tbr-7"], account: null };
const cname = (name: string): WantedRecord => ({ name, type: "CNAME", value: "d6a3.sectigo.test" });
const txt = (name: string, value: string): WantedRecord => ({ name, type: "TXT", value });

describeWithDnsLab("a world of real servers", () => {
  let lab: DnsLab;
  beforeAll(async () => {
    lab = await startDnsLab();
  });
  afterAll(async () => lab.close());

  async function read(domain: string, record: WantedRecord | null, over: Partial<EvidenceRequest> = {}) {
    const reader = createEvidenceReader({
      ...{ now: () => Date.now(), signal: SIGNAL, resolvers: [lab.resolver], zones: new Map(), port: lab.port },
      transfers: new Map([["hub.test", { server: lab.primary, key: LAB_KEY }]]),
    });
    try {
      const [evidence] = await reader.read([{ domain, record, applicant: APPLICANT, ...over }]);
      if (evidence === undefined) throw new Error("no evidence");
      return evidence;
    } finally {
      await reader.close();
    }
  }

  test("a record on Knot and BIND that one server lacks: lagging, with the serial of that server", async () => {
    const { zone, record, caa, dnssec } = await read("example.test", cname("_6f66.example.test"));
    expect(zone).toMatchObject({
      name: "example.test",
      foundBy: "resolver",
      servers: 3,
      answering: 3,
      negativeTtl: 60,
    });
    expect(record?.state).toBe("lagging");
    expect(record?.views.map(({ state, serial }) => [state, serial])).toEqual([
      ["present", null],
      ["no-name", 2026112500],
      ["present", null],
    ]);
    expect([caa.today, caa.later, caa.at, dnssec]).toEqual(["allowed", "allowed", "example.test", "insecure"]);
  });

  test("a signed zone is secure", async () => {
    const { record, caa, dnssec } = await read("signed.test", cname("_6f66.signed.test"));
    expect([record?.state, caa.today, dnssec]).toEqual(["published", "allowed", "secure"]);
  });

  test("a zone whose signatures have ended is bogus, and its CAA records cannot be read", async () => {
    const { zone, record, caa, dnssec } = await read("bogus.test", cname("_6f66.bogus.test"));
    expect([zone.name, record?.state, caa.today, dnssec]).toEqual(["bogus.test", "published", "unknown", "bogus"]);
  });

  test("a zone whose servers do not answer is delegated, and nothing is known of its record", async () => {
    const { zone, record } = await read("lame.test", cname("_6f66.lame.test"));
    expect(zone).toMatchObject({ name: "lame.test", foundBy: "parent", delegated: true });
    expect(record?.state).toBe("unreachable");
  });

  test.each<[string, string, WantedRecord, object]>([
    [
      "a wildcard",
      "wild.example.test",
      cname("_6f66.wild.example.test"),
      { state: "masked", maskedBy: "lb.vendor.test" },
    ],
    [
      "an alias into another zone",
      "shop.example.test",
      txt("_persist.shop.example.test", "sectigo.com;accounturi=acct:1"),
      { state: "published", chain: ["shop.persist.hub.test"] },
    ],
    ["a loop of aliases", "example.test", txt("loop1.example.test", "x"), { state: "elsewhere" }],
    [
      "an answer that UDP cannot hold",
      "example.test",
      txt("big.example.test", `filler-39-${"y".repeat(60)}`),
      { state: "published" },
    ],
    ["a zone cut on the same servers", "sub.example.test", cname("_6f66.sub.example.test"), { state: "missing" }],
  ])("%s", async (_, domain, wanted, expected) => {
    expect((await read(domain, wanted)).record).toMatchObject(expected);
  });

  test("CAA records of a name below decide for it", async () => {
    expect((await read("deny.example.test", null)).caa).toMatchObject({ at: "deny.example.test", today: "forbidden" });
  });

  test("the resolver is not asked for a record before it is there: it has no wrong answer to keep", async () => {
    const wanted = cname(`_${"a".repeat(32)}.hub.test`);
    const leftovers = { base: "hub.test", targets: ["sectigo.test"], needed: [] };
    const before = await read("hub.test", wanted, { leftovers });
    expect([before.record?.state, before.stale]).toEqual(["missing", []]);
    const options = { zone: "hub.test", server: lab.primary, key: LAB_KEY, now: () => Date.now() };
    const published = { ...wanted, domain: "hub.test", ttl: 60 };
    expect(await createRfc2136Publisher(options).present([published], SIGNAL)).toEqual([{ kind: "created" }]);
    const after = await read("hub.test", wanted, { leftovers });
    expect([after.record?.state, after.stale]).toEqual(["published", [wanted.name]]);
    const client = createDnsClient();
    const outcome = await client.ask(lab.resolver, questionOf(wanted.name, "CNAME", { recursive: true }), SIGNAL);
    await client.close();
    const answers = outcome.kind === "answer" ? recordsOf(outcome.answer.answers, "CNAME") : [];
    expect(answers.map(({ target }) => target)).toEqual([wanted.value]);
  });
});
