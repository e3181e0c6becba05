/** `dcv explain`: a rule in words, its figures for each domain, and the list of all rules. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { POLICY_DIRECTORY } from "../../../lib/run/package-root";
import { dcv } from "../../support/cli";
import { environmentOf, simulate } from "../../support/scenarios";

const SCENARIO = `version: 1
sectigo:
  expirationBasisDays: 398
  domains:
    - { domain: good.example.com, validated: -20d }
    - { domain: old.example.com, validated: -210d }
    - { domain: undated.example.com, validated: -10d, omit: [expirationDate], statusOmit: [validationDate, expirationDate] }
    - { domain: never.example.com }
`;
const FILE = `version: 1
providers: { sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } } }
policies: { rules: { not-validated: info, age-unknown: "off" } }
domains: [good.example.com, old.example.com, undated.example.com, never.example.com]
waivers: [{ rule: not-validated, domain: never.example.com, reason: r, owner: pki, expires: 2026-11-25 }]
`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-explain-"));
  writeFileSync(join(directory, "domains.yaml"), FILE);
});
afterAll(() => rmSync(directory, { recursive: true }));

const explain = async (...args: readonly string[]) => {
  const simulator = await simulate(SCENARIO);
  return dcv(["explain", ...args], { cwd: directory, env: environmentOf(simulator) });
};

test("findings first, then what is not known, then passes, each with its figures", async () => {
  const { code, stdout } = await explain("dcv-reuse-limit");
  expect(code).toBe(0);
  expect(stdout.slice(stdout.indexOf("  finding"))).toBe(`  finding  sectigo/old.example.com
             validated on 2026-04-25 by CNAME, 210 days before 2026-11-21; a
             certificate issued then may rely on a validation of at most 200
             days
  unknown  sectigo/undated.example.com
             not known: age_ms
  pass     sectigo/good.example.com
             validated on 2026-11-01 or later by CNAME, 20 days, as_of_day
             2026-11-21, baseline_limit_days 200
  Applies to 3 of 4 domains
`);
});

test.each(["explain", "plan"])("dcv %s refuses a date before its rules, and asks no CA", async (command) => {
  const args = command === "explain" ? ["explain", "dcv-reuse-limit"] : ["plan"];
  // Nothing listens there: a CA that was asked would be reported as unreachable.
  const env = { SCM_URL: "http://127.0.0.1:9/api" };
  const { code, stdout, stderr } = await dcv([...args, "--as-of", "2025-11-21"], { cwd: directory, env });
  expect([code, stdout, stderr]).toEqual([
    1,
    "",
    "dcv: the rule method-discouraged is not in force before 2026-01-12, so nothing can be judged as of 2025-11-21T00:00:00Z; choose a date from 2026-01-12 on\n",
  ]);
});

test("a rule about waivers looks at the waivers", async () => {
  const [expiring, unused] = [await explain("waiver-expiring"), await explain("waiver-unused")];
  expect(expiring.stdout).toContain(
    "finding  never.example.com\n             the waiver of not-validated for never.example.com (owner pki)\n             expires after 2026-11-25",
  );
  expect(unused.stdout).toContain("pass  never.example.com");
});

test("the level of the file is shown, in the rule and in the list", async () => {
  expect((await explain("not-validated")).stdout).toMatch(/^not-validated \(info\)\n/);
  const { code, stdout } = await explain("--list");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^age-unknown +off +Every rule of the level error could be judged/);
  const files = readdirSync(POLICY_DIRECTORY).filter((name) => name.endsWith(".yaml"));
  expect(stdout.trimEnd().split("\n")).toHaveLength(files.length);
});

test("a waived finding is shown as one, with its waiver", async () => {
  const { stdout } = await explain("not-validated");
  const words = stdout.replaceAll(/\s+/g, " ");
  expect(words).toMatch(
    /waived sectigo\/never\.example\.com sectigo says NOT_VALIDATED; .*; accepted by pki until 2026-11-25: r/,
  );
});

test("a rule that is off leaves a waiver of it unused, here as in the plan", async () => {
  const off = mkdtempSync(join(tmpdir(), "dcv-explain-"));
  writeFileSync(join(off, "domains.yaml"), FILE.replace("not-validated: info", 'not-validated: "off"'));
  const simulator = await simulate(SCENARIO);
  const { stdout } = await dcv(["explain", "waiver-unused"], { cwd: off, env: environmentOf(simulator) });
  rmSync(off, { recursive: true });
  expect(stdout).toContain("finding  never.example.com");
});

test("its condition is shown, and which rule it replaces", async () => {
  const own = mkdtempSync(join(tmpdir(), "dcv-explain-"));
  writeFileSync(join(own, "domains.yaml"), FILE.replace("policies: {", "policies: { paths: [mine.yaml],"));
  writeFileSync(
    join(own, "mine.yaml"),
    `id: not-validated
title: Nothing is validated
severity: error
source: { document: Contrary }
when: { properties: { declared: { const: true } } }
require: { properties: { status: { const: NOT_VALIDATED } } }
message: it is {status}
remediation: Undo it.
`,
  );
  const simulator = await simulate(SCENARIO);
  const options = { cwd: own, env: environmentOf(simulator) };
  const { stdout } = await dcv(["explain", "not-validated"], options);
  expect(stdout).toContain("condition  where declared is true: status is NOT_VALIDATED\n");
  expect(stdout).toMatch(/file +mine\.yaml, instead of policies\/not-validated\.yaml/);
  expect((await dcv(["explain", "--list"], options)).stdout).toContain(
    "Nothing is validated (mine.yaml, not the built-in one)",
  );
  const plan = await dcv(["plan", "--verbose"], options);
  expect(plan.stdout).toContain("Rule not-validated is that of mine.yaml, not the built-in one.");
  expect(plan.stdout).toContain("good.example.com  domains.yaml:4:11\n           it is VALIDATED");
  const json = JSON.parse((await dcv(["plan", "--output", "json"], options)).stdout) as {
    readonly rules: readonly { readonly rule: string; readonly file: string; readonly replaces: string | null }[];
  };
  expect(json.rules.find(({ rule }) => rule === "not-validated")).toMatchObject({ file: "mine.yaml" });
  rmSync(own, { recursive: true });
});

test("a file that was named and is not there is an error, not the built-in rules", async () => {
  const { code, stdout, stderr } = await explain("not-validated", "--config", "nope.yaml");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("nope.yaml:1:1  no-such-file");
});

test("without a file the rule is explained alone, with its source", async () => {
  const empty = mkdtempSync(join(tmpdir(), "dcv-explain-"));
  const { code, stdout, stderr } = await dcv(["explain", "method-sunset"], { cwd: empty });
  rmSync(empty, { recursive: true });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("3.2.2.4 (SC-090)");
  expect(stdout).toContain("in force   from 2026-01-12");
  expect(stdout).not.toContain("Applies to");
});

test("a CA that cannot be read: exit 1, and it is said", async () => {
  const simulator = await simulate(`${SCENARIO}faults: [{ on: sectigo.list, status: 400 }]\n`);
  const { code, stderr } = await dcv(["explain", "not-validated"], { cwd: directory, env: environmentOf(simulator) });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^dcv: sectigo: 400/);
});

test.each([
  ["a rule that is none", ["not-valdated"], 'there is no rule "not-valdated"; did you mean "not-validated"?'],
  ["a rule like no other", ["xyzzy"], 'there is no rule "xyzzy"; dcv explain --list shows all'],
  ["no rule", [], "name one rule or one domain, or use --list"],
  ["a rule and the list", ["not-validated", "--list"], "name one rule or one domain, or use --list"],
])("%s", async (_, args, message) => {
  const { code, stdout, stderr } = await explain(...args);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(message);
});

test("a broken file is said as anywhere else", async () => {
  const broken = mkdtempSync(join(tmpdir(), "dcv-explain-"));
  writeFileSync(join(broken, "domains.yaml"), "version: 2\n");
  const { code, stderr } = await dcv(["explain", "not-validated"], { cwd: broken });
  rmSync(broken, { recursive: true });
  expect(code).toBe(1);
  expect(stderr).toContain("domains.yaml:1:10  bad-value");
});
