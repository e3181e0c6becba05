/** The provider as a process: how it starts, what it prints, how it ends; and real Terraform that talks to one that misbehaves. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, credentials, status } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import { createCertificate } from "../../lib/terraform/plugin/protocol/certificate";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";
import type { Terraform } from "../support/terraform/terraform";
import { REPOSITORY } from "../support/tables";

const PLACE = "registry.terraform.io/dcvtest/test/1.0.0";
const COOKIE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "5,6",
};

let mirror: string;
let script: string;
beforeAll(() => {
  mirror = temporaryFolder();
  script = join(mirror, PLACE, `${platform()}/terraform-provider-test_v1.0.0`);
  mkdirSync(dirname(script), { recursive: true });
  const entry = join(REPOSITORY, "test/support/terraform/served-provider.ts");
  const options = ["--bundle", "--platform=node", "--banner:js=#!/usr/bin/env node", "--log-level=warning"];
  const esbuild = join(REPOSITORY, "node_modules/.bin/esbuild");
  const { status: code, stderr } = spawnSync(esbuild, [entry, ...options, `--outfile=${script}`], { encoding: "utf8" });
  if (code !== 0) throw new Error(stderr);
  chmodSync(script, 0o755);
});

/** As Terraform names it. */
function platform(): string {
  return `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
}

interface Started {
  readonly child: ChildProcess;
  readonly sockets: string;
  /** The line of the handshake, in its parts. */
  readonly line: Promise<readonly string[]>;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill("SIGKILL")));

function start(env: NodeJS.ProcessEnv): Started {
  const sockets = temporaryFolder();
  const child = spawn(script, { env: { PATH: process.env.PATH, PLUGIN_UNIX_SOCKET_DIR: sockets, ...env } });
  started.push(child);
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const line = new Promise<readonly string[]>((resolve) =>
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes("\n")) resolve(stdout.trim().split("|"));
    }),
  );
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, sockets, line, ended };
}

function call(client: Client, path: string): Promise<Buffer> {
  const same = (buffer: Buffer): Buffer => buffer;
  return new Promise((resolve, reject) =>
    client.makeUnaryRequest(path, same, same, Buffer.alloc(0), (error: ServiceError | null, answer?: Buffer) =>
      error === null ? resolve(answer ?? Buffer.alloc(0)) : reject(error),
    ),
  );
}

test.each([
  ["without the cookie", {}, /^dcv: this is a Terraform provider, which Terraform starts itself; [^\n]*\n$/],
  ["with another cookie", { TF_PLUGIN_MAGIC_COOKIE: "x" }, /^dcv: this is a Terraform provider, [^\n]*\n$/],
  [
    "for an old Terraform",
    { ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: "4,5" },
    /^dcv: this provider speaks plugin protocol 6, [^\n]* 4, 5; use Terraform 1\.8 or later\n$/,
  ],
  [
    "where the path of a socket is too long",
    {
      ...COOKIE,
      PLUGIN_UNIX_SOCKET_DIR: undefined,
      TMPDIR: join(temporaryFolder({ [`${"x".repeat(90)}/y`]: "" }), "x".repeat(90)),
    },
    /^dcv: the path of the socket is too long: [^\n]*; set TMPDIR to a shorter folder\n$/,
  ],
  [
    "where no socket can be made",
    { ...COOKIE, PLUGIN_UNIX_SOCKET_DIR: "/nonexistent" },
    /^dcv: no socket: ENOENT: [^\n]*'\/nonexistent\/dcv-\w+'\n$/,
  ],
])("started %s, it says what to do and ends", async (_, env, message) => {
  const { code, stdout, stderr } = await start(env).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
});

describe("a provider that was started", () => {
  test("answers the client that it was started for, and no other", async () => {
    const [own, other] = [await createCertificate(Date.now()), await createCertificate(Date.now())];
    const { line, ended, sockets } = start({ ...COOKIE, PLUGIN_CLIENT_CERT: own.certificate });
    const [core, protocol, network, socket, kind, der = ""] = await line;
    expect([core, protocol, network, kind]).toEqual(["1", "6", "unix", "grpc"]);
    const root = Buffer.from(new X509Certificate(Buffer.from(der, "base64")).toString());
    const connect = ({ key, certificate }: { key: string; certificate: string }) =>
      new Client(`unix:${socket}`, credentials.createSsl(root, Buffer.from(key), Buffer.from(certificate)), {
        "grpc.ssl_target_name_override": "localhost",
      });
    const [friend, stranger, plain] = [
      connect(own),
      connect(other),
      new Client(`unix:${socket}`, credentials.createInsecure()),
    ];
    for (const refused of [stranger, plain])
      await expect(call(refused, "/tfplugin6.Provider/GetProviderSchema")).rejects.toMatchObject({
        code: status.UNAVAILABLE,
      });
    expect((await call(friend, "/tfplugin6.Provider/GetProviderSchema")).length).toBeGreaterThan(0);
    await call(friend, "/plugin.GRPCController/Shutdown");
    expect((await ended).code).toBe(0);
    expect(readdirSync(sockets)).toEqual([]);
    for (const client of [friend, stranger, plain]) client.close();
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("ends by %s, and removes its socket", async (signal) => {
    const { child, line, ended, sockets } = start(COOKIE);
    const [, , , socket = ""] = await line;
    expect(existsSync(socket)).toBe(true);
    child.kill(signal);
    expect((await ended).code).toBe(1);
    expect(readdirSync(sockets)).toEqual([]);
  });

  test("ends when the process that started it was killed", async () => {
    const sockets = temporaryFolder();
    const parent = spawn("sh", ["-c", `"${script}" & echo $!; read wait`], {
      env: { PATH: process.env.PATH, PLUGIN_UNIX_SOCKET_DIR: sockets, ...COOKIE },
    });
    started.push(parent);
    let stdout = "";
    parent.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    while (!stdout.includes("grpc")) await sleep(20);
    const pid = Number(stdout.split("\n")[0]);
    parent.kill("SIGKILL");
    while (isRunning(pid)) await sleep(50);
    expect(readdirSync(sockets)).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describeWithTerraform("Terraform and a provider that misbehaves", () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await startTerraform({ attached: {}, mirror });
  });
  afterAll(() => terraform.close());

  /** A folder with a resource for each of these, initialized. */
  async function project(...does: readonly string[]): Promise<string> {
    const resources = does.map((one, index) => `resource "test_call" "r${index}" {\n  does = "${one}"\n}\n`);
    const required = `terraform {\n  required_providers {\n    test = { source = "dcvtest/test" }\n  }\n}\n`;
    const folder = temporaryFolder({ "main.tf": required + resources.join("") });
    expect(await terraform.run(folder, "init", "-input=false")).toMatchObject({ code: 0 });
    return folder;
  }
  const apply = ["apply", "-input=false", "-auto-approve", "-no-color"] as const;
  const stateOf = async (folder: string): Promise<readonly string[]> =>
    (await terraform.run(folder, "state", "list")).raw.trim().split("\n").filter(Boolean);

  test("what is printed does not disturb it, and stands in the log", async () => {
    const folder = await project("print");
    const log = join(folder, "log");
    expect(await terraform.runWith({ TF_LOG: "trace", TF_LOG_PATH: log }, folder, ...apply)).toMatchObject({ code: 0 });
    const text = readFileSync(log, "utf8");
    expect(text).toContain("1|6|unix|/printed|grpc");
    expect(text).toContain("printed without console");
    expect(await terraform.run(folder, "plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test("what throws is one error of one resource, and the others are applied", async () => {
    const folder = await project("throw", "nothing", "nothing");
    const { code, text } = await terraform.run(folder, ...apply);
    expect(code).toBe(1);
    expect(text.match(/\bError:/g)).toHaveLength(1);
    expect(text).toContain("Error: The provider has a bug with test_call.r0");
    expect(text).toContain("ApplyResourceChange: TypeError: Reflect.get called on non-object. Please report it.");
    expect(await stateOf(folder)).toEqual(["test_call.r1", "test_call.r2"]);
  });

  test("Ctrl-C ends what waits, long before it would end by itself", async () => {
    const folder = await project("wait");
    const log = join(folder, "log");
    const { child, ended } = terraform.start({ TF_LOG: "trace", TF_LOG_PATH: log }, folder, ...apply);
    while (!existsSync(log) || !readFileSync(log, "utf8").includes("the apply has begun")) await sleep(20);
    child.kill("SIGINT");
    const { code, text } = await ended;
    expect(code).toBe(1);
    expect(text).toContain("AbortError: The operation was aborted");
    expect(readFileSync(log, "utf8")).toContain("Terraform stops the provider");
  });

  test("an error outside any call ends the provider, and each resource that waits says why", async () => {
    const folder = await project("reject", "wait");
    const { code, text } = await terraform.runWith({ TF_LOG: "error" }, folder, ...apply);
    expect(code).toBe(1);
    for (const resource of ["r0", "r1"])
      expect(text).toContain(`Error: The provider has a bug with test_call.${resource}`);
    expect(text).toContain("[ERROR] provider.terraform-provider-test_v1.0.0: Error: outside any call");
  });
});
