import type { DnsSettings } from "../../../lib/config/dns";
import { parseServer } from "../../../lib/core/name-server";
import { lookAtServers } from "../../../lib/run/dns";
import { startDnsZone } from "../../../lib/simulator/dns/server";

type Server = Awaited<ReturnType<typeof startDnsZone>>;
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const ZONE = { primary: null, tsig: null, signQuestions: false, publish: "records" as const };

async function look(resolvers: readonly string[] | null, zones: Readonly<Record<string, readonly string[]>>) {
  const server = (text: string) => parseServer(text) ?? [];
  const settings: DnsSettings = {
    resolvers: resolvers?.flatMap(server) ?? null,
    zones: new Map(Object.entries(zones).map(([zone, texts]) => [zone, { ...ZONE, servers: texts.flatMap(server) }])),
    mode: "authoritative",
  };
  return lookAtServers(settings, { interrupted: new AbortController().signal });
}

async function serving(zone: string, recursive = false): Promise<string> {
  const server = await startDnsZone({ zone, records: [], recursive });
  open.push(server);
  return server.at;
}

test("the servers of the zones are asked for their zone, and no resolver is needed then", async () => {
  const at = await serving("example.com");
  expect(await look([], { "example.com": [at] })).toEqual([{ label: `${at} for example.com`, problem: null }]);
});

test("a server that does not have the zone is a problem", async () => {
  const at = await serving("example.com");
  expect(await look([], { "example.net": [at] })).toEqual([
    { label: `${at} for example.net`, problem: "no answer about its zone (REFUSED); correct dns.zones" },
  ]);
});

test("resolvers are asked as well", async () => {
  const [resolver, at] = [await serving("", true), await serving("example.com")];
  expect(await look([resolver], { "example.com": [at] })).toEqual([
    { label: resolver, problem: null },
    { label: `${at} for example.com`, problem: null },
  ]);
});

test("neither resolvers nor servers of zones is a problem", async () => {
  expect(await look([], {})).toEqual([
    { label: "resolver", problem: "none is configured; name one under dns.resolvers" },
  ]);
});
