/** `dcv plan` as a whole, in this process, over real HTTP. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../../support/cli";
import { REPOSITORY } from "../../support/tables";
import { environmentOf, simulate } from "../../support/scenarios";

interface PlanJson {
  readonly as_of: string;
  readonly complete: boolean;
  readonly verdict: string;
  readonly providers: readonly {
    readonly name: string;
    readonly complete: boolean;
    readonly observed: number;
    readonly error: string | null;
    readonly warnings: readonly string[];
  }[];
  readonly changes: readonly {
    readonly domain: string;
    readonly action: string;
    readonly reason: string;
    readonly message: string;
  }[];
  readonly findings: readonly { readonly rule: string; readonly domain: string }[];
}

/** The other CA is the embedded one, which is said each time. */
const EMBEDDED = /^dcv: warning: \w+: answered by the embedded CA.*\n/gm;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-plan-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const PROVIDERS = `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL:-simulator}", timeoutSeconds: 1, retries: 1, auth: { login: planted-login, password: planted-password, customerUri: c } }
  ncloud: { type: ncloud, url: "\${NCLOUD_CERTIFICATE_MANAGER_URL:-simulator}", auth: { accessKey: demo, secretKey: demo } }
defaults: { provider: sectigo }
`;
const write = (text: string): void => writeFileSync(join(directory, "domains.yaml"), text);
const planJson = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const result = await dcv(["plan", "--output", "json", ...args], { cwd: directory, env });
  return { ...result, plan: JSON.parse(result.stdout) as PlanJson };
};

/** A server of another's making: it knows nothing of this project and does only what the test says. */
async function foreignServer(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}

describe("an estate of 450 domains at a server that never heard of us", () => {
  const rows = Array.from({ length: 450 }, (_, i) => ({
    domain: i === 0 ? "example.com" : i === 1 ? "*.example.com" : `host-${i}.example.com`,
    dcvStatus: i === 2 ? "ON_VACATION" : "VALIDATED",
    dcvMethod: "CNAME",
    dcvOrderStatus: i === 3 ? "SUBMITTED" : "NOT_INITIATED",
    dcvOrderMethod: i === 3 ? "CNAME" : null,
    ...(i === 4 ? {} : { expirationDate: i === 5 ? null : "2027-12-01" }),
    ...(i === 6 ? { somethingNew: { nested: [1, 2, 3] } } : {}),
  }));
  const asked: string[] = [];
  let foreign: { url: string; server: Server };
  beforeAll(async () => {
    foreign = await foreignServer((request, response) => {
      const url = new URL(request.url ?? "", "http://x");
      asked.push(`${request.method} ${url.pathname} ${url.search}`);
      const json = (body: unknown, headers: Record<string, string> = {}): void =>
        void response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
      if (request.method === "POST")
        return json({ status: "VALIDATED", validationDate: "2026-11-01", submittedDate: "2026-11-20" });
      const position = Number(url.searchParams.get("position"));
      const size = Number(url.searchParams.get("size"));
      return json(rows.slice(position, position + size), { "X-Total-Count": String(rows.length) });
    });
  });
  afterAll(() => close(foreign.server));

  test("is read in three pages, and every row is there once", async () => {
    write(`${PROVIDERS}domains:\n${rows.map(({ domain }) => `  - "${domain}"\n`).join("")}`);
    const { code, plan } = await planJson([], { SCM_URL: `${foreign.url}/api` });
    expect(asked.filter((one) => one.startsWith("GET"))).toHaveLength(3);
    const changes = plan.changes.filter(({ domain }) => !domain.endsWith(".kr"));
    expect(changes.map(({ domain }) => domain)).toEqual(rows.map(({ domain }) => domain).toSorted());
    const actionOf = (domain: string) => changes.find((change) => change.domain === domain)?.action;
    expect([actionOf("example.com"), actionOf("*.example.com")]).toEqual(["no-op", "no-op"]);
    expect(actionOf("host-2.example.com")).toBe("unknown"); // a word that nobody knows
    expect(actionOf("host-3.example.com")).toBe("await"); // an order that is SUBMITTED
    expect(actionOf("host-4.example.com")).toBe("no-op"); // no date in the list, one in the status
    expect(actionOf("host-5.example.com")).toBe("no-op");
    expect(actionOf("host-6.example.com")).toBe("no-op"); // extra fields
    expect(code).toBe(1); // for the one that was not understood
    expect(plan.complete).toBe(false);
  });
});

describe("a CA that fails leaves the other's part in the plan", () => {
  const answers: readonly [string, RequestListener, RegExp][] = [
    [
      "401",
      (_, r) =>
        void r.writeHead(401, { "content-type": "application/json" }).end('{"code":-16,"description":"Unknown user"}'),
      /401 .*Unknown user.*login/,
    ],
    ["403", (_, r) => void r.writeHead(403).end(), /403/],
    [
      "500 for ever",
      (_, r) =>
        void r.writeHead(500, { "content-type": "application/json" }).end('{"code":-2,"description":"Internal error"}'),
      /500 .*Internal error/,
    ],
    ["nothing", () => undefined, /no (complete )?answer|within/i],
    [
      "HTML",
      (_, r) => void r.writeHead(200, { "content-type": "text/html" }).end("<html><body>Sign in</body></html>"),
      /HTML/,
    ],
    [
      "half a JSON",
      (_, r) => void r.writeHead(200, { "content-type": "application/json" }).end('[{"domain":"www.exam'),
      /JSON/,
    ],
    ["a cut connection", (_, r) => void r.socket?.destroy(), /connection|closed|socket/i],
  ];
  test.each(answers)("%s", async (_, listener, message) => {
    const foreign = await foreignServer(listener);
    write(`${PROVIDERS}domains:\n  - www.example.com\n  - { name: shop.example.kr, provider: ncloud }\n`);
    const { code, plan, stderr } = await planJson([], { SCM_URL: `${foreign.url}/api` });
    await close(foreign.server);
    expect([code, plan.complete, plan.verdict]).toEqual([1, false, "error"]);
    expect(plan.providers).toMatchObject([
      { name: "ncloud", complete: true, observed: 1, error: null },
      { name: "sectigo", complete: false, observed: 0 },
    ]);
    expect(plan.changes).toMatchObject([
      { domain: "shop.example.kr", action: "no-op" },
      { domain: "www.example.com", action: "unknown", reason: "provider_unreachable" },
    ]);
    const error = plan.providers[1]?.error ?? "";
    expect(error).toMatch(message);
    expect(error).not.toContain("\n");
    expect(stderr.replaceAll(EMBEDDED, "")).toBe(`dcv: ${error}\n`);
    expect(`${stderr}${JSON.stringify(plan)}`).not.toMatch(/planted-password|<html|www\.exam"/);
  });

  test("refused connections", async () => {
    const foreign = await foreignServer(() => undefined);
    await close(foreign.server);
    write(`${PROVIDERS}domains:\n  - www.example.com\n`);
    const { code, plan } = await planJson([], { SCM_URL: `${foreign.url}/api` });
    expect([code, plan.complete]).toEqual([1, false]);
    expect(plan.providers[1]?.error).toMatch(/refused/i);
  });

  test("the run's deadline", async () => {
    const foreign = await foreignServer(() => undefined);
    write(PROVIDERS.replace("timeoutSeconds: 1", "timeoutSeconds: 60") + "domains: [www.example.com]\n");
    const { code, plan } = await planJson(["--deadline", "1"], { SCM_URL: `${foreign.url}/api` });
    await close(foreign.server);
    expect([code, plan.providers[1]?.error]).toEqual([
      1,
      "sectigo: not done within 1 seconds; allow more time with --deadline",
    ]);
  });

  test("the run's deadline, while a connection is being made", async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket)); // accepts, and never shakes hands for TLS
    await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
    write(PROVIDERS.replace("timeoutSeconds: 1", "timeoutSeconds: 60") + "domains: [www.example.com]\n");
    const env = { SCM_URL: `https://127.0.0.1:${(silent.address() as AddressInfo).port}/api` };
    const { code, plan } = await planJson(["--deadline", "1"], env);
    expect([code, plan.providers[1]?.error]).toEqual([1, expect.stringContaining("not done within 1 seconds")]);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends it, with nothing on standard output", async (signal, exitCode) => {
    const foreign = await foreignServer(() => undefined);
    write(PROVIDERS.replace("timeoutSeconds: 1", "timeoutSeconds: 60") + "domains: [www.example.com]\n");
    const { code, stdout } = await dcv(["plan"], {
      cwd: directory,
      env: { SCM_URL: `${foreign.url}/api` },
      interruptAfterMs: 300,
      signal,
    });
    await close(foreign.server);
    expect([code, stdout]).toEqual([exitCode, ""]);
  });
});

describe("the exit code", () => {
  const estate = (domain: string) =>
    `version: 1\nsectigo: { auth: { login: planted-login, password: planted-password, customerUri: c }, domains: [${domain}] }\nncloud: { certificates: [] }\n`;
  const run = async (domain: string, args: readonly string[], file = "domains: [www.example.com]\n") => {
    const simulator = await simulate(estate(domain));
    write(PROVIDERS + file);
    return (await dcv(["plan", ...args], { cwd: directory, env: environmentOf(simulator) })).code;
  };
  const good = "{ domain: www.example.com, validated: -5d }";
  const ending = "{ domain: www.example.com, validated: -190d }";
  const never = "{ domain: www.example.com }";

  test.each([
    ["0: nothing to do", good, [], 0],
    ["0: nothing to do, in detail", good, ["--detailed-exitcode"], 0],
    ["0: changes are pending, and nobody asked", ending, [], 0],
    ["2: changes are pending", ending, ["--detailed-exitcode"], 2],
    ["3: policy is violated", never, [], 3],
    ["3 wins over 2", never, ["--detailed-exitcode"], 3],
    ["0: the window is narrower than what is left", ending, ["--within", "5", "--detailed-exitcode"], 0],
  ])("%s", async (_, domain, args, code) => {
    expect(await run(domain, args)).toBe(code);
  });

  test("the window by the option's old name, with a line that says so", async () => {
    const simulator = await simulate(estate(ending));
    write(PROVIDERS + "domains: [www.example.com]\n");
    const plan = (...args: readonly string[]) =>
      dcv(["plan", "--detailed-exitcode", ...args], { cwd: directory, env: environmentOf(simulator) });
    const named = await plan("--within", "5");
    expect(await plan("--expires-in", "5")).toEqual({
      ...named,
      stderr: "dcv: --expires-in is deprecated here; write --within\n",
    });
    const both = await plan("--within", "5", "--expires-in", "5");
    expect([both.code, both.stderr]).toEqual([
      1,
      "dcv: --expires-in is the old name of --within: give --within alone\n",
    ]);
  });

  test("0: policy is advisory", async () => {
    expect(await run(never, [], "policies: { enforcement: advisory }\ndomains: [www.example.com]\n")).toBe(0);
  });

  test.each([
    ["0: the level of the rule is lowered", never, "policies: { rules: { not-validated: warning } }\n", 0],
    ["0: the rule is off", never, 'policies: { rules: { not-validated: "off" } }\n', 0],
    [
      "3: the level of a rule is raised",
      "{ domain: other.example.com }, { domain: www.example.com, validated: -5d }",
      "policies: { rules: { undeclared-domain: error } }\n",
      3,
    ],
    ["3: a rule of the user's own", good, "policies: { paths: [own.yaml] }\n", 3],
    [
      "0: the finding is waived",
      never,
      "waivers: [{ rule: not-validated, domain: www.example.com, reason: r, owner: o, expires: 2026-12-31 }]\n",
      0,
    ],
    [
      "3: the waiver has ended",
      never,
      "waivers: [{ rule: not-validated, domain: www.example.com, reason: r, owner: o, expires: 2026-11-20 }]\n",
      3,
    ],
    ["3: older than the CA accepts", "{ domain: www.example.com, validated: -199d, expires: +100d }", "", 3],
    [
      "3: older than the file allows",
      "{ domain: www.example.com, validated: -91d, expires: +100d }",
      "defaults: { provider: sectigo, maxAgeDays: 90 }\n",
      3,
    ],
  ])("%s", async (_, domain, file, code) => {
    writeFileSync(
      join(directory, "own.yaml"),
      `id: owner-known
title: Every domain has an owner
severity: error
source: { document: Our handbook }
when: { properties: { declared: { const: true } } }
require: { properties: { owner: { type: string } } }
message: "{domain} has no owner"
remediation: Name one.
`,
    );
    const simulator = await simulate(estate(domain));
    const providers = file.startsWith("defaults") ? PROVIDERS.replace(/^defaults.*\n/m, "") : PROVIDERS;
    write(`${providers}${file}domains: [www.example.com]\n`);
    expect((await dcv(["plan"], { cwd: directory, env: environmentOf(simulator) })).code).toBe(code);
  });

  test("0: the provider brings a reuse limit of its own", async () => {
    const simulator = await simulate(estate("{ domain: www.example.com, validated: -199d, expires: +100d }"));
    write(
      `${PROVIDERS.replace("type: sectigo,", "type: sectigo, reuseLimit: [{ days: 200 }],")}domains: [www.example.com]\n`,
    );
    expect((await dcv(["plan"], { cwd: directory, env: environmentOf(simulator) })).code).toBe(0);
  });

  test.each([
    ["0: advisory by the option, whatever the file says", "mandatory", "advisory", 0],
    ["3: mandatory by the option, whatever the file says", "advisory", "mandatory", 3],
  ])("%s", async (_, file, option, code) => {
    const text = `policies: { enforcement: ${file} }\ndomains: [www.example.com]\n`;
    expect(await run(never, ["--enforcement", option], text)).toBe(code);
  });

  test("1 wins over 3: not everything was seen", async () => {
    const simulator = await simulate(`${estate(never)}faults: [{ on: ncloud.certificates, status: 400 }]\n`);
    write(`${PROVIDERS}domains: [www.example.com]\n`);
    const { code, plan } = await planJson([], environmentOf(simulator));
    expect([code, plan.verdict]).toEqual([1, "error"]);
    expect(plan.findings).toMatchObject([{ rule: "not-validated" }]);
  });

  test("1: a whole estate that is suddenly gone is not believed", async () => {
    const simulator = await simulate(estate(good));
    write(`${PROVIDERS}domains:\n${Array.from({ length: 10 }, (_, i) => `  - d${i}.example.com\n`).join("")}`);
    const { code, plan } = await planJson([], environmentOf(simulator));
    expect(code).toBe(1);
    expect(plan.providers[1]?.error).toContain("minimumPresentPercent");
    expect(new Set(plan.changes.filter(({ domain }) => domain.startsWith("d")).map(({ action }) => action))).toEqual(
      new Set(["unknown"]),
    );
  });
});

describe("outputs", () => {
  const SAMPLE = ["plan", "--config", join(__dirname, "../../../domains.yaml")];

  test("several at once, to standard output and to files", async () => {
    const { code, stdout } = await dcv([...SAMPLE, "--output", "json=plan.json", "--output", "text"], {
      cwd: directory,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^DCV plan as of 2026-11-21T00:00:00Z\n/);
    const plan = JSON.parse(readFileSync(join(directory, "plan.json"), "utf8")) as PlanJson;
    expect(plan.verdict).toBe("changes");
    expect(readdirSync(directory)).toEqual(["plan.json"]);
  });

  test("two runs are the same to the byte", async () => {
    const [first, second] = [await dcv([...SAMPLE, "--output", "json"]), await dcv([...SAMPLE, "--output", "json"])];
    expect(second).toEqual(first);
  });

  test("a file that cannot be written is said, the others come, and the exit code is 1", async () => {
    mkdirSync(join(directory, "taken"));
    const args = [
      ...SAMPLE,
      "--output",
      "json=taken",
      "--output",
      "json=no/such/plan.json",
      "--output",
      "json=ok.json",
      "--output",
      "text",
    ];
    const { code, stdout, stderr } = await dcv(args, { cwd: directory });
    expect(code).toBe(1);
    expect(stdout).toContain("Plan: ");
    expect(stderr).toContain("dcv: cannot write ");
    expect(stderr.match(/cannot write/g)).toHaveLength(2);
    expect(existsSync(join(directory, "ok.json"))).toBe(true);
    expect(readdirSync(directory).toSorted()).toEqual(["ok.json", "taken"]);
  });

  test("a link stays a link, and what is no file is written to", async () => {
    writeFileSync(join(directory, "real.json"), "");
    symlinkSync(join(directory, "real.json"), join(directory, "link.json"));
    expect((await dcv([...SAMPLE, "--output", "json=link.json"], { cwd: directory })).code).toBe(0);
    expect(lstatSync(join(directory, "link.json")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, "real.json"), "utf8")).toContain('"verdict"');
    expect((await dcv([...SAMPLE, "--output", "json=/dev/null"], { cwd: directory })).code).toBe(0);
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(readdirSync(directory).toSorted()).toEqual(["link.json", "real.json"]);
  });

  test.each(["./o.txt", "link.txt", "folder/o.txt"])("o.txt and %s are one file", async (other) => {
    symlinkSync("o.txt", join(directory, "link.txt"));
    symlinkSync(".", join(directory, "folder"));
    writeFileSync(join(directory, "o.txt"), "");
    const { code, stderr } = await dcv([...SAMPLE, "--output", "json=o.txt", "--output", `text=${other}`], {
      cwd: directory,
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining("two outputs for ")]);
  });

  test("no output replaces what the run reads", async () => {
    copyFileSync(join(REPOSITORY, "domains.yaml"), join(directory, "domains.yaml"));
    const before = readFileSync(join(directory, "domains.yaml"), "utf8");
    symlinkSync("domains.yaml", join(directory, "link.yaml"));
    for (const path of ["domains.yaml", "link.yaml"]) {
      const { code, stderr } = await dcv(["plan", "--output", `json=${path}`], { cwd: directory });
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/an output would replace .*domains\.yaml, which is read/),
      ]);
    }
    expect(readFileSync(join(directory, "domains.yaml"), "utf8")).toBe(before);
    expect((await dcv([...SAMPLE, "--output", "json=plan.json"], { cwd: directory })).code).toBe(0);
    const { code } = await dcv(["render", "plan.json", "--output", "html=./plan.json"], { cwd: directory });
    expect([code, readFileSync(join(directory, "plan.json"), "utf8").charAt(0)]).toEqual([1, "{"]);
  });

  test("a file that was closed to others stays so", async () => {
    writeFileSync(join(directory, "o.txt"), "", { mode: 0o600 });
    expect((await dcv([...SAMPLE, "--output", "text=o.txt"], { cwd: directory })).code).toBe(0);
    expect(statSync(join(directory, "o.txt")).mode & 0o777).toBe(0o600);
  });

  test("a file that the shell has opened is added to, and standard output is asked for by its name", async () => {
    const log = openSync(join(directory, "log"), "a");
    writeFileSync(join(directory, "log"), "precious\n");
    expect((await dcv([...SAMPLE, "--output", `text=/dev/fd/${log}`], { cwd: directory })).code).toBe(0);
    closeSync(log);
    expect(readFileSync(join(directory, "log"), "utf8")).toMatch(/^precious\nDCV plan as of /);
    const { code, stderr } = await dcv([...SAMPLE, "--output", "text=/dev/stdout"]);
    expect([code, stderr]).toEqual([1, "dcv: for standard output write --output text alone\n"]);
  });

  test("a path of - is standard output, and no file", async () => {
    const result = await dcv([...SAMPLE, "--output", "json=-"], { cwd: directory });
    expect(result).toEqual(await dcv([...SAMPLE, "--output", "json"], { cwd: directory }));
    expect(JSON.parse(result.stdout)).toHaveProperty("changes");
    expect(existsSync(join(directory, "-"))).toBe(false);
    const { code, stderr } = await dcv([...SAMPLE, "--output", "json=-", "--output", "text"], { cwd: directory });
    expect([code, stderr]).toEqual([
      1,
      "dcv: two outputs for standard output; write one of them to another file (FORMAT=PATH)\n",
    ]);
  });

  test.each([
    ["a format that is none", ["--output", "jsn"], 'there is no output format "jsn" (text, json, '],
    ["two for standard output", ["--output", "text", "--output", "json"], "two outputs for standard output"],
    ["no path", ["--output", "json="], "--output json= has no path"],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await dcv([...SAMPLE, ...args]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
  });

  test("colours only on a terminal, and not with NO_COLOR or --no-color", async () => {
    const coloured = async (args: readonly string[], env: Readonly<Record<string, string>>, terminal: boolean) =>
      (await dcv([...SAMPLE, ...args], { env, terminal })).stdout.includes("\u001b[");
    expect(await coloured([], {}, true)).toBe(true);
    expect(await coloured([], {}, false)).toBe(false);
    expect(await coloured([], { NO_COLOR: "1" }, true)).toBe(false);
    expect(await coloured(["--no-color"], {}, true)).toBe(false);
    expect(await coloured(["--output", "text=plan.txt"], {}, true)).toBe(false);
    rmSync(join(__dirname, "../../../plan.txt"), { force: true });
  });

  test("progress goes to standard error, only while a terminal watches, and leaves nothing behind", async () => {
    expect((await dcv(SAMPLE)).stderr).toBe("");
    const { stderr } = await dcv(SAMPLE, { terminal: true });
    expect(stderr).toContain("sectigo: 5 domains");
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });
});

describe("never green by accident", () => {
  const estate = (rows: string) => `version: 1
sectigo: { auth: { login: planted-login, password: planted-password, customerUri: c }, domains: [${rows}] }
ncloud:
  certificates:
    - { certificateNo: 1, name: n, domains: [shop.example.kr], validations: [] }
`;

  test("that the embedded CA answered, and not a real one, is said wherever it can be overlooked", async () => {
    write(
      `${PROVIDERS.replaceAll(/planted-\w+/g, "demo").replace("customerUri: c", "customerUri: demo")}domains: [www.example.com]\n`,
    );
    const { plan, stderr } = await planJson();
    expect(plan.providers.map(({ warnings }) => warnings)).toEqual([
      ["ncloud: answered by the embedded CA, not a real one (url: simulator)"],
      ["sectigo: answered by the embedded CA, not a real one (url: simulator)"],
    ]);
    expect(stderr).toContain("dcv: warning: sectigo: answered by the embedded CA");
    const listed = await dcv(["list", "--provider", "sectigo"], { cwd: directory });
    expect(listed.stderr).toContain("dcv: warning: sectigo: answered by the embedded CA");
  });

  test("a domain that was not understood says why, in the text and in the log", async () => {
    const simulator = await simulate(estate("{ domain: www.example.com, validated: -5d }"));
    write(`${PROVIDERS}domains: [www.example.com, { name: shop.example.kr, provider: ncloud }]\n`);
    const env = environmentOf(simulator);
    const { code, plan, stderr } = await planJson([], env);
    expect([code, plan.complete]).toEqual([1, false]);
    expect(stderr).toMatch(/^dcv: warning: .*shop\.example\.kr/m);
    const { stdout } = await dcv(["plan"], { cwd: directory, env });
    const message = plan.changes.find(({ domain }) => domain === "shop.example.kr")?.message ?? "";
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(message.replaceAll(/\s+/g, " "));
  });

  test("a certificate without a verification, such as an imported one, is listed, and no advice is given", async () => {
    const simulator = await simulate(estate("{ domain: www.example.com, validated: -5d }"));
    write(`${PROVIDERS}domains: [www.example.com]\n`);
    const env = environmentOf(simulator);
    const listed = await dcv(["list", "--provider", "ncloud"], { cwd: directory, env });
    expect([listed.code, listed.stderr]).toEqual([0, ""]);
    expect(listed.stdout).toContain("shop.example.kr");
    const { code, plan } = await planJson([], env);
    expect([code, plan.changes.map(({ domain }) => domain)]).toEqual([0, ["www.example.com"]]);
  });

  test("a validation that is dated in the future is not one", async () => {
    const simulator = await simulate(
      estate("{ domain: www.example.com, status: VALIDATED, validated: 2027-01-01, expires: 2027-02-01 }"),
    );
    write(`${PROVIDERS}domains: [www.example.com]\n`);
    const { code, plan } = await planJson(["--as-of", "2026-11-21"], environmentOf(simulator));
    expect([code, plan.complete]).toEqual([1, false]);
    expect(plan.changes.find(({ domain }) => domain === "www.example.com")).toMatchObject({
      action: "unknown",
      reason: "not_understood",
      message: expect.stringContaining("dates its validation after the day judged"),
    });
  });

  test("a CA that lists none of the declared domains is not believed, even where policy is advisory", async () => {
    const simulator = await simulate(estate(""));
    write(`${PROVIDERS}policies: { enforcement: advisory }\ndomains: [www.example.com]\n`);
    const { code, plan } = await planJson([], environmentOf(simulator));
    expect(code).toBe(1);
    expect(plan.providers[1]?.error).toContain("minimumPresentPercent");
  });
});

describe("what a user meets first when something is wrong", () => {
  test("a misspelt key", async () => {
    write(`${PROVIDERS}domains:\n  - { name: www.example.com, ownr: web }\n`);
    const { code, stdout, stderr } = await dcv(["plan"], { cwd: directory });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      `domains.yaml:7:30  unknown-key  unknown key "ownr"; did you mean "owner"?
    7 |   - { name: www.example.com, ownr: web }
      |                              ^
`,
    );
  });

  test("a rule that does not exist, at its place", async () => {
    write(`${PROVIDERS}policies: { rules: { method-sunst: error } }\ndomains: [www.example.com]\n`);
    const { code, stderr } = await dcv(["validate"], { cwd: directory });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `domains.yaml:6:22  unknown-rule  there is no rule "method-sunst"; did you mean "method-sunset"?
    6 | policies: { rules: { method-sunst: error } }
      |                      ^
1 problem found
`,
    );
  });

  test.each([
    ["a date that does not exist", ["plan", "--as-of", "2027-02-30"], "Write a day such as 2026-11-21"],
    ["an option that does not exist", ["plan", "--as-off", "x"], "Did you mean --as-of?"],
    ["a command that does not exist", ["paln"], "Did you mean plan?"],
    ["no grace", ["apply", "plan.json", "--grace", "0"], "Write a whole number, 1 or more"],
    ["days that are none", ["plan", "--within", "-1"], "Write a whole number"],
    ["a deadline that is none", ["plan", "--deadline", "0"], "1 or more"],
    ["a port that is none", ["simulate", "--port", "70000"], "from 0 to 65535"],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await dcv(args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
  });

  test("a word too many is an error, not ignored", async () => {
    expect((await dcv(["plan", "domains.yaml"])).code).toBe(1);
  });

  test("a valid file says so", async () => {
    expect(await dcv(["validate"])).toEqual({
      code: 0,
      stdout: "domains.yaml is valid: 5 domains at 2 providers, 1 waiver\n",
      stderr: "",
    });
  });

  test.each(["plan", "list", "validate", "simulate"])("the help of %s carries an example", async (command) => {
    const { code, stdout } = await dcv([command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Example: dcv ${command}`);
  });
});

describe("dcv simulate", () => {
  test("serves until it is interrupted", async () => {
    const { code, stdout } = await dcv(["simulate", "--port", "0"], { interruptAfterMs: 200 });
    expect(code).toBe(130);
    expect(stdout).toMatch(/SCM_URL=http:\/\/127\.0\.0\.1:\d+\/api/);
  });

  test("serves a DNS as well, with a copy that lags, and says how to reach it", async () => {
    const args = ["simulate", "--port", "0", "--dns-port", "0", "--dns-zone", "example.com", "--dns-lag", "30"];
    const { code, stdout } = await dcv(args, { interruptAfterMs: 200 });
    expect(code).toBe(130);
    expect(stdout).toMatch(/^DNS {2}127\.0\.0\.1:\d+ {2}127\.0\.0\.1:\d+ {2}DNS_TSIG=hmac-sha256:dcv-demo:\S+$/m);
  });

  test.each<[string, readonly string[], string]>([
    ["a zone without a DNS", ["--dns-zone", "example.com"], "--dns-zone and --dns-lag need --dns-port"],
    ["a name that is no zone", ["--dns-port", "0", "--dns-zone", "a..b"], '"a..b" is not the name of a zone'],
  ])("%s is refused", async (_, args, message) => {
    const { code, stderr } = await dcv(["simulate", "--port", "0", ...args]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  test("a port of the DNS that is taken is said, and nothing is left behind", async () => {
    const foreign = await foreignServer(() => undefined);
    const { port } = new URL(foreign.url);
    const { code, stderr } = await dcv(["simulate", "--port", "0", "--dns-port", port]);
    await close(foreign.server);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`port ${port} of 127.0.0.1 is taken`)]);
  });

  test("a scenario that is wrong is said at its place", async () => {
    writeFileSync(join(directory, "s.yaml"), "version: 1\nsectigo: { domians: [] }\n");
    const { code, stderr } = await dcv(["simulate", "--port", "0", "--scenario", "s.yaml"], { cwd: directory });
    expect(code).toBe(1);
    expect(stderr).toContain('s.yaml:2:12  unknown-key  unknown key "domians"; did you mean "domains"?');
  });

  test("a port that is taken is said", async () => {
    const foreign = await foreignServer(() => undefined);
    const { code, stderr } = await dcv(["simulate", "--port", new URL(foreign.url).port]);
    await close(foreign.server);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dcv: .*already in use/);
  });
});

describe("a CA that sends more than anybody reads", () => {
  test("is told by the first thousand warnings and how many more there are", async () => {
    const rows = Array.from({ length: 1500 }, () => "{ dcvStatus: 7 }").join(", ");
    const simulator = await simulate(`version: 1
sectigo: { domains: [{ domain: www.example.com, validated: -20d }] }
faults: [{ on: sectigo.list, body: [${rows}] }]
`);
    const { code, stdout } = await dcv(["plan", "--output", "json"], { env: environmentOf(simulator) });
    const { providers } = JSON.parse(stdout) as { providers: { name: string; warnings: string[] }[] };
    const warnings = providers.find(({ name }) => name === "sectigo")?.warnings ?? [];
    expect([code, warnings.length]).toEqual([1, 1001]);
    expect(warnings.filter((one) => one.includes("more warnings"))).toEqual(["and 2000 more warnings"]);
  });
});
