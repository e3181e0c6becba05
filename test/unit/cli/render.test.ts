/** A saved plan in other formats, and what is no plan. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { at } from "../../support/domains";
import { dcv } from "../../support/cli";
import { REPOSITORY } from "../../support/tables";

const SAVED = join(REPOSITORY, "test/golden/every-action/expected.json");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-render-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each([
  ["text", "expected.txt"],
  ["json", "expected.json"],
])("%s is what the run itself wrote", async (format, file) => {
  const { code, stdout, stderr } = await dcv(["render", SAVED, "--output", format]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(readFileSync(join(SAVED, "..", file), "utf8"));
});

test("many formats at once; one that cannot be written fails the run, and the others still come", async () => {
  const outputs = ["text=a/plan.txt", "json=plan.json", "text"].flatMap((output) => ["--output", output]);
  const { code, stdout, stderr } = await dcv(["render", SAVED, ...outputs], { cwd: directory });
  expect(code).toBe(1);
  const path = join(realpathSync(directory), "a/plan.txt");
  expect(stderr).toBe(`dcv: cannot write ${path}: ENOENT: no such file or directory\n`);
  expect(stdout).toContain("DCV plan as of 2026-11-21T00:00:00Z");
  expect(readdirSync(directory)).toEqual(["plan.json"]);
  expect(readFileSync(join(directory, "plan.json"), "utf8")).toBe(readFileSync(SAVED, "utf8"));
});

test("the metrics have the labels of the file that were chosen", async () => {
  const of = async (...keys: readonly string[]): Promise<string> => {
    const chosen = keys.flatMap((key) => ["--prometheus-label", key]);
    return (await dcv(["render", SAVED, "--output", "prometheus", ...chosen])).stdout;
  };
  expect(await of("env", "team", "env")).toContain('label_env="production",label_team=""');
  expect(await of()).not.toContain("label_");
});

test.each([
  [
    "two keys of one name",
    ["cost.center", "cost-center"],
    '"cost.center" and "cost-center" would both be label_cost_center',
  ],
  ["what is no key", ["env=production"], "Write the key of a label, such as env."],
])("labels for the metrics: %s are refused", async (_, keys, problem) => {
  const chosen = keys.flatMap((key) => ["--prometheus-label", key]);
  const { code, stdout, stderr } = await dcv(["render", SAVED, "--output", "prometheus", ...chosen]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(problem);
});

test("labels for metrics that no output has are refused", async () => {
  const { code, stdout, stderr } = await dcv(["render", SAVED, "--prometheus-label", "env"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("--prometheus-label needs --output prometheus");
});

test.each([
  ["a plan of today", "2026-11-21T23:59:59Z", ""],
  ["a plan of yesterday", "2026-11-22T00:00:00Z", "dcv: the plan is 1 day old (as of 2026-11-21T00:00:00Z)\n"],
  ["an old plan", "2027-01-31T08:00:00Z", "dcv: the plan is 71 days old (as of 2026-11-21T00:00:00Z)\n"],
  ["a plan for a date to come", "2026-01-01T00:00:00Z", ""],
])("the age of the plan: %s", async (_, now, stderr) => {
  expect(await dcv(["render", SAVED, "--output", "github"], { now: at(now) })).toMatchObject({ code: 0, stderr });
});

describe("what is no plan is refused, with its place", () => {
  const saved = readFileSync(SAVED, "utf8");
  const version = '"format_version": "1.0"';
  const plan = JSON.parse(saved) as PlanDocument;
  const read = <T extends object>(provider: T): T => ({ ...provider, complete: true, error: null });
  const unread = <T extends object>(provider: T): T => ({ ...provider, complete: false });
  const complete = ({ verdict }: Pick<PlanDocument, "verdict">): PlanDocument => ({
    ...plan,
    complete: true,
    providers: plan.providers.map(read),
    verdict,
  });
  test.each<[string, string, string]>([
    ["no JSON", "hello", "plan.json:1:1  bad-plan  not JSON; give it what `dcv plan --output json=PATH` wrote\n"],
    ["JSON cut off", `{\n  "a": 1,`, "plan.json:2:10  bad-plan  not JSON; "],
    ["a mistake on a later line", `{\n  "a": 1,\n  b: 2 }`, "plan.json:3:3  bad-plan  not JSON; "],
    ["other JSON", "[]", "plan.json:1:1  bad-plan  not a plan of dcv; "],
    ["nothing", "null", "plan.json:1:1  bad-plan  not a plan of dcv; "],
    ["the list of a CA", '{ "format_version": 1 }', "plan.json:1:1  bad-plan  not a plan of dcv; "],
    [
      "a later format",
      saved.replace(version, '"format_version": "2.0"'),
      'plan.json:1:1  bad-plan  format version "2.0"; this dcv reads 1.0, so make it anew\n',
    ],
    [
      "an action that there is not",
      saved.replace('"action": "validate"', '"action": "destroy"'),
      "plan.json:1:1  bad-plan  /changes/2/action must be equal to one of the allowed values\n",
    ],
    [
      "a verdict that does not fit a plan that is not complete",
      saved.replace('"verdict": "error"', '"verdict": "pass"'),
      "plan.json:1:1  bad-plan  /verdict must be equal to constant\n",
    ],
    [
      "a day that does not exist",
      saved.replace('"as_of": "2026-11-21T', '"as_of": "2026-11-31T'),
      'plan.json:1:1  bad-plan  /as_of must match format "date-time"\n',
    ],
    [
      "a domain that stands in it twice",
      saved.replace('"address": "sectigo/drifted.example.com"', '"address": "sectigo/expired.example.com"'),
      "plan.json:1:1  bad-plan  sectigo/expired.example.com stands in it twice\n",
    ],
    [
      "a provider that it does not list",
      JSON.stringify({ ...plan, providers: [] }),
      "plan.json:1:1  bad-plan  /changes name the provider sectigo, but /providers does not\n",
    ],
    [
      "many problems, of which the first is enough",
      saved.replaceAll('"severity": "warning"', '"severity": "bad"'),
      "plan.json:1:1  bad-plan  /findings/0/severity must be equal to one of the allowed values\n",
    ],
    [
      "counts that the findings do not give",
      saved.replace(/"errors": \d+/, '"errors": 0'),
      "plan.json:1:1  bad-plan  /summary/errors is 0, but the plan holds ",
    ],
    [
      "a verdict that hides an error",
      JSON.stringify(complete({ verdict: "pass" })),
      "plan.json:1:1  bad-plan  /verdict is pass, but what the plan holds makes it violation\n",
    ],
    [
      "a finding that was taken out",
      JSON.stringify({ ...plan, findings: plan.findings.slice(1) }),
      "plan.json:1:1  bad-plan  dcv wrote no such plan: it was changed later; make it anew\n",
    ],
    [
      "a complete plan with a provider that could not be read",
      JSON.stringify({ ...complete({ verdict: "violation" }), providers: plan.providers.map(unread) }),
      `plan.json:1:1  bad-plan  /complete is true, but ${plan.providers.length} provider`,
    ],
  ])("%s", async (_, text, message) => {
    writeFileSync(join(directory, "plan.json"), text);
    const { code, stdout, stderr } = await dcv(["render", "plan.json"], { cwd: directory });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
    expect(stderr.split("\n").length).toBeLessThan(8);
  });

  test("a file that is not there", async () => {
    const { code, stderr } = await dcv(["render", "plan.json"], { cwd: directory });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^plan\.json:1:1 {2}no-such-file/)]);
  });
});

test("a list has fewer formats, and says so", async () => {
  const { code, stderr } = await dcv(["list", "--provider", "sectigo", "--output", "sarif"]);
  expect([code, stderr]).toEqual([1, 'dcv: a list has no output format "sarif" (text, json, csv)\n']);
});

test("a plan from standard input", async () => {
  const { code, stdout } = await dcv(["render", "-"], { stdin: readFileSync(SAVED, "utf8") });
  expect([code, stdout]).toEqual([0, readFileSync(join(SAVED, "../expected.txt"), "utf8")]);
  const broken = await dcv(["render", "-"], { stdin: "{" });
  expect(broken).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^standard input:1:\d+ {2}bad-plan/),
  });
});
