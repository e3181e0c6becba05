/**
 * A small world of real DNS servers on loopback: Knot has the root, `test` and the zones below it, a second Knot has an old copy, BIND
 * has a copy of its own, and Unbound validates from the root. Debian: knot, bind9, bind9-utils, unbound.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { DnsServer } from "../../lib/core/name-server";
import type { TsigKey } from "../../lib/core/tsig-key";
import { createDnsClient, questionOf } from "../../lib/dns/client";
import { describeIf } from "./needs-program";

const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin` };
const PROGRAMS = ["knotd", "named", "unbound", "dnssec-signzone", "dnssec-keygen"];
const missing = PROGRAMS.filter((program) => spawnSync("which", [program], { env }).status !== 0);

/** `describe`, but skipped with a line on standard error where a program is missing. */
export function describeWithDnsLab(name: string, tests: () => void): void {
  describeIf(missing.length === 0, `${missing.join(", ")}, which are not on the PATH`, name, tests);
}

export const LAB_KEY: TsigKey = {
  ...{ name: "lab-key", algorithm: "hmac-sha256" },
  secret: Buffer.alloc(32, 9).toString("base64"),
};

export interface DnsLab {
  /** All servers listen on it, each on an address of its own. */
  readonly port: number;
  /** Validates. */
  readonly resolver: DnsServer;
  /** Has the newest copy of every zone, and takes updates. */
  readonly primary: DnsServer;
  close(): Promise<void>;
}

const [ROOT, PRIMARY, LAGGING, SILENT, RESOLVER, BIND] = [10, 11, 12, 14, 53, 1].map((last) => `127.0.0.${last}`);

const soa = (serial = 1): string =>
  `@ IN SOA ns1.example.test. hostmaster.example.test. (${serial} 7200 900 1209600 60)\n`;
const head = (zone: string, serial?: number): string => `$ORIGIN ${zone}\n$TTL 300\n${soa(serial)}`;

const TEST = `${head("test.")}@ NS a.nic
a.nic A ${ROOT}
a.root.lab A ${ROOT}
example NS ns1.example
example NS ns2.example
example NS ns3.example
ns1.example A ${PRIMARY}
ns2.example A ${LAGGING}
ns3.example A ${BIND}
signed NS ns1.example
bogus NS ns1.example
hub NS ns1.example
lame NS ns1.lame
lame NS ns2.lame
ns1.lame A ${SILENT}
ns2.lame A ${LAGGING}
`;
const EXAMPLE = `@ NS ns1
@ NS ns2
@ NS ns3
ns1 A ${PRIMARY}
ns2 A ${LAGGING}
ns3 A ${BIND}
@ CAA 0 issue "sectigo.com"
*.wild CNAME lb.vendor.test.
deny CAA 0 issue ";"
loop1 CNAME loop2
loop2 CNAME loop1
_persist.shop CNAME shop.persist.hub.test.
sub NS ns1
${Array.from({ length: 40 }, (_, index) => `big TXT "filler-${index}-${"y".repeat(60)}"`).join("\n")}
`;
const CURRENT = "_6f66 CNAME d6a3.sectigo.test.\n";
const SIGNED = `@ NS ns1.example.test.\n@ CAA 0 issue "sectigo.com"\n${CURRENT}`;

export async function startDnsLab(): Promise<DnsLab> {
  const directory = mkdtempSync(join(tmpdir(), "dcv-dns-lab-"));
  const at = (...names: readonly string[]): string => join(directory, ...names);
  for (const name of ["z", "keys", "root", "primary", "lagging", "bind", "unbound"]) mkdirSync(at(name));
  for (const name of ["root", "primary", "lagging"]) mkdirSync(at(name, "db"));
  const port = await freePort();

  const zone = (name: string, text: string): void => writeFileSync(at("z", name), text);
  zone("example", head("example.test.", 2026112501) + EXAMPLE + CURRENT);
  zone("example-old", head("example.test.", 2026112500) + EXAMPLE);
  zone("sub", `${head("sub.example.test.")}@ NS ns1.example.test.\n`);
  zone("hub", `${head("hub.test.")}@ NS ns1.example.test.\nshop.persist TXT "sectigo.com;accounturi=acct:1"\n`);
  zone("signed", head("signed.test.") + SIGNED);
  zone("bogus", head("bogus.test.") + SIGNED);

  /** Signs a zone, and returns the DS records for its parent. */
  function sign(name: string, file: string, start = "now-3600", end = "now+864000"): string {
    for (const flag of [["-f", "KSK"], []]) {
      execFileSync("dnssec-keygen", ["-q", "-a", "ECDSAP256SHA256", "-K", at("keys"), ...flag, name], {
        env,
        stdio: "pipe",
      });
    }
    // -P: signatures that have ended are wanted in one zone.
    const times = ["-s", start, "-e", end];
    const files = ["-K", at("keys"), "-d", at("keys"), "-o", name, "-f", at("z", `${file}.signed`), at("z", file)];
    execFileSync("dnssec-signzone", ["-q", "-P", "-S", ...times, ...files], { env, stdio: "pipe" });
    const [set] = readdirSync(at("keys")).filter((one) => one === `dsset-${name}`);
    return readFileSync(at("keys", set ?? ""), "utf8");
  }
  const delegations = sign("signed.test.", "signed") + sign("bogus.test.", "bogus", "20240101000000", "20240201000000");
  zone("test", TEST + delegations);
  zone(
    "root",
    `$TTL 300\n. ${soa().slice(2)}. NS a.root.lab.test.\na.root.lab.test. A ${ROOT}\ntest. NS a.nic.test.\na.nic.test. A ${ROOT}\n${sign("test.", "test")}`,
  );
  const anchor = sign(".", "root").split("\n")[0] ?? "";

  const processes = [
    knot("root", `${ROOT}`, { ".": "root.signed", "test.": "test.signed" }),
    knot("primary", `${PRIMARY}`, {
      ...{ "example.test.": "example", "sub.example.test.": "sub", "hub.test.": "hub" },
      ...{ "signed.test.": "signed.signed", "bogus.test.": "bogus.signed" },
    }),
    knot("lagging", `${LAGGING}`, { "example.test.": "example-old", "sub.example.test.": "sub" }),
    bind(),
    unbound(),
  ];

  function start(program: string, ...args: readonly string[]): ChildProcess {
    return spawn(program, args, { env, stdio: "ignore" });
  }

  function knot(name: string, address: string, zones: Readonly<Record<string, string>>): ChildProcess {
    const entries = Object.entries(zones).map(
      ([domain, file]) =>
        `  - domain: "${domain}"\n    file: ${file}\n    acl: [change]\n    zonefile-sync: -1\n    journal-content: changes\n`,
    );
    writeFileSync(
      at(name, "knot.conf"),
      `server:
  listen: ${address}@${port}
  rundir: ${at(name)}
database:
  storage: ${at(name, "db")}
key:
  - id: ${LAB_KEY.name}
    algorithm: ${LAB_KEY.algorithm}
    secret: ${LAB_KEY.secret}
acl:
  - id: change
    key: ${LAB_KEY.name}
    action: [update, transfer]
template:
  - id: default
    storage: ${at("z")}
    semantic-checks: off
zone:
${entries.join("")}`,
    );
    return start("knotd", "-c", at(name, "knot.conf"));
  }

  function bind(): ChildProcess {
    writeFileSync(
      at("bind", "named.conf"),
      `options {
  directory "${at("z")}"; pid-file "${at("bind", "pid")}"; session-keyfile "${at("bind", "key")}"; lock-file none;
  listen-on port ${port} { ${BIND}; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no; allow-transfer { none; };
};
controls { };
zone "example.test" { type primary; file "example"; };
zone "sub.example.test" { type primary; file "sub"; };
`,
    );
    return start("named", "-g", "-c", at("bind", "named.conf"));
  }

  /** On a port that is not 53 it needs to be told each zone's servers; root hints would hide the one of the root. */
  function unbound(): ChildProcess {
    const stubs: Readonly<Record<string, readonly (string | undefined)[]>> = {
      ...{ ".": [ROOT], test: [ROOT], "example.test": [PRIMARY, LAGGING, BIND], "sub.example.test": [PRIMARY] },
      ...{ "hub.test": [PRIMARY], "signed.test": [PRIMARY], "bogus.test": [PRIMARY], "lame.test": [SILENT, LAGGING] },
    };
    const lines = Object.entries(stubs).map(
      ([name, servers]) =>
        `stub-zone:\n  name: "${name}"\n  stub-prime: no\n${servers.map((one) => `  stub-addr: ${one}@${port}\n`).join("")}`,
    );
    writeFileSync(
      at("unbound", "unbound.conf"),
      `server:
  interface: ${RESOLVER}
  port: ${port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${at("unbound")}"
  pidfile: "${at("unbound", "pid")}"
  use-syslog: no
  num-threads: 1
  outgoing-range: 128
  trust-anchor: "${anchor}"
  trust-anchor-signaling: no
  module-config: "validator iterator"
  do-not-query-localhost: no
  local-zone: "test." nodefault
  outgoing-port-permit: 32768-60000
remote-control:
  control-enable: no
${lines.join("")}`,
    );
    return start("unbound", "-d", "-c", at("unbound", "unbound.conf"));
  }

  async function close(): Promise<void> {
    const ended = processes.map(async (child) => {
      if (child.exitCode !== null) return;
      const end = new Promise((done) => child.once("close", done));
      child.kill("SIGTERM");
      await end;
    });
    await Promise.all(ended);
    rmSync(directory, { recursive: true });
  }

  const named = (address: string | undefined, label: string): DnsServer => ({ address: address ?? null, port, label });
  const client = createDnsClient({ timeoutMs: 200, tries: 1 });
  const ready: readonly [DnsServer, string][] = [
    [named(ROOT, "root"), "test"],
    [named(PRIMARY, "primary"), "signed.test"],
    [named(LAGGING, "lagging"), "example.test"],
    [named(BIND, "bind"), "example.test"],
    [named(RESOLVER, "resolver"), "hub.test"],
  ];
  for (const [server, name] of ready) {
    for (let attempt = 0; ; attempt += 1) {
      const question = questionOf(name, "SOA", { recursive: server.label === "resolver" });
      // Each time a client of its own: it stops asking a server that never answered.
      const outcome = await createDnsClient({ timeoutMs: 200, tries: 1 }).ask(server, question, NEVER);
      if (outcome.kind === "answer" && outcome.answer.rcode === "NOERROR") break;
      if (attempt > 100) {
        await close();
        throw new Error(`${server.label} of the lab does not serve ${name}: ${JSON.stringify(outcome)}`);
      }
      await wait(50);
    }
  }
  await client.close();
  return { port, resolver: named(RESOLVER, "unbound"), primary: named(PRIMARY, "primary"), close };
}

const NEVER = new AbortController().signal;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "0.0.0.0", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
