/**
 * Whole runs: each folder holds a configuration and a scenario, and what came out of them, to the last byte. One folder has
 * every format, so that a small change does not rewrite the others. `UPDATE_GOLDEN=1 npx jest test/golden` writes the outputs
 * anew; read the difference before you commit it.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";
import { FORMAT_NAMES, FORMATS } from "../../lib/report/registry";
import { at } from "../support/domains";
import { checkJson, dcv } from "../support/cli";
import { environmentOf, simulate } from "../support/scenarios";
import { wholeText } from "../support/whole-text";

interface Case {
  readonly args: readonly string[];
  readonly code: number;
  readonly now: string;
  /** The configuration as it was committed, in a repository that is made for the case. */
  readonly before?: string;
}

/** The folder that has the other formats as well, each made from the JSON of its run. */
const IN_ALL_FORMATS = "every-action";
const cases = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function expectGolden(path: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
}

const GIT = { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
const repositories: string[] = [];
afterAll(() => repositories.forEach((path) => rmSync(path, { recursive: true })));

/** A repository in which the file was committed as it was before, and stands as it is now. */
function repositoryOf(directory: string, before: string): string {
  const path = mkdtempSync(join(tmpdir(), "dcv-golden-"));
  repositories.push(path);
  const git = (...args: readonly string[]): Buffer =>
    execFileSync("git", ["-c", "user.name=us", "-c", "user.email=us@example.com", ...args], { cwd: path, env: GIT });
  git("init", "-q");
  copyFileSync(join(directory, before), join(path, "domains.yaml"));
  git("add", "-A");
  git("commit", "-qm", "before");
  copyFileSync(join(directory, "domains.yaml"), join(path, "domains.yaml"));
  return path;
}

test.each(cases.map(({ name }) => name))("%s", async (name) => {
  const directory = join(__dirname, name);
  const { args, code, now, before } = JSON.parse(readFileSync(join(directory, "case.json"), "utf8")) as Case;
  const cwd = before === undefined ? directory : repositoryOf(directory, before);
  const run = async (output: string) => {
    const simulator = await simulate(readFileSync(join(directory, "scenario.yaml"), "utf8"), at(now));
    const env = environmentOf(simulator);
    const result = await dcv(["plan", ...args, "--output", output], { cwd, env: { ...GIT, ...env }, now: at(now) });
    // The port of the simulated CA is another one each time, and what identifies an account holds it.
    const stdout = result.stdout.replaceAll(new URL(simulator.url).host, "ca.example");
    const account = '"account": "0123456789abcdef"';
    return { code: result.code, stdout: stdout.replaceAll(/"account": "[0-9a-f]{16}"/g, account) };
  };

  const text = await run("text");
  expectGolden(join(directory, "expected.txt"), text.stdout);
  const json = await run("json");
  expectGolden(join(directory, "expected.json"), json.stdout);
  expect([text.code, json.code]).toEqual([code, code]);
  checkJson("plan", json.stdout);
  // The verdict is one line, and a record to publish is not broken.
  const lines = text.stdout.trimEnd().split("\n").slice(0, -1);
  for (const line of lines.filter((one) => one.trim().includes(" "))) expect(line.length).toBeLessThanOrEqual(80);
  expect(await run("json")).toEqual(json);
  if (name === IN_ALL_FORMATS) await expectOtherFormats(directory, JSON.parse(json.stdout) as PlanDocument);
});

async function expectOtherFormats(directory: string, plan: PlanDocument): Promise<void> {
  const context = { toolVersion: plan.tool.version, color: false, columns: 80, detail: "work" as const };
  for (const format of FORMAT_NAMES.filter((name) => name !== "text" && name !== "json")) {
    const { extension } = FORMATS[format];
    const render = await FORMATS[format].plan();
    const text = wholeText(render(plan, context));
    expect(wholeText(render(plan, context))).toBe(text);
    expectGolden(join(directory, `expected.${extension}`), format === "html" ? withDigests(text) : text);
  }
}

/** Style sheet and script are files of their own, and no one reads them here. */
function withDigests(page: string): string {
  return page.replace(/<(style|script)>(.*?)<\/\1>/gs, (_, tag: string, text: string) => {
    const digest = createHash("sha256").update(text).digest("hex");
    return `<${tag}>sha256: ${digest}</${tag}>`;
  });
}
