/** What fails behind a run's back, or under it, ends the command with one line and exit code 1, never with a stack trace. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN, ended, startDcv } from "../support/command";
import { REPOSITORY } from "../support/tables";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-streams-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** `dcv` stands for the command in a line of the shell. */
const shell = (line: string) => {
  const script = `dcv() { "${process.execPath}" "${BIN}" "$@"; }; cd "${REPOSITORY}"; ${line}`;
  const env = { PATH: process.env.PATH ?? "", DIRECTORY: directory };
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { env, encoding: "utf8" });
  return { status, stdout, stderr: stderr.replaceAll(/^dcv: warning: .* the embedded CA.*\n/gm, "") };
};

const FULL = /^dcv: cannot write .*ENOSPC.*\n$/;
const SILENCE = /^$/;

test.each([
  ["standard output on a disk that is full", "dcv plan > /dev/full", 1, FULL],
  ["standard error on a disk that is full", "dcv validate --config none.yaml 2> /dev/full", 1, SILENCE],
  ["both on a disk that is full", "dcv plan --output json > /dev/full 2>&1", 1, SILENCE],
  ["an output file on a disk that is full", "dcv plan --output json=/dev/full", 1, FULL],
  ["a reader of standard output that is gone", "dcv plan --output json | true; exit ${PIPESTATUS[0]}", 0, SILENCE],
  ["a reader of standard error that is gone", "dcv plan --output json 2> >(true) > /dev/null", 0, SILENCE],
  ["a closed standard input", "dcv validate <&- > /dev/null", 0, SILENCE],
  ["a closed standard output", "dcv plan >&-", 0, SILENCE],
  ["a closed standard error", "dcv validate --config none.yaml 2>&-", 1, SILENCE],
  ["all of them closed", "dcv plan <&- >&- 2>&-", 0, SILENCE],
])("%s", (_, line, status, stderr) => {
  const result = shell(line);
  expect([result.status, result.stdout]).toEqual([status, ""]);
  expect(result.stderr).toMatch(stderr);
});

test("standard output on a disk that is full leaves no half of another output", () => {
  const { status, stderr } = shell('dcv plan --output text --output "json=$DIRECTORY/plan.json" > /dev/full');
  expect([status, stderr]).toEqual([1, expect.stringMatching(FULL)]);
  expect(readdirSync(directory)).toEqual(["plan.json"]);
});

test.each([
  ["a promise that nobody waits for", "void Promise.reject(new Error('late\\nand long'))"],
  [
    "a stream whose error nobody hears",
    "new (require('node:stream').PassThrough)().destroy(new Error('late\\nand long'))",
  ],
  ["a callback", "throw new Error('late\\nand long')"],
])("%s", async (_, code) => {
  const preload = join(directory, "late.cjs");
  writeFileSync(preload, `setTimeout(() => { ${code}; }, 700);`);
  const child = startDcv(["simulate", "--port", "0"], { nodeArgs: ["--require", preload] });
  const { code: exitCode, stderr } = await ended(child);
  expect(exitCode).toBe(1);
  expect(stderr).toBe("dcv: this is a bug, please report it: Error: late\\u{a}and long\n");
});
