/** Name servers on loopback for one zone: Knot and BIND, where Debian's packages `knot` and `bind9` are installed. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createDnsClient, questionOf } from "../../lib/dns/client";
import type { TsigKey } from "../../lib/core/tsig-key";
import { describeIf } from "./needs-program";

const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin` };
const isInstalled = spawnSync("knotd", ["--version"], { env }).status === 0;
const isBindInstalled = spawnSync("named", ["-v"], { env }).status === 0;

/** `describe`, but skipped with a line on standard error where there is no Knot. */
export function describeWithKnot(name: string, tests: () => void): void {
  describeIf(isInstalled, "knotd (Debian: apt-get install knot), which is not on the PATH", name, tests);
}

/** The same for BIND. */
export function describeWithBind(name: string, tests: () => void): void {
  describeIf(isBindInstalled, "named (Debian: apt-get install bind9), which is not on the PATH", name, tests);
}

export interface NameServer {
  /** `127.0.0.1:PORT`. */
  readonly at: string;
  close(): Promise<void>;
}

/**
 * @param zoneText a whole zone file
 * @param key may update CNAME and TXT records, and transfer the zone
 */
export async function startKnot(zone: string, zoneText: string, key?: TsigKey): Promise<NameServer> {
  return startKnotWith({ [zone]: zoneText }, key);
}

/** As `startKnot`, for several zones. @param zones whole zone files by the name of the zone */
export async function startKnotWith(zones: Readonly<Record<string, string>>, key?: TsigKey): Promise<NameServer> {
  const directory = mkdtempSync(join(tmpdir(), "dcv-knot-"));
  // Without its folder for databases it answers every update with SERVFAIL.
  mkdirSync(join(directory, "db"));
  const entries = Object.entries(zones).map(([zone, text], index) => {
    const file = join(directory, `zone-${index}`);
    writeFileSync(file, text);
    const access = key === undefined ? "" : "    acl: [change]\n";
    return `  - domain: ${zone}\n    file: ${file}\n    zonefile-sync: -1\n    journal-content: changes\n${access}`;
  });
  const port = await freePort();
  const keyLines =
    key === undefined
      ? ""
      : `key:
  - id: ${key.name}
    algorithm: ${key.algorithm}
    secret: ${key.secret}
acl:
  - id: change
    key: ${key.name}
    action: [update, transfer]
    update-type: [CNAME, TXT]
`;
  writeFileSync(
    join(directory, "knot.conf"),
    `server:
  listen: 127.0.0.1@${port}
  rundir: ${directory}
database:
  storage: ${directory}/db
log:
  - target: stderr
    any: error
${keyLines}zone:
${entries.join("")}`,
  );
  return started("knotd", ["-c", join(directory, "knot.conf")], directory, port, Object.keys(zones)[0] ?? "");
}

/** As `startKnot`. */
export async function startBind(zone: string, zoneText: string, key: TsigKey): Promise<NameServer> {
  const directory = mkdtempSync(join(tmpdir(), "dcv-bind-"));
  writeFileSync(join(directory, "zone"), zoneText);
  const port = await freePort();
  writeFileSync(
    join(directory, "named.conf"),
    `key "${key.name}" { algorithm ${key.algorithm}; secret "${key.secret}"; };
options {
  directory "${directory}"; pid-file "${directory}/named.pid"; session-keyfile "${directory}/session.key"; lock-file none;
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; allow-transfer { key "${key.name}"; }; dnssec-validation no; notify no;
};
controls { };
zone "${zone}" { type primary; file "zone"; update-policy { grant "${key.name}" subdomain "${zone}" CNAME TXT; }; };
`,
  );
  return started("named", ["-g", "-c", join(directory, "named.conf")], directory, port, zone);
}

/** Runs the server, and returns when it serves the zone. */
async function started(
  program: string,
  args: readonly string[],
  directory: string,
  port: number,
  zone: string,
): Promise<NameServer> {
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const client = createDnsClient({ timeoutMs: 200, tries: 1 });
  const server = { address: "127.0.0.1", port, label: program };
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await client.ask(server, questionOf(zone, "SOA"), new AbortController().signal);
    if (outcome.kind === "answer" && outcome.answer.authoritative) break;
    if (attempt > 100 || child.exitCode !== null) throw new Error(`${program} does not serve ${zone}: ${complaint}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    at: `127.0.0.1:${port}`,
    async close() {
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
