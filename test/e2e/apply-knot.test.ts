/** 50 domains in 8 zones at Knot, with updates that TSIG signs: from plan to validated in one command. */
import { questionOf, createDnsClient } from "../../lib/dns/client";
import { recordsOf } from "../../lib/dns/record";
import { parseServer } from "../../lib/core/name-server";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { DEMO_KEY } from "../../lib/simulator/dns/simulated-dns";
import { applyEstate } from "../support/apply-estate";
import { describeWithKnot, startKnot } from "../support/name-servers";
import type { NameServer } from "../support/name-servers";

jest.setTimeout(180_000);

/** The CA takes one call a second, which makes 100 of them long; how that is kept is tested where it is. */
const AT_ONCE = PROVIDER_MODULES.map((module) => ({
  ...module,
  open: (settings: never, runtime: object) =>
    module.open(settings, { ...runtime, sleep: () => Promise.resolve() } as never),
})) as unknown as typeof PROVIDER_MODULES;

const shortly = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, Math.min(Math.max(ms, 0), 20)));

const ZONES = Array.from({ length: 8 }, (_, index) => `zone${index}.test`);
const DOMAINS = Array.from({ length: 50 }, (_, index) => `d${index}.${ZONES[index % ZONES.length] ?? ""}`);

describeWithKnot("50 domains in 8 zones at Knot", () => {
  const servers = new Map<string, NameServer>();
  beforeAll(async () => {
    for (const zone of ZONES) {
      const text = `$ORIGIN ${zone}.\n$TTL 60\n@ SOA ns1 admin 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n`;
      servers.set(zone, await startKnot(zone, text, DEMO_KEY));
    }
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.close();
  });

  it("are validated by one command, and leave no record there", async () => {
    const client = createDnsClient();
    const never = new AbortController().signal;
    const addressOf = (zone: string): string => servers.get(zone)?.at ?? "";
    const lookUp = async (name: string, type: "CNAME" | "TXT"): Promise<readonly string[]> => {
      const zone = ZONES.find((one) => name.replace(/\.$/, "").endsWith(`.${one}`)) ?? "";
      const server = parseServer(addressOf(zone));
      if (server === null) return [];
      const outcome = await client.ask(server, questionOf(name.replace(/\.$/, ""), type), never);
      if (outcome.kind !== "answer") return [];
      return recordsOf(outcome.answer.answers, type).map((one) => (one.type === "CNAME" ? one.target : one.text));
    };
    const estate = await applyEstate({ domains: DOMAINS, zones: ZONES, serverOf: addressOf, lookUp });
    await estate.plan();
    const { code, stdout } = await estate.apply([], { modules: AT_ONCE, sleep: shortly });
    expect([code, stdout]).toEqual([0, expect.stringContaining("50 changes done, 0 waiting, 0 failed or not begun.")]);
    const calls = Object.entries(estate.calls());
    expect(calls).toHaveLength(100);
    expect(calls.filter(([, times]) => times !== 1)).toEqual([]);
    expect(estate.applied().cleaned.filter(({ result }) => result !== "removed")).toEqual([]);
    await client.close();
  });
});
