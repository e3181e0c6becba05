/** `dcv evidence` against DNS servers in this process, and the `dns` part of the file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDnsZone } from "../../../lib/simulator/dns/server";
import type { DnsZoneOptions, DnsZoneServer, ServedRecord } from "../../../lib/simulator/dns/server";
import { dcv } from "../../support/cli";
import type { CliOptions } from "../../support/cli";

const NAME = "_6f66.example.com";
const CNAME: ServedRecord = { name: NAME, type: "CNAME", data: "d6a3.ca.example." };
const CAA: ServedRecord = { name: "example.com", type: "CAA", data: { flags: 0, tag: "issue", value: "ca.example" } };

let directory: string;
const open: DnsZoneServer[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-evidence-"));
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(options: Partial<DnsZoneOptions>): Promise<DnsZoneServer> {
  const server = await startDnsZone({ zone: "example.com", records: [], ...options });
  open.push(server);
  return server;
}

function save(dns: object | string): void {
  const text = typeof dns === "string" ? dns : `version: 1\ndns: ${JSON.stringify(dns)}\n`;
  writeFileSync(join(directory, "domains.yaml"), text);
}

const SECRET_KEY = "dcv-key:aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMg==";
const signed = (zone: object) => ({ zones: { "example.com": { tsig: "${DNS_TSIG}", ...zone } } });

const run = (args: readonly string[], options: CliOptions = {}) =>
  dcv(["evidence", ...args], { cwd: directory, ...options });

test("a record on one of two servers, CAA and DNSSEC, for a person and as JSON", async () => {
  const [first, second] = [await serve({ records: [CNAME, CAA] }), await serve({ records: [CAA], serial: 2026112500 })];
  save({ resolvers: [], zones: { "example.com": { servers: [first.at, second.at] } } });
  const { code, stdout, stderr } = await run([NAME, "--cname", "D6A3.ca.example."]);
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toBe(`${NAME}
  zone example.com, 2 servers
  ${NAME} CNAME: published on 1 of 2 servers
    ${second.at}: no-name, serial 2026112500
  CAA of example.com: allows ca.example
  DNSSEC unknown: name a resolver that validates (dns.resolvers)
`);
  const json = await run([NAME, "--cname", "d6a3.ca.example", "--output", "json"]);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    evidence: [{ name: NAME, record: { state: "lagging", servers: { present: 1, absent: 1, silent: 0 } } }],
  });
});

test("published everywhere is exit code 0; several names have a paragraph each", async () => {
  const server = await serve({ records: [CNAME] });
  save({ resolvers: [], zones: { "example.com": { servers: [server.at] } } });
  const { code, stdout } = await run([NAME, "--cname", "d6a3.ca.example"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("CNAME: published on 1 server\n  CAA allows every CA\n")]);
  expect((await run(["example.com", "www.example.com"])).stdout.split("\n\n")).toHaveLength(2);
});

test("what cannot be seen is never a pass", async () => {
  const server = await serve({ records: [CNAME], faults: { drop: () => true, noTcp: true } });
  save({ resolvers: [], zones: { "example.com": { servers: [server.at] } } });
  const { code, stdout } = await run([NAME, "--cname", "d6a3.ca.example", "--deadline", "1"]);
  expect([code, stdout]).toEqual([1, expect.stringContaining("not to be seen: no server answers")]);
  expect(stdout).toContain("CAA unknown: ");
});

test.each([
  ["text", [], "  CAA unknown: "],
  ["JSON", ["--output", "json"], '"today": "unknown"'],
])("where no value is asked for, CAA that could not be read is no pass either: %s", async (_, args, shown) => {
  const silent = await serve({ faults: { drop: () => true, noTcp: true } });
  const server = await serve({ records: [CAA] });
  const zoneAt = (at: string): void => save({ resolvers: [], zones: { "example.com": { servers: [at] } } });
  zoneAt(silent.at);
  const { code, stdout } = await run(["example.com", "--deadline", "1", ...args]);
  expect([code, stdout]).toEqual([1, expect.stringContaining(shown)]);
  zoneAt(server.at);
  expect((await run(["example.com", ...args])).code).toBe(0);
});

test("a resolver of the command line finds the zone; an answer it has validated is secure", async () => {
  const soa: ServedRecord = {
    name: "example.com",
    type: "SOA",
    data: { mname: "a", rname: "b", serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60 },
  };
  const resolver = await serve({ zone: "", recursive: true, authenticated: true, records: [soa] });
  save({ mode: "resolver" });
  const { code, stdout } = await run(["www.example.com", "--resolver", resolver.at]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("zone example.com, 1 server\n")]);
  expect(stdout).toContain("DNSSEC secure\n");
});

test("no server is asked but those of the settings, and in resolver mode only the resolver", async () => {
  const soa: ServedRecord = {
    name: "example.com",
    type: "SOA",
    data: { mname: "a", rname: "b", serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60 },
  };
  const ns: ServedRecord = { name: "example.com", type: "NS", data: "ns.example.com" };
  const resolver = await serve({ zone: "", recursive: true, records: [soa, ns, CNAME] });
  save({ mode: "resolver", resolvers: [resolver.at] });
  const { code, stdout } = await run([NAME, "--cname", "d6a3.ca.example"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("published on 1 server")]);
});

test.each<[string, object | string, Readonly<Record<string, string>>, string]>([
  ["a host name", { resolvers: ["dns.example.com"] }, {}, "bad-server  write an address, address:port"],
  ["a bad port", { zones: { "example.com": { servers: ["10.0.0.1:0"] } } }, {}, "bad-server"],
  ["a bad address", { resolvers: ["10.0.0.256"] }, {}, "bad-server"],
  ["DNS over HTTPS to a host of the file", { resolvers: ["https://dns.example/q"] }, {}, "host-not-allowed"],
  ["a name that is no zone", { zones: { "a..b": { servers: ["10.0.0.1"] } } }, {}, "bad-zone"],
  ["no servers", { zones: { "example.com": { servers: [] } } }, {}, "1 to 20 servers"],
  ["a key in the file", signed({ tsig: SECRET_KEY }), {}, "secret-in-file  write the name of a variable"],
  ["a variable that holds no key", signed({}), { DNS_TSIG: "hunter2" }, "bad-tsig"],
  ["a short key", signed({}), { DNS_TSIG: "dcv:aHVudGVyMg==" }, "it must have at least 16"],
  [
    "signed updates to a server of the file",
    signed({ primary: "192.0.2.7" }),
    { DNS_TSIG: SECRET_KEY },
    "host-not-allowed",
  ],
  [
    "signed questions to a server of the file",
    signed({ signQuestions: true, servers: ["127.0.0.1:1", "192.0.2.7"] }),
    { DNS_TSIG: SECRET_KEY },
    "host-not-allowed",
  ],
  [
    "signed questions to servers that it does not name",
    signed({ signQuestions: true }),
    { DNS_TSIG: SECRET_KEY },
    "no-key",
  ],
  ["updates without a primary", { zones: { "example.com": { publish: "rfc2136" } } }, {}, "no-primary"],
  ["a way to publish", { zones: { "example.com": { publish: "ftp" } } }, {}, "rfc2136"],
  ["an unknown key", { resolver: ["10.0.0.1"] }, {}, "resolver"],
  ["a mode", { mode: "both" }, {}, "authoritative"],
  ["a variable that is not set", { resolvers: ["${RESOLVER}"] }, {}, "missing-variable"],
  ["a variable that holds no address", { resolvers: ["${RESOLVER}"] }, { RESOLVER: "hunter2" }, "bad-server"],
  ["no YAML", "dns: [", {}, "domains.yaml:"],
])("the file is refused for %s", async (_, dns, env, message) => {
  save(dns);
  const { code, stdout, stderr } = await run(["example.com"], { env });
  expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(message)]);
  expect(stderr).not.toMatch(/hunter2|aHVudGVyMm/);
});

test("the address of a server that came from the environment is not shown", async () => {
  const server = await serve({ records: [] });
  save({ resolvers: [], zones: { "example.com": { servers: ["${SERVER}"] } } });
  const { stdout } = await run([NAME, "--cname", "d6a3.ca.example"], { env: { SERVER: server.at } });
  expect(stdout).toContain("    server 1 of example.com: no-name");
  expect(stdout).not.toContain(String(server.port));
});

test.each<[string, object, Readonly<Record<string, string>>]>([
  ["of loopback", { primary: "127.0.0.1:1" }, {}],
  ["that the environment allows", { primary: "192.0.2.7:5353" }, { DCV_ALLOWED_HOSTS: "192.0.2.7" }],
  [
    "that the environment allows, with its port",
    { primary: "192.0.2.7" },
    { DCV_ALLOWED_HOSTS: "a.example,192.0.2.7:53" },
  ],
  ["that the environment allows, of IPv6", { primary: "2001:db8::7" }, { DCV_ALLOWED_HOSTS: "[2001:db8::7]" }],
])("a key may sign for a primary %s; questions do not need it", async (_, zone, env) => {
  const server = await serve({ records: [CNAME] });
  save({ resolvers: [], ...signed({ servers: [server.at], publish: "rfc2136", ...zone }) });
  const result = await run([NAME, "--cname", "d6a3.ca.example"], { env: { DNS_TSIG: SECRET_KEY, ...env } });
  expect([result.code, result.stderr]).toEqual([0, ""]);
});

test.each<[readonly string[], string]>([
  [["a b"], '"a b" holds " "'],
  [["example.com", "--resolver", "dns.example"], "is no address"],
  [["example.com", "--cname", "a b"], "no DNS record can hold"],
  [["example.com", "--cname", "a", "--txt", "b"], "cannot be used with"],
  [["example.com", "--config", "absent.yaml"], "no-such-file"],
])("%j is refused", async (args, message) => {
  expect(await run(args)).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(message) as string });
});
