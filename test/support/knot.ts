/** A Knot name server on loopback for one zone, where Debian's package `knot` is installed. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createDnsClient, questionOf } from "../../lib/dns/client";
import { describeIf } from "./needs-program";

const isInstalled =
  spawnSync("knotd", ["--version"], { env: { PATH: `${process.env.PATH ?? ""}:/usr/sbin` } }).status === 0;

/** `describe`, but skipped with a line on standard error where there is no Knot. */
export function describeWithKnot(name: string, tests: () => void): void {
  describeIf(isInstalled, "knotd (Debian: apt-get install knot), which is not on the PATH", name, tests);
}

export interface Knot {
  /** `127.0.0.1:PORT`. */
  readonly at: string;
  close(): Promise<void>;
}

/** @param zoneText a whole zone file */
export async function startKnot(zone: string, zoneText: string): Promise<Knot> {
  const directory = mkdtempSync(join(tmpdir(), "dcv-knot-"));
  // Without its folder for databases it answers every update with SERVFAIL.
  mkdirSync(join(directory, "db"));
  writeFileSync(join(directory, "zone"), zoneText);
  const port = await freePort();
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
zone:
  - domain: ${zone}
    file: ${directory}/zone
`,
  );
  const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin` };
  const child = spawn("knotd", ["-c", join(directory, "knot.conf")], { env, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const client = createDnsClient({ timeoutMs: 200, tries: 1 });
  const server = { address: "127.0.0.1", port, label: "knot" };
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await client.ask(server, questionOf(zone, "SOA"), new AbortController().signal);
    if (outcome.kind === "answer" && outcome.answer.authoritative) break;
    if (attempt > 100 || child.exitCode !== null) throw new Error(`knotd does not serve ${zone}: ${complaint}`);
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
