/** A signal ends the command whatever it is doing, and leaves nothing half done. How soon: `npm run bench`. */
import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { RequestListener } from "node:http";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ended, startDcv } from "../support/command";
import { environmentOf, simulate } from "../support/scenarios";

let directory: string;
const servers: { server: Server; sockets: Set<Socket> }[] = [];
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-interruption-"));
  writeFileSync(join(directory, "domains.yaml"), estate(["www.example.com"]));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
  rmSync(directory, { recursive: true });
});

const estate = (domains: readonly string[]): string => `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
defaults: { provider: sectigo }
domains:
${domains.map((domain) => `  - ${domain}\n`).join("")}`;

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.once("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push({ server, sockets });
  return (server.address() as AddressInfo).port;
}

async function httpServer(listener: RequestListener): Promise<{ url: string; asked: Promise<unknown> }> {
  const server = createHttpServer(listener);
  const asked = once(server, "request");
  return { url: `http://127.0.0.1:${await listen(server)}/api`, asked };
}

const start = (args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess => {
  const child = startDcv(args, { cwd: directory, env });
  children.push(child);
  return child;
};

/** Sends the signal and waits for the end. */
async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<{ code: number; stderr: string }> {
  const over = ended(child);
  child.kill(signal);
  const { code, stderr } = await over;
  return { code, stderr };
}

const sleep = (durationMs: number): Promise<void> => new Promise((done) => setTimeout(done, durationMs));

describe("dcv plan ends", () => {
  test("while it connects to a server that never speaks TLS", async () => {
    const server = createServer();
    const reached = once(server, "connection");
    const child = start(["plan"], { SCM_URL: `https://127.0.0.1:${await listen(server)}/api` });
    await reached;
    expect(await endOf(child, "SIGINT")).toEqual({ code: 130, stderr: "" });
  });

  test("while a body stalls", async () => {
    const { url, asked } = await httpServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("[");
    });
    const child = start(["plan"], { SCM_URL: url });
    await asked;
    await sleep(100); // until the head has arrived
    expect(await endOf(child, "SIGINT")).toEqual({ code: 130, stderr: "" });
  });

  test("between two attempts", async () => {
    const { url, asked } = await httpServer((_, response) => {
      response.writeHead(503, { "retry-after": "30" }).end();
    });
    const child = start(["plan"], { SCM_URL: url });
    await asked;
    await sleep(100); // until the answer has arrived
    expect(await endOf(child, "SIGINT")).toEqual({ code: 130, stderr: "" });
  });

  test("while git does not come back", async () => {
    const git = join(directory, "git");
    writeFileSync(git, `#!/bin/sh\necho asked >"${directory}/asked"\nexec sleep 60\n`);
    chmodSync(git, 0o755);
    const path = `${directory}:${process.env.PATH ?? ""}`;
    const child = start(["plan", "--changed-since", "main"], { SCM_URL: "http://127.0.0.1:9/api", PATH: path });
    while (!existsSync(join(directory, "asked"))) await sleep(5);
    expect(await endOf(child, "SIGTERM")).toEqual({ code: 143, stderr: "" });
  });

  test("while what it writes to is not read", async () => {
    const { url } = await httpServer((_, response) => void response.end("[]"));
    execFileSync("mkfifo", [join(directory, "pipe")]);
    const child = start(["plan", "--output", "json=pipe"], { SCM_URL: url });
    await once(child.stderr ?? child, "data"); // what was wrong with the CA is said before anything is written
    await sleep(100);
    expect((await endOf(child, "SIGINT")).code).toBe(130);
    expect(readdirSync(directory).toSorted()).toEqual(["domains.yaml", "pipe"]);
  });
});

test("10,000 domains are left in the middle of the computation", async () => {
  const simulator = await simulate(`version: 1
sectigo: { domains: [{ domain: "host-{n}.example.com", count: 10000, validated: -150d, expires: +248d }] }
`);
  const names = Array.from({ length: 10_000 }, (_, index) => `host-${index + 1}.example.com`);
  writeFileSync(join(directory, "domains.yaml"), estate(names));
  const child = start(["plan", "--as-of", "2026-11-21", "--output", "json=plan.json"], environmentOf(simulator));
  while (simulator.requests.length < 50) await sleep(5); // the last page is on its way
  expect(await endOf(child, "SIGINT")).toEqual({ code: 130, stderr: "" });
  expect(readdirSync(directory)).toEqual(["domains.yaml"]);
});

test("the second signal kills at once", async () => {
  execFileSync("mkfifo", [join(directory, "pipe")]);
  const { url } = await httpServer((_, response) => void response.end("[]"));
  const child = start(["plan", "--output", "json=pipe"], { SCM_URL: url });
  await once(child.stderr ?? child, "data");
  await sleep(100);
  const over = ended(child);
  child.kill("SIGINT");
  await sleep(50);
  child.kill("SIGTERM");
  // Had the first one brought the end, it would be 130.
  expect((await over).code).toBe(143);
});

test("dcv simulate ends although a client hangs on it", async () => {
  writeFileSync(
    join(directory, "s.yaml"),
    "version: 1\nsectigo: { domains: [] }\nfaults: [{ on: sectigo.list, hang: true }]\n",
  );
  const child = start(["simulate", "--port", "0", "--scenario", "s.yaml"], {});
  const [greeting] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const port = Number(/SCM_URL=http:\/\/127\.0\.0\.1:(\d+)/.exec(greeting.toString())?.[1]);
  const client = connect(port, "127.0.0.1").on("error", () => undefined);
  client.write(
    "GET /api/dcv/v1/validation HTTP/1.1\r\nhost: localhost\r\nlogin: demo\r\npassword: demo\r\ncustomerUri: demo\r\n\r\n",
  );
  const said = await once(child.stderr ?? child, "data");
  expect(String(said[0])).toContain("GET /api/dcv/v1/validation cut");
  expect((await endOf(child, "SIGTERM")).code).toBe(143);
  client.destroy();
});
