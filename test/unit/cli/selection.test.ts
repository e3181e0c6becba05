/** A part of an estate: what is asked, what is judged, and how each format says so. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { dcv } from "../../support/cli";
import { at } from "../../support/domains";
import { environmentOf, simulate } from "../../support/scenarios";

const MANY = Array.from({ length: 40 }, (_, index) => `n${index}.many.example.com`);
const FILE = `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
  gone: { type: sectigo, url: "http://127.0.0.1:9/api", auth: { login: demo, password: demo, customerUri: demo }, retries: 0 }
defaults: { provider: sectigo }
domains:
  - { name: shop.example.com, owner: web@example.com, labels: { env: production, team: shop } }
  - { name: "*.shop.example.com", owner: web@example.com, labels: { env: staging } }
  - { name: bücher.example.com, owner: mail@example.com, labels: { env: production } }
  - never.example.com
  - absent.example.com
  - { name: far.example.org, provider: gone }
${MANY.map((name) => `  - ${name}`).join("\n")}
waivers:
  - { rule: not-validated, domain: never.example.com, reason: later, owner: us, expires: 2027-03-31 }
  - { rule: not-validated, domain: shop.example.com, reason: unused, owner: us, expires: 2027-03-31 }
`;
const SCENARIO = `version: 1
sectigo:
  domains:
    - { domain: shop.example.com, validated: -20d, submitted: -1d }
    - { domain: "*.shop.example.com", validated: -20d }
    - { domain: xn--bcher-kva.example.com, validated: -210d }
    - { domain: never.example.com }
    - { domain: stray.example.com, validated: -3d }
${MANY.map((name) => `    - { domain: ${name}, validated: -5d }`).join("\n")}
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-selection-"));
  writeFileSync(join(directory, "domains.yaml"), FILE);
});
afterEach(() => rmSync(directory, { recursive: true }));

const GIT = { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };

async function run(...args: readonly string[]) {
  const env = { ...GIT, ...environmentOf(await simulate(SCENARIO)) };
  return dcv(args, { cwd: directory, env });
}

async function plan(...args: readonly string[]) {
  const { code, stdout, stderr } = await run("plan", "--output", "json", "--log-level", "debug", ...args);
  const document = JSON.parse(stdout) as PlanDocument;
  return { code, calls: stderr.split("\n").filter((line) => line.includes("GET ")), document };
}

const namesOf = ({ changes }: PlanDocument): readonly string[] => changes.map(({ domain }) => domain);

test.each<[string, readonly string[], readonly string[]]>([
  ["a name", ["--domain", "Shop.Example.com"], ["shop.example.com"]],
  ["a pattern", ["--domain", "*shop.example.com"], ["*.shop.example.com", "shop.example.com"]],
  ["a name as people write it", ["--domain", "bücher*"], ["xn--bcher-kva.example.com"]],
  [
    "two names are alternatives",
    ["--domain", "shop.example.com", "--domain", "never.*"],
    ["never.example.com", "shop.example.com"],
  ],
  ["an owner", ["--owner", "web@*"], ["*.shop.example.com", "shop.example.com"]],
  ["a label", ["--label", "env=production"], ["shop.example.com", "xn--bcher-kva.example.com"]],
  ["labels of two keys must both hold", ["--label", "env=production", "--label", "team=shop"], ["shop.example.com"]],
  [
    "labels of one key are alternatives",
    ["--label", "env=production", "--label", "env=staging"],
    ["*.shop.example.com", "shop.example.com", "xn--bcher-kva.example.com"],
  ],
  ["all options must hold", ["--owner", "web@*", "--label", "env=staging"], ["*.shop.example.com"]],
])("selects by %s", async (_, args, names) => {
  const { document } = await plan(...args);
  expect(namesOf(document)).toEqual(names);
  expect([document.complete, document.selection?.declared]).toEqual([true, 46]);
});

test("a few names are looked up alone, and no CA without a selected name is asked", async () => {
  const { calls, document } = await plan("--domain", "shop.example.com", "--domain", "absent.example.com");
  expect(calls.length).toBeLessThanOrEqual(4);
  expect(calls.every((call) => /shop\.example\.com|absent\.example\.com|domain=/.test(call))).toBe(true);
  expect(document.providers.map(({ name }) => name)).toEqual(["sectigo"]);
  expect(document.changes.map(({ domain, reason }) => [domain, reason])).toEqual([
    ["absent.example.com", "not_found"],
    ["shop.example.com", "order_submitted"],
  ]);
});

test("many names are read from the listing, and the plan says the same of each as the whole plan", async () => {
  const whole = await plan("--provider", "sectigo");
  const part = await plan("--domain", "n*.many.example.com");
  expect(part.calls.length).toBeLessThan(MANY.length);
  expect(part.document.changes).toEqual(
    whole.document.changes.filter(({ domain }) => domain.endsWith(".many.example.com")),
  );
});

test("what needs the whole estate is not judged: undeclared domains, few domains of many, unused waivers", async () => {
  const { document } = await plan("--provider", "sectigo", "--domain", "[^n]*", "--domain", "*shop.example.com");
  expect(document.changes.some(({ action }) => action === "undeclared")).toBe(false);
  expect(document.findings.some(({ rule }) => rule === "waiver-unused")).toBe(false);
  const { document: absent } = await plan("--domain", "absent.example.com");
  expect(absent.complete).toBe(true);
});

test("a waiver accepts a finding of a part", async () => {
  const { document } = await plan("--domain", "never.example.com");
  expect(document.findings.map(({ rule, waiver }) => [rule, waiver?.reason])).toEqual([["not-validated", "later"]]);
});

test.each<[string, readonly string[], string]>([
  ["no domain", ["--domain", "nothing.example"], "dcv: no declared domain matches --domain nothing.example"],
  ["no provider", ["--provider", "sectig"], 'dcv: there is no provider "sectig" (declared are sectigo, gone)'],
  ["a label without a value", ["--label", "env"], "Write KEY=VALUE"],
  ["a selection of nothing", ["--domain", ""], "It is empty"],
  ["a selection where there is no state yet", ["--domain", "shop*", "--state", "s.jsonl"], "there is no state yet"],
  ["--full without a comparison", ["--full"], "--full needs --changed-since REF"],
])("refuses %s", async (_, args, message) => {
  const { code, stdout, stderr } = await run("plan", ...args);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(message);
});

test.each(["text", "markdown", "github", "html", "sarif", "junit", "ics"])(
  "%s says that the plan is partial",
  async (format) => {
    await run("plan", "--owner", "web@*", "--output", `${format}=out`);
    const stdout = readFileSync(join(directory, "out"), "utf8");
    const text = stdout
      .replaceAll("\r\n ", "")
      .replaceAll("\\,", ",")
      .replaceAll("\\;", ";")
      .replace(/[`\s]+/g, " ");
    expect(text).toMatch(/This plan is partial: 2 of 46 declared domains \( ?owner ?web@\* ?\)/);
  },
);

test("csv and prometheus say that the plan is partial, and it is no success of the whole", async () => {
  const { stdout: csv } = await run("plan", "--domain", "shop*", "--output", "csv");
  expect(csv.split("\r\n")[0]?.endsWith("plan_complete,plan_partial")).toBe(true);
  expect(csv.split("\r\n")[1]?.endsWith("true,true")).toBe(true);
  const { stdout: metrics } = await run("plan", "--domain", "shop*", "--output", "prometheus");
  expect(metrics).toContain("dcv_plan_partial 1\n");
  expect(metrics).not.toContain("dcv_last_success_timestamp_seconds ");
});

describe("--changed-since", () => {
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=us", "-c", "user.email=us@example.com", ...args], {
      ...{ cwd: directory, env: GIT },
    });
  beforeEach(() => {
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-qm", "before");
  });
  const edit = (change: (text: string) => string): void => writeFileSync(join(directory, "domains.yaml"), change(FILE));

  test("asks only about the entries that changed, and says so", async () => {
    edit((text) => text.replace("- never.example.com", "- { name: never.example.com, owner: web@example.com }"));
    const { calls, document } = await plan("--changed-since", "main");
    expect(namesOf(document)).toEqual(["never.example.com"]);
    expect(document.selection?.changed_since).toBe("main");
    expect(calls.length).toBeLessThanOrEqual(2);
  });

  test("asks about the domain that an edited waiver covers", async () => {
    edit((text) => text.replace("reason: later", "reason: much later"));
    expect(namesOf((await plan("--changed-since", "main")).document)).toEqual(["never.example.com"]);
  });

  test("asks no CA where no entry changed", async () => {
    edit((text) => `# ours\n${text}`);
    const { code, calls, document } = await plan("--changed-since", "main");
    expect([code, calls, document.verdict, namesOf(document)]).toEqual([0, [], "pass", []]);
  });

  test.each<[string, (text: string) => string, readonly string[]]>([
    ["with --full", (text) => text, ["--full"]],
    [
      "where a default of all of them changed",
      (text) => text.replace("provider: sectigo }", "provider: sectigo, revalidateWithinDays: 20 }"),
      [],
    ],
  ])("asks about every domain %s", async (_, change, args) => {
    edit(change);
    const { document } = await plan("--changed-since", "main", ...args);
    expect(document.selection).toBeNull();
    expect(namesOf(document)).toContain("far.example.org");
  });
});

describe("dcv explain DOMAIN", () => {
  test("tells where it is declared, what the CA says, the ages and limits with their sources, the rules and the step", async () => {
    const { code, stdout } = await run("explain", "shop.example.com");
    expect(code).toBe(0);
    for (const part of [
      "sectigo/shop.example.com\n",
      "declared   domains.yaml:7:5, owner web@example.com, method any",
      "labels env=production, team=shop",
      "VALIDATED by CNAME",
      "order SUBMITTED by CNAME, submitted 2026-11-20T00:00:00Z",
      "validated on 2026-11-01, 20 days old; the CA reports the date",
      "200 days from 2026-03-15, 100 days from 2027-03-15",
      "198 days",
      "next step  Publish _",
      "Rules\n",
      `pass     dcv-reuse-limit (error)
             The validation is no older than the Baseline Requirements allow:
             validated on 2026-11-01 by CNAME, 20 days.`,
      "To do: Validate the domain again before the step, but not before",
      "Not applicable: caa-blocks, caa-blocks-2027, dnssec-bogus,",
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).not.toContain("never.example.com");
  });

  test("shows a waived finding with its source, and what is not listed", async () => {
    expect((await run("explain", "never.example.com")).stdout).toMatch(/waived {2}not-validated \(error\)/);
    const absent = (await run("explain", "absent.example.com")).stdout;
    expect(absent).toContain("at the CA  not listed, or it could not be asked\n");
    expect(absent).toContain("usable     there is no validation\n");
  });

  test("has a history from the states of earlier days", async () => {
    const validatedBefore = { "2026-11-10": "-200d", "2026-11-15": "-1d" };
    for (const [day, validated] of Object.entries(validatedBefore)) {
      const now = at(`${day}T00:00:00Z`);
      const scenario = SCENARIO.replace("validated: -20d, submitted: -1d", `validated: ${validated}`);
      const env = { ...GIT, ...environmentOf(await simulate(scenario, now)) };
      await dcv(["refresh", "--state", `${day}.jsonl`], { cwd: directory, env, now });
    }
    const states = ["2026-11-15", "2026-11-10"].flatMap((day) => ["--state", `${day}.jsonl`]);
    const { code, stdout } = await run("explain", "shop.example.com", ...states);
    expect(code).toBe(0);
    const history = stdout.slice(stdout.indexOf("History\n"), stdout.indexOf("\n\nRules"));
    expect(history.replaceAll(/\n {6}/g, " ").split("\n")).toEqual([
      "History",
      expect.stringMatching(/^ {2}2026-11-10T00:00:00Z {2}EXPIRED by CNAME/),
      expect.stringMatching(
        /^ {2}2026-11-15T00:00:00Z {2}validated again \(CNAME\): VALIDATED by CNAME, validated on 2026-11-14/,
      ),
      expect.stringMatching(/^ {2}2026-11-21T00:00:00Z {2}its order moved .* order SUBMITTED$/),
    ]);
    const rule = await run("explain", "not-validated", "--state", "2026-11-15.jsonl");
    expect([rule.code, rule.stderr]).toEqual([1, "dcv: --state is for the history of one domain: name a domain\n"]);
  });

  test.each([
    ["a name that is not declared", "stray.example.com", "no declared domain matches --domain stray.example.com"],
    ["a slip of the keys", "nevr.example.com", 'did you mean "never.example.com"?'],
    ["what is no name", "a..b", '"a..b"'],
  ])("refuses %s", async (_, name, message) => {
    const { code, stderr } = await run("explain", name);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  test("a rule can be explained for a part", async () => {
    const { stdout } = await run("explain", "not-validated", "--owner", "web@*");
    expect(stdout).toContain("Applies to all 2 domains");
  });
});
