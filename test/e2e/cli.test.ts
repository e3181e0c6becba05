/** The built command as a process: what a shell and a pipeline see. `npm test` builds it first. */
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseScenario } from "../../lib/simulator/scenario";
import { REPOSITORY } from "../support/tables";

const BIN = join(REPOSITORY, "dist/lib/cli/bin.js");
const ENV = { PATH: process.env.PATH ?? "", HOME: tmpdir() };

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = REPOSITORY) =>
  spawnSync(process.execPath, [BIN, ...args], { cwd, env: { ...ENV, ...env }, encoding: "utf8" });

beforeAll(() => {
  if (!existsSync(BIN)) throw new Error("run `npm run build` first: these tests run the built command");
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-e2e-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("the sample shows one domain of each action that a healthy CA can show, and passes today", () => {
  const { status, stdout, stderr } = run(["plan"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Plan: 1 validate, 1 revalidate, 1 await, 1 undeclared, 0 unknown, 2 no-op.");
});

test("the sample fails as of 2027-03-15", () => {
  const { status, stdout } = run(["plan", "--as-of", "2027-03-15"]);
  expect(status).toBe(3);
  expect(stdout).toContain("dcv-reuse-limit");
});

test("it runs from any directory, with rules and scenarios of its own", () => {
  const { status, stdout } = run(["plan", "--config", join(REPOSITORY, "domains.yaml")], {}, directory);
  expect([status, stdout.includes("Policy holds")]).toEqual([0, true]);
  expect(readdirSync(directory)).toEqual([]);
});

test("a reader that has seen enough is no error", async () => {
  const code = await new Promise<number | null>((done) => {
    const child = spawn(process.execPath, [BIN, "plan", "--output", "text"], { cwd: REPOSITORY, env: ENV });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.destroy();
    child.on("exit", (exitCode) => {
      expect(errors).toBe("");
      done(exitCode);
    });
  });
  expect(code).toBe(0);
});

test("a result that cannot be written is one sentence and exit code 1", () => {
  const { status, stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${BIN}" plan > /dev/full`], {
    cwd: REPOSITORY,
    env: ENV,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^dcv: cannot write the result: .*ENOSPC.*\n$/);
});

test("the CDKTF app says a user's mistake in one line, too", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(REPOSITORY, "dist/main.js")], {
    cwd: directory,
    env: { ...ENV, SYNTH_HCL_OUTPUT: "true" },
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe("dcv: HCL output would lose the check blocks; leave --hcl out\n");
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s ends a run that waits for a CA", async (signal, exitCode) => {
  // A server in this process that accepts and never answers.
  const { createServer } = await import("node:net");
  const server = createServer(() => undefined);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const child = spawn(process.execPath, [BIN, "plan", "--output", `json=${join(directory, "plan.json")}`], {
    cwd: REPOSITORY,
    env: { ...ENV, SCM_URL: `http://127.0.0.1:${port}/api` },
  });
  await new Promise<void>((connected) => server.once("connection", () => connected()));
  const ended = new Promise<number | null>((done) => child.on("exit", (code) => done(code)));
  child.kill(signal);
  expect(await ended).toBe(exitCode);
  expect(readdirSync(directory)).toEqual([]);
  server.close();
});

describe("what a command loads", () => {
  const loadedBy = (args: readonly string[]): readonly string[] => {
    const script = `process.argv.splice(1, 0, "dcv"); process.on("exit", () => { const names = new Set(Object.keys(require.cache)
      .map((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? /dist\\/lib\\/(report\\/(?:registry|places|records\\/registry)|providers\\/http|[^/]+)/.exec(file)?.[1]));
      require("node:fs").writeFileSync(${JSON.stringify(join(directory, "loaded"))}, JSON.stringify([...names])); });
      require(${JSON.stringify(BIN)});`;
    const { status } = spawnSync(process.execPath, ["-e", script, ...args], { cwd: REPOSITORY, env: ENV });
    expect(status).toBe(0);
    return JSON.parse(readFileSync(join(directory, "loaded"), "utf8")) as string[];
  };

  test("plan never loads cdktf", () => {
    const loaded = loadedBy(["plan"]);
    expect(loaded).toEqual(expect.arrayContaining(["undici", "yaml", "ajv", "core", "providers", "simulator"]));
    expect(loaded.filter((name) => /cdktf|constructs|terraform/.test(name))).toEqual([]);
  });

  test("plan against a real CA does not load the embedded one, nor the format that nobody asked for", () => {
    const env = { SCM_URL: "http://127.0.0.1:9/api", NCLOUD_CERTIFICATE_MANAGER_URL: "http://127.0.0.1:9" };
    const script = `process.argv.splice(1, 0, "dcv"); process.on("exit", () => { process.stderr.write(Object.keys(require.cache).join("\\n")); });
      require(${JSON.stringify(BIN)});`;
    const { stderr } = spawnSync(process.execPath, ["-e", script, "plan", "--deadline", "1", "--output", "json"], {
      cwd: REPOSITORY,
      env: { ...ENV, ...env },
      encoding: "utf8",
    });
    expect(stderr).toContain("dist/lib/report/json/json.js");
    expect(stderr).not.toMatch(/dist\/lib\/(simulator|terraform)|dist\/lib\/report\/text|picocolors/);
  });

  test("validate loads no HTTP client, and of the report the names of the formats", () => {
    const loaded = loadedBy(["validate"]);
    expect(loaded).toEqual(expect.arrayContaining(["yaml", "ajv", "config", "policy"]));
    expect(
      loaded.filter((name) => /undici|cdktf|constructs|providers\/http|simulator|report$|terraform/.test(name)),
    ).toEqual([]);
  });
});

test("what a client sends to dcv simulate cannot act on a build log", async () => {
  const { connect } = await import("node:net");
  const child = spawn(process.execPath, [BIN, "simulate", "--port", "0"], { cwd: REPOSITORY, env: ENV });
  const [greeting] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(/SCM_URL=http:\/\/127\.0\.0\.1:(\d+)/.exec(greeting.toString())?.[1]);
  const client = connect(port, "127.0.0.1").on("error", () => undefined);
  // Node's own parser refuses control characters.
  client.write(`GET /##vso[task.complete]${"x".repeat(5_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const logged = once(child.stderr, "data");
  await once(client, "data");
  const [line] = (await logged) as [Buffer];
  client.destroy();
  child.kill("SIGINT");
  await once(child, "close");
  expect(line.toString()).toMatch(/^GET \/\\u\{23\}\\u\{23\}vso\[task\.complete\]x+ 404\n$/);
  expect(line.length).toBeLessThan(600);
});

describe("the scenarios among the examples", () => {
  const scenarios = readdirSync(join(REPOSITORY, "examples/scenarios"));

  test.each(scenarios)("%s can be played", (name) => {
    const text = readFileSync(join(REPOSITORY, "examples/scenarios", name), "utf8");
    expect(parseScenario(text, name, Date.now()).diagnostics).toEqual([]);
  });

  test("dcv simulate plays the outage, and dcv plan tells what came of it", async () => {
    const child = execFile(
      process.execPath,
      [BIN, "simulate", "--port", "0", "--scenario", "examples/scenarios/outage.yaml"],
      {
        cwd: REPOSITORY,
        env: ENV,
      },
    );
    const greeting = await new Promise<string>((done) => child.stdout?.once("data", (text: string) => done(text)));
    const url = /SCM_URL=(\S+)\/api/.exec(greeting)?.[1] ?? "";
    const ended = new Promise<number | null>((done) => child.on("exit", (code) => done(code)));
    const sample = readFileSync(join(REPOSITORY, "domains.yaml"), "utf8");
    writeFileSync(
      join(directory, "domains.yaml"),
      sample.replaceAll("    auth:", "    retries: 2\n    timeoutSeconds: 1\n    auth:"),
    );
    const env = { SCM_URL: `${url}/api`, NCLOUD_CERTIFICATE_MANAGER_URL: url };
    const { status, stdout } = run(["plan"], env, directory);
    child.kill("SIGINT");
    expect([status, await ended]).toEqual([1, 130]);
    const words = stdout.replaceAll(/\s+/g, " ");
    expect(words).toMatch(/error ncloud: .* no complete answer/);
    expect(words).toMatch(/error sectigo: 1 of 3 status calls failed; the first: 503/);
    expect(words).toMatch(/\? api\.example\.com .* 503 for POST/);
    expect(words).toContain("Valid (2)");
  });
});
