/** The publisher of dynamic updates at real servers. */
import { parseServer } from "../../lib/core/name-server";
import type { TsigKey } from "../../lib/core/tsig-key";
import { createRfc2136Publisher } from "../../lib/dns/publish/rfc2136";
import { transferAliases } from "../../lib/dns/transfer";
import { testUpdates } from "../support/dns-updates";
import { describeWithBind, describeWithKnot, startBind, startKnot, startKnotWith } from "../support/name-servers";

describeWithKnot("Knot", () => testUpdates(startKnot));
describeWithBind("BIND", () => testUpdates(startBind));

describeWithKnot("50 records in 8 zones", () => {
  test("are there after one call for each zone, and gone after another, beside what was there", async () => {
    const secret = Buffer.alloc(32, 7).toString("base64");
    const key: TsigKey = { name: "dcv-key", algorithm: "hmac-sha256", secret };
    const zones = Array.from({ length: 8 }, (_, index) => `zone${index}.test`);
    const head =
      "@ IN SOA ns1 hostmaster (1 7200 900 1209600 60)\n@ NS ns1\nns1 A 127.0.0.1\n_kept CNAME kept.ca.test.\n";
    const knot = await startKnotWith(
      Object.fromEntries(zones.map((zone) => [zone, `$ORIGIN ${zone}.\n$TTL 300\n${head}`])),
      key,
    );
    try {
      const server = parseServer(knot.at);
      if (server === null) throw new Error(`not an address: ${knot.at}`);
      const source = { server, key };
      const records = zones.map((zone, at) =>
        Array.from({ length: 50 }, (_, index) => index)
          .filter((index) => index % zones.length === at)
          .map((index) => {
            const domain = `host${index}.${zone}`;
            return { domain, name: `_x.${domain}`, type: "CNAME", value: `t${index}.ca.test`, ttl: 60 } as const;
          }),
      );
      const publishers = zones.map((zone) => createRfc2136Publisher({ zone, server, key, now: Date.now }));
      const aliases = async () => {
        const all = await Promise.all(zones.map((zone) => transferAliases(zone, source, () => true, Date.now, SIGNAL)));
        return all.flatMap((one) => (one.kind === "aliases" ? one.aliases : [{ name: one.code, target: "" }]));
      };
      const each = async (work: "present" | "cleanup") => {
        const results = publishers.map((publisher, at) => publisher[work](records[at] ?? [], SIGNAL));
        return (await Promise.all(results)).flat().map(({ kind }) => kind);
      };
      expect(await each("present")).toEqual(Array(50).fill("created"));
      expect(await aliases()).toHaveLength(58);
      expect(await each("present")).toEqual(Array(50).fill("already-there"));
      expect(await each("cleanup")).toEqual(Array(50).fill("removed"));
      expect((await aliases()).map(({ name }) => name)).toEqual(zones.map((zone) => `_kept.${zone}`));
    } finally {
      await knot.close();
    }
  });
});

const SIGNAL = new AbortController().signal;
