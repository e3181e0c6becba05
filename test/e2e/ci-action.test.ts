/** The GitHub action, run as GitHub's runner would: its own shell, the built command, the embedded CA. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as files from "../docs/pipeline-files";
import type { Action } from "../docs/pipeline-files";
import { REPOSITORY } from "../support/tables";
import * as runner from "./pipeline-runner";
import type { ShellResult } from "./pipeline-runner";

const AFTER_THE_STEP = "2027-03-15"; // the sample violates policy then

jest.setTimeout(30_000); // a plan is a second of work, and a runner of CI may have half a core for it

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dcv-ci-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (...path: readonly string[]): string => readFileSync(join(folder, ...path), "utf8");

interface ActionResult extends ShellResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Both steps, as the runner of GitHub calls them: expressions become variables, files take what the steps write. */
async function runAction(
  given: Readonly<Record<string, string>>,
  { cwd = folder, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<ActionResult> {
  const { inputs, outputs, runs } = files.readYaml<Action>(files.ACTION);
  const temporary = join(folder, "runner");
  mkdirSync(temporary);
  const [path, output, summary] = ["path", "output", "summary"].map((name) => join(temporary, name));
  const github = { GITHUB_PATH: path ?? "", GITHUB_OUTPUT: output ?? "", GITHUB_STEP_SUMMARY: summary ?? "" };
  for (const file of Object.values(github)) writeFileSync(file, "");
  const valueOf = (expression: string): string =>
    expression.replace(
      /^\$\{\{ inputs\.([\w-]+) \}\}$/,
      (_, name: string) => given[name] ?? inputs[name]?.default ?? "",
    );
  let result: ShellResult = { code: 0, stdout: "", stderr: "" };
  for (const { run = "", env: stepEnv = {} } of runs.steps) {
    if (result.code !== 0) break;
    const handed = Object.entries(stepEnv).map(([name, expression]) => [name, valueOf(expression)] as const);
    const { code, stdout, stderr } = await runner.runShell(run, {
      cwd,
      env: {
        ...runner.shellEnv(folder, ...readFileSync(github.GITHUB_PATH, "utf8").trim().split("\n")),
        ...env,
        ...github,
        GITHUB_ACTION_PATH: REPOSITORY,
        RUNNER_TEMP: temporary,
        ...Object.fromEntries(handed),
      },
    });
    result = { code, stdout: result.stdout + stdout, stderr: result.stderr + stderr };
  }
  const lines = readFileSync(github.GITHUB_OUTPUT, "utf8").trim().split("\n");
  const written = Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
  expect(Object.keys(written).filter((name) => !(name in outputs))).toEqual([]);
  return { ...result, outputs: written, summary: readFileSync(github.GITHUB_STEP_SUMMARY, "utf8") };
}

/** What the runner obeys: a line that begins with two colons, but for those between a stop and its token. */
function obeyed(stdout: string): readonly string[] {
  let token: string | null = null;
  return stdout.split("\n").flatMap((line) => {
    const text = line.trimStart();
    if (token !== null) {
      if (text === `::${token}::`) token = null;
      return [];
    }
    token = /^::stop-commands::(.+)$/.exec(text)?.[1] ?? null;
    return token === null && text.startsWith("::") ? [text] : [];
  });
}

const sample = { config: join(REPOSITORY, "domains.yaml") };

test("a plan that holds: text in the log, the summary, the outputs, exit code 0", async () => {
  const { code, stdout, outputs, summary } = await runAction({ ...sample, within: "1" });
  expect([code, outputs]).toEqual([
    0,
    { "exit-code": "0", verdict: "changes", changes: "2", "plan-path": expect.stringContaining("plan.json") },
  ]);
  expect(stdout).toContain("Plan: 1 validate, 0 revalidate, 1 await"); // the window of one day
  expect(summary).toMatch(/^<!-- dcv plan -->\n/);
  expect(JSON.parse(readFileSync(outputs["plan-path"] ?? "", "utf8"))).toMatchObject({ verdict: "changes" });
});

test("a violation: annotations, every output that was asked for, and then exit code 3", async () => {
  const outputs = " text \n\n sarif=dcv.sarif\njunit=with blanks.xml\n";
  const result = await runAction({ ...sample, "as-of": AFTER_THE_STEP, outputs });
  expect([result.code, result.outputs]).toEqual([
    3,
    expect.objectContaining({ "exit-code": "3", verdict: "violation", changes: "5" }),
  ]);
  expect(obeyed(result.stdout).filter((line) => /^::error .*file=.*line=\d+/.test(line)).length).toBeGreaterThan(0);
  expect(result.stdout).toContain("Policy is violated");
  expect(result.summary).toContain("dcv-reuse-limit");
  expect(JSON.parse(read("dcv.sarif"))).toMatchObject({ version: "2.1.0" });
  expect(read("with blanks.xml")).toContain("<testsuite");
});

test("a CA that cannot be reached: the plan of what was seen, and exit code 1", async () => {
  const { code, outputs, summary } = await runAction(sample, { env: { SCM_URL: "http://127.0.0.1:9/api" } });
  expect([code, outputs.verdict, outputs["exit-code"]]).toEqual([1, "error", "1"]);
  expect(existsSync(outputs["plan-path"] ?? "")).toBe(true);
  expect(summary).toContain("sectigo");
});

test.each([
  ["a change that touches nothing passes where only changes count", runner.onlyAComment, "true", 0],
  ["a change that touches a domain answers for it", runner.anotherOwner, "true", 3],
  ["without only-changed the whole estate counts", runner.onlyAComment, "false", 3],
])("%s", async (_, edit, onlyChanged, expected) => {
  const { clone } = runner.makeEstate(folder, edit);
  const inputs = { "as-of": AFTER_THE_STEP, "changed-since": "origin/main", "only-changed": onlyChanged };
  const { code, stdout } = await runAction(inputs, { cwd: clone });
  expect([code, stdout.includes("Policy is violated")]).toEqual([expected, expected === 3]);
});

test("a shallow clone is an error that names the remedy, not a plan of everything", async () => {
  const { clone } = runner.makeEstate(folder, runner.onlyAComment, 1);
  const result = await runAction({ "changed-since": "origin/main", "only-changed": "true" }, { cwd: clone });
  expect([result.code, result.outputs]).toEqual([1, { "exit-code": "1", verdict: "error" }]);
  expect(result.stderr).toContain("fetch-depth: 0");
  expect(result.summary).toBe("No plan could be made; the log says why.\n");
  expect(obeyed(result.stdout)).toEqual(["::error title=dcv::No plan could be made; the log says why."]);
});

test("offline it checks the file, makes no plan, and says what that is worth", async () => {
  const { code, outputs, summary, stdout } = await runAction(
    { ...sample, offline: "true", "as-of": AFTER_THE_STEP },
    { env: { SCM_URL: "http://127.0.0.1:9/api" } },
  );
  expect([code, outputs]).toEqual([0, { "exit-code": "0" }]);
  expect(stdout).toContain("is valid");
  expect(summary).toBe("The file is valid. No CA was asked, so nothing is known of the validations.\n");
});

test("offline a file with an error fails", async () => {
  writeFileSync(join(folder, "domains.yaml"), "version: 1\ndomains: [1]\n");
  const formats = ["text", "json=a.json", "markdown=a.md", "sarif=a.sarif"].map((one) =>
    one.replace("=", `=${folder}/`),
  );
  const { code, outputs } = await runAction({ offline: "true", outputs: formats.join("\n") });
  expect([code, outputs]).toEqual([1, { "exit-code": "1", verdict: "error" }]);
  // Its errors reach the outputs that a check has.
  expect(readFileSync(join(folder, "a.md"), "utf8")).toContain("has errors");
  expect(readFileSync(join(folder, "a.sarif"), "utf8")).toContain('"results"');
});

test("what stands in the file cannot speak to the runner", async () => {
  const spoken = "::set-output name=verdict::pass";
  const reason = `${"w".repeat(90)} ${spoken}`; // so long that the text begins a line with it
  const text = readFileSync(sample.config, "utf8").replace("goes live in spring", `"${reason}"`);
  writeFileSync(join(folder, "domains.yaml"), text);
  const { code, stdout } = await runAction({});
  expect([code, stdout.includes("\\u{3a}:set-output")]).toEqual([0, true]);
  expect(obeyed(stdout).filter((line) => !/^::(error|warning|notice) /.test(line))).toEqual([]);
});

test.each([
  { config: '"; touch pwned; "' },
  { config: "$(touch pwned)" },
  { config: "--help" },
  { "as-of": "`touch pwned`" },
  { "as-of": "2027-03-15 --enforcement=advisory" },
  { within: "1; touch pwned" },
  { "changed-since": "$(touch pwned)" },
  { "only-changed": "true; touch pwned" },
  { "only-changed": "yes" },
  { offline: "" },
  { outputs: "text\n$(touch pwned)" },
  { outputs: "--enforcement=advisory" },
])("the inputs %j are values and nothing else: exit code 1, no plan", async (inputs) => {
  writeFileSync(join(folder, "domains.yaml"), readFileSync(sample.config));
  const { code, outputs } = await runAction(inputs);
  expect([code, outputs]).toEqual([1, { "exit-code": "1", verdict: "error" }]);
  expect(existsSync(join(folder, "pwned"))).toBe(false);
});

test("a fresh checkout is built once, without scripts of packages", async () => {
  const action = join(folder, "a checkout");
  mkdirSync(action);
  runner.writeProgram(join(folder, "bin"), "npm", runner.npmThatBuilds(action));
  const env = {
    ...runner.shellEnv(folder, join(folder, "bin")),
    GITHUB_ACTION_PATH: action,
    GITHUB_PATH: join(folder, "path"),
    RUNNER_TEMP: folder,
  };
  const install = files.runOf(files.ACTION, "Install dcv");
  const first = await runner.runShell(install, { cwd: folder, env });
  const second = await runner.runShell(install, { cwd: folder, env });
  expect([first, second]).toEqual(Array(2).fill({ code: 0, stdout: "", stderr: "" }));
  expect(read("a checkout", "npm-calls")).toBe("ci --include=dev --ignore-scripts --no-audit --no-fund\nrun build\n");
  const { stdout } = await runner.runShell(`PATH="$(head -1 path):$PATH" dcv`, { cwd: folder, env });
  expect(stdout).toBe("built\n");
});

test("a plan that cannot be shown keeps its exit code and says so", async () => {
  copyFileSync(join(REPOSITORY, "domains.yaml"), join(folder, "domains.yaml"));
  const bin = join(folder, "bin");
  runner.writeProgram(
    bin,
    "dcv",
    `#!/bin/sh\n[ "$1" != render ] || exit 1\nexec "${process.execPath}" "${runner.BIN}" "$@"\n`,
  );
  const env = { PATH: `${bin}:${process.env.PATH ?? ""}` };
  const { code, stdout, summary, outputs } = await runAction({ "as-of": AFTER_THE_STEP }, { env });
  expect([code, outputs["exit-code"], outputs.verdict]).toEqual([3, "3", "violation"]);
  expect(summary).toBe("The plan could not be shown; the log says why.\n");
  expect(obeyed(stdout).join("\n")).toContain("::error title=dcv::The plan could not be shown");
});

test("outputs may have the line ends of Windows", async () => {
  copyFileSync(join(REPOSITORY, "domains.yaml"), join(folder, "domains.yaml"));
  const { code } = await runAction({ outputs: "text\r\njson=plan.json\r\n" });
  expect([code, existsSync(join(folder, "plan.json"))]).toEqual([0, true]);
});
