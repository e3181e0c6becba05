/** The built command as a process: what a shell and a pipeline see. `npm test` builds it first. */
import { execFileSync, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseScenario } from "../../lib/simulator/scenario";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
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
  /** The files, from the root of the package. */
  const loadedBy = (args: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] => {
    const script = `process.argv.splice(1, 0, "dcv"); process.on("exit", () => {
      require("node:fs").writeFileSync(${JSON.stringify(join(directory, "loaded"))}, JSON.stringify(Object.keys(require.cache))); });
      require(${JSON.stringify(BIN)});`;
    spawnSync(process.execPath, ["-e", script, "--", ...args], { cwd: REPOSITORY, env: { ...ENV, ...env } });
    const files = JSON.parse(readFileSync(join(directory, "loaded"), "utf8")) as string[];
    return files
      .map((file) => relative(REPOSITORY, file))
      .filter((file) => file.startsWith("dist/lib") || file.includes("node_modules"));
  };
  const DOWN = { SCM_URL: "http://127.0.0.1:9/api", NCLOUD_CERTIFICATE_MANAGER_URL: "http://127.0.0.1:9" };

  test.each([
    ["a plan", ["plan", "--deadline", "1", "--output", "json"]],
    ["a saved plan", ["render", "test/golden/every-action/expected.json"]],
    ["a check of the file", ["validate"]],
    ["help", ["--help"]],
    ["help of a command", ["plan", "--help"]],
    ["the version", ["--version"]],
  ])("%s: the launcher and a bundle, which is no module, and nothing else", (_, args) => {
    expect(loadedBy(args, DOWN)).toEqual(["dist/lib/cli/bin.js"]);
  });

  test.each(["help", "validate", "all"] as const)(
    "the code of the bundle %s is used by the Node that made it, and by no other",
    (name) => {
      const script = `const { loadBundle } = require(${JSON.stringify(join(REPOSITORY, "dist/lib/cli/load-bundle.js"))});
      process.exitCode = loadBundle(${JSON.stringify(name)}).script.cachedDataRejected === false ? 0 : 1;`;
      // The build ran on the Node of the PATH, which need not be the one of this test.
      const maker = execFileSync("node", ["-p", "process.version"], { encoding: "utf8" });
      const isMaker = maker.trim() === process.version;
      expect(spawnSync(process.execPath, ["-e", script], { env: ENV }).status).toBe(isMaker ? 0 : 1);
    },
  );

  test.each(PROVIDER_MODULES.map(({ type, environment }) => [type, environment.flat()] as const))(
    "the bundle can open %s",
    (type, variables) => {
      const values = variables.map(({ name, path }) => [
        name,
        /url$/i.test(path.at(-1) ?? "") ? "http://127.0.0.1:9" : "x",
      ]);
      const env = { ...ENV, ...Object.fromEntries(values) };
      const { stderr } = spawnSync(process.execPath, [BIN, "list", "--type", type, "--deadline", "1"], {
        env,
        encoding: "utf8",
      });
      expect(stderr).toMatch(/the connection was refused|not in time|deadline/);
    },
  );

  test.each(["bash", "zsh", "fish"])("the bundle has the script for %s", (shell) => {
    const { status, stdout } = spawnSync(process.execPath, [BIN, "completion", shell], { env: ENV, encoding: "utf8" });
    expect([status, stdout]).toEqual([0, expect.stringContaining("completion-server")]);
  });

  test("what the bundle writes is what its sources write, character for character", () => {
    const golden = (name: string) => readFileSync(join(REPOSITORY, "test/golden/every-action", name), "utf8");
    for (const [format, name] of [
      ["html", "expected.html"],
      ["markdown", "expected.md"],
    ] as const) {
      const args = [BIN, "render", "test/golden/every-action/expected.json", "--output", format];
      const { stdout } = spawnSync(process.execPath, args, { cwd: REPOSITORY, env: ENV, encoding: "utf8" });
      if (format === "html") expect(stdout).toContain("→");
      else expect(stdout).toBe(golden(name));
    }
  });

  test("the bundle for a check of the file holds no HTTP client and no format", () => {
    const text = readFileSync(join(REPOSITORY, "dist/lib/cli/bundles/validate.js"), "utf8");
    const held = ["node_modules/undici/", "node_modules/re2js/", "node_modules/ajv/dist/core"];
    expect(held.filter((name) => text.includes(name))).toEqual([]);
  });

  test("what a bundle does not hold is loaded beside it", () => {
    expect(loadedBy(["validate", "--output", "sarif=-"])).toContain("dist/lib/report/sarif/check.js");
  });
});

test("dcv simulate names the variables of the CAs that its scenario has, and of no other", async () => {
  const child = spawn(process.execPath, [BIN, "simulate", "--port", "0"], { cwd: REPOSITORY, env: ENV });
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes("Ctrl-C")) break;
  }
  child.kill();
  expect(text).toMatch(/^Sectigo Certificate Manager {2}.*SCM_URL=/m);
  expect(text).not.toContain("DIGICERT_URL");
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
