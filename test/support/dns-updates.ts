/** What the publisher of dynamic updates does at any server, real or simulated: what it changes, and what it only seems to change. */
import { parseServer } from "../../lib/core/name-server";
import type { DnsServer } from "../../lib/core/name-server";
import type { TsigKey } from "../../lib/core/tsig-key";
import { createPrimary } from "../../lib/dns/publish/primary";
import type { PrimaryOptions } from "../../lib/dns/publish/primary";
import type { PublishedRecord } from "../../lib/dns/publish/publisher";
import { createRfc2136Publisher } from "../../lib/dns/publish/rfc2136";
import { transferAliases } from "../../lib/dns/transfer";
import type { NameServer } from "./name-servers";

const ZONE = "example.test";
const KEY: TsigKey = { name: "dcv-key", algorithm: "hmac-sha256", secret: Buffer.alloc(32, 7).toString("base64") };
const ZONE_FILE = `$ORIGIN ${ZONE}.
$TTL 300
@ IN SOA ns1 hostmaster (1 7200 900 1209600 60)
@ NS ns1
ns1 A 127.0.0.1
taken CNAME elsewhere.test.
held TXT "another"
sub NS ns1.sub
ns1.sub A 127.0.0.1
`;
const SIGNAL = new AbortController().signal;

const record = (name: string, type: "CNAME" | "TXT", value: string): PublishedRecord => ({
  ...{ domain: ZONE, name: `${name}.${ZONE}`, type, value, ttl: 60 },
});
const CNAME = record("_6f66", "CNAME", "d6a3.ca.test");
const HOSTILE = `a"b\\c;d%e\`f${"x".repeat(590)}`;

/** @param start serves the zone file, and lets the key change CNAME and TXT records */
export function testUpdates(start: (zone: string, zoneFile: string, key: TsigKey) => Promise<NameServer>): void {
  let server: NameServer;
  let options: PrimaryOptions;
  beforeEach(async () => {
    server = await start(ZONE, ZONE_FILE, KEY);
    options = { zone: ZONE, server: addressOf(server), key: KEY, now: () => Date.now() };
  });
  afterEach(async () => server.close());

  const publisher = (over: Partial<PrimaryOptions> = {}) => createRfc2136Publisher({ ...options, ...over });
  const present = async (...records: readonly PublishedRecord[]) => publisher().present(records, SIGNAL);
  const cleanup = async (...records: readonly PublishedRecord[]) => publisher().cleanup(records, SIGNAL);
  const valuesOf = async ({ name, type }: PublishedRecord) => createPrimary(options).read(name, type, SIGNAL);

  test("a record is created once, found there again, removed once", async () => {
    expect(await present(CNAME, CNAME)).toEqual([{ kind: "created" }, { kind: "created" }]);
    expect(await present(CNAME)).toEqual([{ kind: "already-there" }]);
    expect(await cleanup(CNAME)).toEqual([{ kind: "removed" }]);
    expect(await cleanup(CNAME)).toEqual([{ kind: "absent" }]);
  });

  test("a CNAME with another value stays, unless it is the one to replace", async () => {
    await present(CNAME);
    const next = { ...CNAME, value: "new.ca.test" };
    expect(await present(next)).toEqual([{ kind: "conflict", why: `${CNAME.name} has the CNAME ${CNAME.value}` }]);
    expect(await cleanup(next)).toEqual([{ kind: "conflict", why: `${CNAME.name} has another value now` }]);
    expect(await valuesOf(CNAME)).toEqual({ kind: "values", values: [CNAME.value] });
    expect(await present({ ...next, replaces: CNAME.value })).toEqual([{ kind: "created" }]);
    expect(await valuesOf(CNAME)).toEqual({ kind: "values", values: [next.value] });
  });

  test("texts stay beside each other, byte for byte, and one is removed alone", async () => {
    const [first, second] = [record("held", "TXT", HOSTILE), record("held", "TXT", "b")];
    expect(await present(first, second)).toEqual([{ kind: "created" }, { kind: "created" }]);
    expect(await valuesOf(first)).toEqual({
      kind: "values",
      values: expect.arrayContaining(["another", HOSTILE, "b"]),
    });
    expect(await cleanup(first)).toEqual([{ kind: "removed" }]);
    const left = await valuesOf(first);
    expect(left.kind === "values" ? [...left.values].sort() : left).toEqual(["another", "b"]);
  });

  test("one record that cannot be set keeps back no other of its message", async () => {
    const beside = { ...CNAME, name: `held.${ZONE}` };
    const [first, second, third] = await present(beside, record("taken", "TXT", "a"), CNAME);
    expect(first).toEqual({ kind: "conflict", why: expect.stringContaining("records of other types") });
    expect(second).toEqual({ kind: "conflict", why: expect.stringContaining("is an alias") });
    expect(third).toEqual({ kind: "created" });
  });

  test("a name below a zone cut, and one outside of the zone, fail", async () => {
    const [below, outside] = await present(record("_x.sub", "CNAME", "a.test"), { ...CNAME, name: "_x.other.test" });
    expect(below).toEqual({ kind: "failed", why: expect.stringContaining(`but in sub.${ZONE}, which it delegates`) });
    expect(outside).toEqual({ kind: "failed", why: `_x.other.test is not in the zone ${ZONE}` });
  });

  test.each<[string, Partial<PrimaryOptions>, RegExp]>([
    ["another secret", { key: { ...KEY, secret: Buffer.alloc(32, 8).toString("base64") } }, /BADSIG|NOTAUTH/],
    ["a key that the server does not know", { key: { ...KEY, name: "other-key" } }, /BADKEY|NOTAUTH/],
    ["a clock one hour off", { now: () => Date.now() + 3_600_000 }, /BADTIME.*shows 20/],
    ["no key", { key: null }, /NOTAUTH|REFUSED/],
    [
      "a zone that the server does not have",
      { zone: "test" },
      /REFUSED|NOTAUTH|does not have the zone|not in the zone/,
    ],
  ])("%s fails and changes nothing", async (_, over, why) => {
    const [result] = await publisher(over).present([CNAME], SIGNAL);
    expect(result).toEqual({ kind: "failed", why: expect.stringMatching(why) });
    expect(JSON.stringify(result)).not.toContain(KEY.secret);
    expect(await valuesOf(CNAME)).toEqual({ kind: "values", values: [] });
  });

  test("the zone as a whole is given to the key alone", async () => {
    const many = Array.from({ length: 120 }, (_, index) => record(`_${index}`, "CNAME", `${index}.ca.test`));
    await present(...many);
    const transfer = (key: TsigKey) =>
      transferAliases(
        ZONE,
        { server: options.server, key },
        (name) => name.startsWith("_"),
        () => Date.now(),
        SIGNAL,
      );
    const whole = await transfer(KEY);
    expect(whole.kind === "aliases" ? [...whole.aliases].sort(byName) : whole).toEqual(
      many.map(({ name, value }) => ({ name, target: value })).sort(byName),
    );
    const refused = await transfer({ ...KEY, secret: Buffer.alloc(32, 8).toString("base64") });
    expect(refused).toEqual({ kind: "failure", code: expect.stringMatching(/BADSIG|NOTAUTH/) });
  });

  test("many records of a zone in one call", async () => {
    const many = Array.from({ length: 200 }, (_, index) => record(`_${index}`, "TXT", `${"v".repeat(400)}${index}`));
    expect(new Set((await present(...many)).map(({ kind }) => kind))).toEqual(new Set(["created"]));
    expect(new Set((await cleanup(...many)).map(({ kind }) => kind))).toEqual(new Set(["removed"]));
  });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function addressOf({ at }: NameServer): DnsServer {
  const server = parseServer(at);
  if (server === null) throw new Error(`not an address: ${at}`);
  return server;
}
