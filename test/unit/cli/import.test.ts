/** From an empty folder to a plan: `dcv init`, `dcv check`, `dcv import`, against the embedded CAs over real HTTP. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { importBlocks } from "../../../lib/run/import-blocks";
import { parseScenario } from "../../../lib/simulator/scenario";
import { startSimulator } from "../../../lib/simulator/simulator";
import { startDnsZone } from "../../../lib/simulator/dns/server";
import { dcv } from "../../support/cli";
import type { CliOptions, CliResult } from "../../support/cli";
import { at } from "../../support/domains";
import { simulate } from "../../support/scenarios";

const SECRETS = ["login-of-test", "password-of-test", "uri-of-test", "access-of-test", "secret-of-test"] as const;
const [LOGIN, PASSWORD, URI, ACCESS, SECRET] = SECRETS;
const CREDENTIALS = {
  SCM_LOGIN: LOGIN,
  SCM_PASSWORD: PASSWORD,
  SCM_CUSTOMER_URI: URI,
  NCLOUD_ACCESS_KEY: ACCESS,
  NCLOUD_SECRET_KEY: SECRET,
};
const SECTIGO_AUTH = { login: LOGIN, password: PASSWORD, customerUri: URI };
const NCLOUD_AUTH = { accessKey: ACCESS, secretKey: SECRET };

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dcv-import-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name = "domains.yaml"): string => readFileSync(join(folder, name), "utf8");
const write = (text: string, name = "domains.yaml"): void => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};

/** Runs dcv in the folder; no secret may be in what it says, or in its file. */
async function run(args: readonly string[], env: CliOptions["env"], options: CliOptions = {}): Promise<CliResult> {
  const result = await dcv(args, { cwd: folder, env: { ...CREDENTIALS, ...env }, ...options });
  for (const secret of SECRETS) expect(result.stdout + result.stderr).not.toContain(secret);
  return result;
}

async function serve(scenario: object): Promise<Readonly<Record<string, string>>> {
  const { url } = await simulate(JSON.stringify({ version: 1, ...scenario }));
  return { SCM_URL: `${url}/api`, NCLOUD_CERTIFICATE_MANAGER_URL: url };
}

/** 300 names at one CA and 50 at the other. */
const ESTATE = {
  sectigo: {
    auth: SECTIGO_AUTH,
    domains: [
      { domain: "n{n}.example.com", count: 200, validated: "-20d" },
      { domain: "*.n{n}.example.org", count: 50, validated: "-20d", method: "TXT" },
      { domain: "n{n}.example.org", count: 50, validated: "-20d" },
    ],
  },
  ncloud: {
    auth: NCLOUD_AUTH,
    certificates: Array.from({ length: 50 }, (_, index) => ({
      certificateNo: 1000 + index,
      domains: [`n${index}.example.kr`],
      validations: [
        { domain: `n${index}.example.kr`, validSn: index + 1, registered: "-20d", validated: "-20d", txtId: 1 },
      ],
    })),
  },
};

interface Judged {
  readonly code: number;
  readonly plan: PlanDocument;
}

async function plan(env: CliOptions["env"], ...args: readonly string[]): Promise<Judged> {
  const { code, stdout } = await run(["plan", "--output", "json", ...args], env);
  return { code, plan: JSON.parse(stdout) as PlanDocument };
}

/** The findings that a plan right after an import must not have. */
function avoidable({ findings }: PlanDocument): readonly unknown[] {
  return findings.filter(({ rule, waiver }) => waiver === null && ["method-drift", "undeclared-domain"].includes(rule));
}

test("three commands lead from an empty folder to a plan of 350 domains, and a second import changes no byte", async () => {
  const env = await serve(ESTATE);
  const init = await run(["init", "--type", "sectigo", "--type", "ncloud"], env);
  expect(init).toMatchObject({ code: 0, stderr: "" });
  expect(init.stdout).toMatch(/^sectigo: 300 domains visible; may .*; account fingerprint [0-9a-f]{16}$/m);
  expect(init.stdout).toMatch(/^ncloud: 50 domains visible; may .*; account fingerprint [0-9a-f]{16}$/m);
  expect(read()).toMatch(/^domains: \[\]$/m);

  const check = await run(["check"], env);
  expect(check).toMatchObject({ code: 0, stderr: "" });
  expect(check.stdout.split("\n")).toEqual([
    expect.stringMatching(/^ok {4}sectigo: 300 domains visible; .*; clocks agree; account fingerprint [0-9a-f]{16}$/),
    expect.stringMatching(/^ok {4}ncloud: 50 domains visible; .*; clocks agree; account fingerprint [0-9a-f]{16}$/),
    "",
  ]);

  const imported = await run(["import"], env);
  expect(imported).toEqual({
    code: 0,
    stdout: "domains.yaml: 350 domains added (300 at sectigo, 50 at ncloud)\n350 domains declared; next: dcv plan\n",
    stderr: "",
  });
  const first = read();
  for (const secret of SECRETS) expect(first).not.toContain(secret);
  expect(first).toContain(`
  - { name: n9.example.org, provider: sectigo, method: CNAME }
  - { name: "*.n9.example.org", provider: sectigo, method: TXT }
`);
  expect(first).toContain(`  - { name: n7.example.kr, provider: ncloud, method: TXT, certificateNo: "1007" }\n`);

  const judged = await plan(env);
  expect(judged.code).toBe(0);
  expect(judged.plan.summary).toMatchObject({ undeclared: 0 });
  expect(avoidable(judged.plan)).toEqual([]);

  const again = await run(["import"], env);
  expect(again.stdout).toBe("domains.yaml: no domain is missing\n350 domains declared; next: dcv plan\n");
  expect(read()).toBe(first);
});

test("init refuses to replace a file, under either of the names that are found", async () => {
  for (const name of ["domains.yaml", "domains.yml"]) {
    write("# mine\n", name);
    const result = await run(["init", "--type", "sectigo"], {});
    expect(result.code).toBe(1);
    expect(result.stderr).toBe(
      `dcv: ${name} exists and is not replaced; add providers to it by hand, or name a new file with --output\n`,
    );
    expect(read(name)).toBe("# mine\n");
    rmSync(join(folder, name));
  }
});

const SECTIGO = `
providers:
  ca: { type: sectigo, url: "\${SCM_URL}", auth: { login: "\${SCM_LOGIN}", password: "password-of-test", customerUri: "\${SCM_CUSTOMER_URI}" } }
`.trim();

/** What the CA lists in the tests of merging; `a.example.com` is declared in each file. */
const SMALL = {
  sectigo: {
    auth: SECTIGO_AUTH,
    domains: ["a", "b", "*.b"].map((label) => ({ domain: `${label}.example.com`, validated: "-20d" })),
  },
};
const BLOCK = `  - b.example.com\n  - "*.b.example.com"\n`;

/** `<here>` stands where the two new names are to be added; a second text is what stands there then. */
test.each<[string, string, string]>([
  [
    "comments, anchors and quotes of every kind, with waivers below",
    `# Owned by the web team.\nversion: 1\n${SECTIGO}\n\ndefaults: &all { method: CNAME, owner: 'web@example.com' } # for all\n\ndomains:\n  # the shop\n  - &a { name: "a.example.com", <<: {} } # keep\n<here>\n# accepted until spring\nwaivers:\n  - { rule: not-validated, domain: 'a.example.com', reason: "spring", owner: web@example.com, expires: 2027-03-01 }\n`.replace(
      ", <<: {}",
      "",
    ),
    BLOCK,
  ],
  [
    "a list on one line, with a comment after it",
    `version: 1\n${SECTIGO}\ndefaults: {method: CNAME}\ndomains: [ 'a.example.com'<here> ] # all of them\nx-note:   [ spaces,  kept ]\n`,
    `, b.example.com, "*.b.example.com"`,
  ],
  [
    "CRLF, tabs in comments and blank lines at the end",
    `# \ttabbed\nversion: 1\n${SECTIGO}\ndefaults:\n    method: CNAME\ndomains:\n    - a.example.com\t# ours\n<here>\n\n\n`.replaceAll(
      "\n",
      "\r\n",
    ),
    `    - b.example.com\r\n    - "*.b.example.com"\r\n`,
  ],
  [
    "a list in brackets over several lines, with comments and a comma at its end",
    `version: 1\ndefaults: { method: CNAME }\ndomains:\n  [\n    # first\n    { name: a.example.com, owner: us }, # ours\n<here>  ]\n\n${SECTIGO}\n`,
    `    b.example.com,\n    "*.b.example.com",\n`,
  ],
  [
    "items in the column of their key, a block of text, and no line end at the end",
    `---\nversion: 1\n${SECTIGO}\ndefaults:\n  method: CNAME\n  x-why: >-\n    one\n\n    two\ndomains:\n- name: a.example.com\n  x-note: |\n    kept   \n<here>x-last: 'end'`,
    `- b.example.com\n- "*.b.example.com"\n`,
  ],
])("a merge leaves every byte of a file as it was: %s", async (_, marked, added) => {
  const env = await serve(SMALL);
  const before = marked.replace("<here>\r\n", "").replace("<here>", "");
  const isLine = added.endsWith("\n") && marked.includes("<here>\r\n");
  const after = isLine ? marked.replace("<here>\r\n", added) : marked.replace("<here>", added);
  write(before);
  const shown = await run(["import", "--dry-run"], env);
  expect(shown.code).toBe(0);
  expect(read()).toBe(before);
  expect(await run(["import"], env)).toMatchObject({ code: 0, stderr: "" });
  expect(read()).toBe(after);
  expect(await run(["import"], env)).toMatchObject({ code: 0 });
  expect(read()).toBe(after);
  // The diff that was shown is the change, as Git applies it.
  write(before);
  execFileSync("git", ["apply", "--unidiff-zero", "-"], { cwd: folder, input: shown.stdout });
  expect(read()).toBe(after);
});

test("a byte-order mark stays", async () => {
  const env = await serve(SMALL);
  write(`\ufeffversion: 1\n${SECTIGO}\ndomains: []\n`);
  expect(await run(["import"], env)).toMatchObject({ code: 0 });
  expect(read()).toMatch(/^\ufeffversion: 1\n/);
});

describe("a domain whose CA shows no method", () => {
  const domains = [
    { domain: "a.example.com", validated: "-20d" },
    { domain: "b.example.com" },
    { domain: "c.example.com" },
  ];
  const text = `version: 1\n${SECTIGO}\n`;

  test("is named with its place, and with what to add", async () => {
    write(`${text}domains: []\n`);
    const { stdout } = await run(["import"], await serve({ sectigo: { auth: SECTIGO_AUTH, domains } }));
    const line = read().split("\n").indexOf("  - b.example.com") + 1;
    expect(stdout).toBe(`domains.yaml: 3 domains added (3 at ca)
2 domains have no method, since the CA shows none (the first is b.example.com, domains.yaml:${line}:5); add "method: CNAME" to each or to defaults, so that dcv apply can order
3 domains declared; next: dcv plan
`);
  });

  test.each([
    ["where defaults name one", { sectigo: { auth: SECTIGO_AUTH, domains } }, `${text}defaults: { method: TXT }\n`],
    [
      "of a CA that takes no order",
      {
        ncloud: {
          auth: NCLOUD_AUTH,
          certificates: [{ certificateNo: 7, domains: ["a.example.kr"], validations: [{ validSn: 1, txtValue: "" }] }],
        },
      },
      'version: 1\nproviders:\n  ca: { type: ncloud, url: "${NCLOUD_CERTIFICATE_MANAGER_URL}", auth: { accessKey: "${NCLOUD_ACCESS_KEY}", secretKey: "${NCLOUD_SECRET_KEY}" } }\n',
    ],
  ])("is not named %s", async (_, scenario, head) => {
    write(`${head}domains: []\n`);
    const { stdout } = await run(["import"], await serve(scenario));
    expect(stdout).toMatch(/^domains.yaml: \d domains? added \(.*\)\n\d domains? declared; next: dcv plan\n$/);
  });
});

test("what no file may declare is waived or acknowledged, with the reason as a comment", async () => {
  const names = ["_acme.example.com", "co.uk", "*.co.uk", "*.*.example.com", "a.example.com"];
  const domains = names.map((domain) => ({ domain, validated: "-20d" }));
  const env = await serve({ sectigo: { auth: SECTIGO_AUTH, domains } });
  write(`version: 1\n${SECTIGO}\ndefaults: { owner: web@example.com, method: CNAME }\ndomains: []\n`);
  const imported = await run(["import"], env);
  expect(imported).toEqual({
    code: 0,
    stdout: `domains.yaml: 1 domain added (1 at ca)
3 names that cannot be declared added as accepted for a time; look at the reasons
1 domain declared; next: dcv plan
`,
    stderr:
      "dcv: warning: ca/*.co.uk: it is a public suffix (co.uk) and can be neither declared nor waived; remove it at the CA\n",
  });
  expect(read()).toContain(`domains:
  - a.example.com
waivers:
  # It cannot be declared: it is a public suffix (co.uk).
  - { rule: undeclared-domain, domain: co.uk, reason: "found at ca by dcv import; not looked at yet", owner: "web@example.com", expires: "2027-02-19" }
  # It cannot be declared: it holds "_"; use letters, digits, hyphens and dots.
  - { rule: undeclared-domain, domain: "_acme.example.com", reason: "found at ca by dcv import; not looked at yet", owner: "web@example.com", expires: "2027-02-19" }
acknowledged:
  # It cannot be declared: it is not a domain name.
  - { name: "*.*.example.com", reason: "found at ca by dcv import; not looked at yet", owner: "web@example.com", expires: "2027-02-19" }
`);
  const { plan: judged } = await plan(env);
  expect(judged.complete).toBe(true);
  expect(avoidable(judged)).toEqual([expect.objectContaining({ rule: "undeclared-domain", domain: "*.co.uk" })]);
});

test("a text with a reference is written so that the loader reads the same text, and a row without a name is not written", async () => {
  const names = ["${SCM_PASSWORD}@x.example.com", "$${x} y", " ", "a.example.com"];
  const domains = names.map((domain) => ({ domain, validated: "-20d" }));
  const env = await serve({ sectigo: { auth: SECTIGO_AUTH, domains } });
  write(`version: 1\n${SECTIGO}\ndefaults: { owner: web@example.com, method: CNAME }\ndomains: []\n`);
  const imported = await run(["import"], env);
  expect(imported).toMatchObject({
    code: 0,
    stderr: `dcv: warning: ca: a row with the name "" can be neither declared nor acknowledged; correct it at the CA\n`,
  });
  const written = read();
  expect(written).toContain('  - { name: "$${SCM_PASSWORD}@x.example.com", ');
  expect(written).toContain('  - { name: "$$${x} y", ');
  expect(written.match(/name: "/g)).toHaveLength(2);
  expect((await run(["import"], env)).stdout).toContain("domains.yaml: no domain is missing\n");
  expect(read()).toBe(written);
  expect((await plan(env)).plan.summary).toMatchObject({ undeclared: 0 });
});

test("what an included file declares is declared, and --output adds to a file of its own", async () => {
  const env = await serve(SMALL);
  write(`version: 1\n${SECTIGO}\ninclude: [teams/*.yaml]\ndomains: [a.example.com]\n`);
  write(`defaults: { method: CNAME }\ndomains:\n  - b.example.com\n`, "teams/web.yaml");
  expect((await run(["import", "--dry-run"], env)).stderr).toBe(
    "domains.yaml: 1 domain would be added (1 at ca)\n3 domains would be declared; run again without --dry-run\n",
  );
  const root = read();
  const imported = await run(["import", "--output", "teams/web.yaml"], env);
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^teams\/web.yaml: 1 domain added/) });
  expect(read("teams/web.yaml")).toBe(
    `defaults: { method: CNAME }\ndomains:\n  - b.example.com\n  - "*.b.example.com"\n`,
  );
  expect(read()).toBe(root);
  expect((await run(["import"], env)).stdout).toContain("no domain is missing");
});

test("a new file that no include names is written, and the pattern that is missing is said", async () => {
  const env = await serve(SMALL);
  write(`version: 1\n${SECTIGO}\ndomains: [a.example.com]\n`);
  const imported = await run(["import", "--output", "more.yaml"], env);
  expect(imported.stdout).toContain("the configuration does not read this file yet; add more.yaml to its include\n");
  expect(read("more.yaml")).toBe(
    `domains:\n  - { name: b.example.com, method: CNAME }\n  - { name: "*.b.example.com", method: CNAME }\n`,
  );
  const again = await run(["import", "--output", "more.yaml"], env);
  expect(again).toMatchObject({
    code: 1,
    stderr:
      "dcv: more.yaml exists, and domains.yaml does not include it, so what it declares is not known; add more.yaml to include first\n",
  });
});

test("--provider reads one CA, and an unknown one is named", async () => {
  const env = await serve(ESTATE);
  await run(["init", "--type", "sectigo", "--type", "ncloud"], env);
  expect((await run(["import", "--provider", "ncloud"], env)).stdout).toContain("50 domains added (50 at ncloud)\n");
  expect(await run(["import", "--provider", "scm"], env)).toMatchObject({
    code: 1,
    stderr: `dcv: there is no provider "scm" (declared are sectigo, ncloud)\n`,
  });
});

test("nothing is written where a CA could not be read to its end", async () => {
  const faults = [{ on: "ncloud.*", status: 500 }];
  const env = await serve({ ...ESTATE, faults });
  write(
    `version: 1\nproviders:\n  ncloud: { type: ncloud, url: "\${NCLOUD_CERTIFICATE_MANAGER_URL}", retries: 0, auth: { accessKey: "\${NCLOUD_ACCESS_KEY}", secretKey: "\${NCLOUD_SECRET_KEY}" } }\ndomains: []\n`,
  );
  const before = read();
  const result = await run(["import"], env);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(
    /dcv: ncloud: 500 for .*\ndcv: nothing is written, since not everything could be read\n$/,
  );
  expect(read()).toBe(before);
  const check = await run(["check"], env);
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(/^FAIL {2}ncloud: 500 for [^\n]*\n$/);
});

test.each<[string, string, () => void, RegExp]>([
  [
    "a path that leads out of the repository",
    "../rel.yaml",
    () => undefined,
    /^dcv: an output cannot go to \.\.\/rel\.yaml: this leads to .*\/rel\.yaml, outside of the repository; name that place by its absolute path\n$/,
  ],
  [
    "a link to nothing outside of the repository",
    "link.yaml",
    () => symlinkSync("../no-such-file.yaml", join(folder, "link.yaml")),
    /^dcv: an output cannot go to link\.yaml: this leads to .*\/no-such-file\.yaml, outside of the repository/,
  ],
  [
    "a pipe",
    "pipe.yaml",
    () => execFileSync("mkfifo", [join(folder, "pipe.yaml")]),
    /^dcv: pipe\.yaml: this is not a regular file; name a YAML file\n$/,
  ],
])("import refuses as its output %s", async (_, path, make, message) => {
  const env = await serve(SMALL);
  write(`version: 1\n${SECTIGO}\ndomains: []\n`);
  make();
  const result = await run(["import", "--output", path], env);
  expect(result).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(message) });
  expect(existsSync(join(folder, "../rel.yaml")) || existsSync(join(folder, "../no-such-file.yaml"))).toBe(false);
});

test("a list that is an alias gets one message with its place, and the file stays", async () => {
  const env = await serve(SMALL);
  const before = `version: 1\n${SECTIGO}\nx-all: &all [a.example.com]\ndomains: *all\n`;
  write(before);
  expect(await run(["import"], env)).toMatchObject({
    code: 1,
    stderr: `dcv: domains.yaml:5:10: "domains" is no list of its own here, so nothing can be added to it\n`,
  });
  expect(read()).toBe(before);
});

test.each<[string, string]>([
  ["s.yaml", "--config s.yaml"],
  ["my estate's.yaml", `--config 'my estate'\\''s.yaml'`],
  ["domains.yml", ""],
])("the next command names the file that was named, unless it is found without: %s", async (name, named) => {
  const env = await serve(SMALL);
  const more = named === "" ? "" : ` ${named}`;
  const init = await run(["init", "--type", "sectigo", "--output", name], env);
  expect(init.stdout).toMatch(/; next: dcv import.*\n$/);
  expect(init.stdout.endsWith(`; next: dcv import${more}\n`)).toBe(true);
  const imported = await run(["import", "--config", name], env);
  expect(imported.stdout.split("\n").at(-2)).toBe(`3 domains declared; next: dcv plan${more}`);
  const again = await run(["import", "--config", name, "--dry-run"], env);
  expect(again.stderr.split("\n").at(-2)).toBe(`3 domains declared; next: dcv plan${more}`);
});

test("init asks on a terminal for the kind of CA, its name and its address", async () => {
  const env = await serve(SMALL);
  const result = await run(["init", "--output", "estate.yaml"], env, { answers: ["sectigo", "scm", ""] });
  expect(result.code).toBe(0);
  expect(result.stderr).toContain("  ncloud: Ncloud Certificate Manager\n");
  expect(read("estate.yaml")).toContain(`providers:
  scm:
    type: sectigo
    auth:
      login: \${SCM_LOGIN}
      password: \${SCM_PASSWORD}
      customerUri: \${SCM_CUSTOMER_URI}
    url: \${SCM_URL}
`);
  expect(await run(["check", "--config", "estate.yaml"], env)).toMatchObject({ code: 0 });
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
  [
    "no terminal and no --type",
    ["init"],
    {},
    /^dcv: name the kind of CA: --type sectigo or --type ncloud or --type digicert\n$/,
  ],
  [
    "variables that are not set",
    ["init", "--type", "ncloud"],
    { NCLOUD_ACCESS_KEY: "", NCLOUD_SECRET_KEY: "" },
    /^dcv: set these environment variables and run again .*:\nNcloud Certificate Manager: NCLOUD_ACCESS_KEY, NCLOUD_SECRET_KEY\n$/,
  ],
  [
    "a wrong password",
    ["init", "--type", "sectigo"],
    { SCM_PASSWORD: "another-secret" },
    /^dcv: sectigo: 401 for .*\ndcv: domains.yaml is not written, since a CA cannot be used\n$/,
  ],
  [
    "a host that credentials may not go to",
    ["init", "--type", "sectigo", "--url", "https://ca.example.com/api"],
    {},
    /host-not-allowed/,
  ],
  [
    "one address for two CAs",
    ["init", "--type", "sectigo", "--type", "ncloud", "--url", "https://ca.example.com"],
    {},
    /^dcv: --provider and --url belong to one --type/,
  ],
  ["a kind of CA twice", ["init", "--type", "ncloud", "--type", "ncloud"], {}, /^dcv: --type ncloud is given twice/],
  ["a kind that does not exist", ["init", "--type", "scm"], {}, /Allowed choices are sectigo, ncloud, digicert\./],
])("init writes no file and says why: %s", async (_, args, env, message) => {
  const result = await run(args, { ...(await serve(SMALL)), ...env });
  expect({ code: result.code, isThere: existsSync(join(folder, "domains.yaml")) }).toEqual({ code: 1, isThere: false });
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toContain("another-secret");
});

test("a clock that is wrong by an hour is a failed check, since a CA refuses requests by it", async () => {
  const env = await serve(SMALL);
  write(`version: 1\n${SECTIGO}\ndomains: []\n`);
  const result = await run(["check"], env, { now: at("2026-11-21T01:00:00Z") });
  expect(result).toMatchObject({
    code: 1,
    stdout: "FAIL  ca: its clock is 3600 seconds behind ours; set the clock of this machine, or requests are refused\n",
  });
});

test("a file that is edited while the CAs are read is not replaced", async () => {
  const edited = `version: 1\n${SECTIGO}\ndomains: [a.example.com] # edited\n`;
  const { scenario } = parseScenario(JSON.stringify({ version: 1, ...SMALL }), "scenario.yaml", at("2026-11-21"));
  if (scenario === null) throw new Error("the scenario cannot be read");
  const simulator = await startSimulator({ scenario, now: () => at("2026-11-21"), onRequest: () => write(edited) });
  try {
    write(`version: 1\n${SECTIGO}\ndomains: []\n`);
    expect(await run(["import"], { SCM_URL: `${simulator.url}/api` })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "dcv: domains.yaml was changed while the CAs were read; run again\n",
    });
    expect(read()).toBe(edited);
  } finally {
    await simulator.close();
  }
});

test("nothing is written where the files with the new entries would be refused", async () => {
  const root = `version: 1\n${SECTIGO}\ninclude: [web.yaml]\n`;
  const { scenario } = parseScenario(JSON.stringify({ version: 1, ...SMALL }), "scenario.yaml", at("2026-11-21"));
  if (scenario === null) throw new Error("the scenario cannot be read");
  // By then another person has declared one of the names in the root file.
  const onRequest = (): void => write(`${root}domains: [b.example.com]\n`);
  const simulator = await startSimulator({ scenario, now: () => at("2026-11-21"), onRequest });
  try {
    write(root);
    write("domains: []\n", "web.yaml");
    const result = await run(["import", "--output", "web.yaml"], { SCM_URL: `${simulator.url}/api` });
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toMatch(
      /^dcv: web.yaml: the file with the new entries would be refused, so nothing is written\nweb.yaml:3:\d+: "?b.example.com/,
    );
    expect(read("web.yaml")).toBe("domains: []\n");
  } finally {
    await simulator.close();
  }
});

test("check asks the resolvers of a file with `dns`, and one that refuses is a failure", async () => {
  const env = await serve(SMALL);
  const resolver = await startDnsZone({ zone: ".", records: [], recursive: true });
  const deaf = await startDnsZone({ zone: ".", records: [], recursive: true, faults: { rcode: 5 } });
  try {
    write(`version: 1\n${SECTIGO}\ndns: { resolvers: ["${resolver.at}", "${deaf.at}"] }\ndomains: []\n`);
    const result = await run(["check"], env);
    expect(result.code).toBe(1);
    expect(result.stdout.split("\n").slice(1)).toEqual([
      `ok    dns ${resolver.at}: answers`,
      `FAIL  dns ${deaf.at}: no answer about the root zone (REFUSED); name another under dns.resolvers`,
      "",
    ]);
    expect(resolver.asked).toEqual(["udp SOA "]);
    write(read().replace(`, "${deaf.at}"`, ""));
    expect(await run(["check"], env)).toMatchObject({ code: 0 });
  } finally {
    await Promise.all([resolver.close(), deaf.close()]);
  }
});

test.each<[string, readonly string[]]>([
  ["init", ["init", "--type", "sectigo", "--output", "no/such/folder.yaml"]],
  ["import", ["import", "--output", "no/such/folder.yaml"]],
])("%s says that a file cannot be written, and that is no bug", async (_, args) => {
  const env = await serve(SMALL);
  write(`version: 1\n${SECTIGO}\ndomains: []\n`);
  const result = await run(args, env);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(/^dcv: no\/such\/folder.yaml cannot be written \(ENOENT\)/);
});

describe("--terraform", () => {
  const FILE = `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: "\${SCM_LOGIN}", password: "\${SCM_PASSWORD}", customerUri: "\${SCM_CUSTOMER_URI}" } }
  ncloud: { type: ncloud, url: "\${NCLOUD_CERTIFICATE_MANAGER_URL}", auth: { accessKey: "\${NCLOUD_ACCESS_KEY}", secretKey: "\${NCLOUD_SECRET_KEY}" } }
domains:
  - { name: a.example.com, provider: sectigo }
  - { name: gone.example.com, provider: sectigo }
  - { name: n.example.kr, provider: ncloud }
  - { name: unvalidated.example.kr, provider: ncloud }
`;
  const SMALL = {
    sectigo: {
      auth: SECTIGO_AUTH,
      domains: ["a", "b"].map((name) => ({ domain: `${name}.example.com`, validated: "-20d" })),
    },
    ncloud: {
      auth: NCLOUD_AUTH,
      certificates: [
        {
          certificateNo: 1,
          domains: ["n.example.kr", "unvalidated.example.kr"],
          validations: [{ domain: "n.example.kr", validSn: 1, registered: "-20d", validated: "-20d", txtId: 1 }],
        },
      ],
    },
  };

  test("the block has the declared domains that their CA knows, those that were added among them, and no other", async () => {
    write(FILE);
    const env = await serve(SMALL);
    const dry = await run(["import", "--dry-run", "--terraform", "imports.tf"], env);
    expect(dry).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("imports.tf: import block of 3 domains would be written\n"),
    });
    expect(existsSync(join(folder, "imports.tf"))).toBe(false);
    const first = await run(["import", "--terraform", "imports.tf"], env);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("imports.tf: import block of 3 domains written\n"),
    });
    const block = read("imports.tf");
    expect(block.match(/= "(sectigo|ncloud)\/.*"$/gm)).toEqual([
      '= "sectigo/a.example.com"',
      '= "sectigo/b.example.com"',
      '= "ncloud/n.example.kr"',
    ]);
    const again = await run(["import", "--terraform", "imports.tf"], env);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("domains.yaml: no domain is missing\n") });
    expect(read("imports.tf")).toBe(block);
  });

  test("a file whose block has another address is written anew", async () => {
    write(FILE);
    const env = await serve(SMALL);
    await run(["import", "--terraform", "imports.tf"], env);
    write(read("imports.tf").replace("dcv_validation.domain[", "module.dcv.dcv_validation.x["), "imports.tf");
    const again = await run(["import", "--terraform", "imports.tf"], env);
    expect(again).toMatchObject({ code: 0, stderr: "" });
  });

  const BLOCK = importBlocks([{ provider: "sectigo", domain: "a.example.com" }]);
  test.each([
    [
      "a file of another kind",
      ["main.tf"],
      { "main.tf": "locals {}\n" },
      "main.tf exists and holds more than an import block of --terraform; name another file",
    ],
    [
      "a file that a person has added to",
      ["x.tf"],
      { "x.tf": `${BLOCK}locals {}\n` },
      "x.tf exists and holds more than an import block of --terraform; name another file",
    ],
    ["a folder that is not there", ["no/x.tf"], {}, "no/x.tf: there is no such folder; make it first"],
    ["a folder", ["."], {}, ". is not a file; name another"],
    ["standard output", ["-"], {}, "--terraform writes a file; name one such as imports.tf"],
    [
      "the file of --output",
      ["x.yaml", "--output", "./x.yaml"],
      {},
      "--output and --terraform are the same file, x.yaml; name another for one of them",
    ],
  ])("%s is refused before anything is asked or written", async (_, args, files, message) => {
    write(FILE);
    for (const [name, text] of Object.entries(files)) write(text, name);
    const nowhere = { SCM_URL: "http://127.0.0.1:9/api", NCLOUD_CERTIFICATE_MANAGER_URL: "http://127.0.0.1:9" };
    expect(await run(["import", "--terraform", ...args], nowhere)).toEqual({
      code: 1,
      stdout: "",
      stderr: `dcv: ${message}\n`,
    });
    for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
    expect(read()).toBe(FILE);
  });
});
