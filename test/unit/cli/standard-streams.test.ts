/** A path of `-` is standard input where something is read, and standard output where something is written: no file of that name. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at } from "../../support/domains";
import { dcv } from "../../support/cli";

const FILE = `version: 1
providers:
  demo: { type: sectigo, url: simulator, auth: { login: demo, password: demo, customerUri: demo } }
domains: [www.example.com]
policies: { enforcement: advisory }
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-streams-"));
  writeFileSync(join(directory, "domains.yaml"), FILE);
});
afterEach(() => rmSync(directory, { recursive: true }));
const run = (args: readonly string[], stdin = "") =>
  dcv(args, { cwd: directory, now: at("2026-11-21"), stdin, interruptAfterMs: 20_000 });
const files = () => readdirSync(directory).sort();

/** A state, and its shards, as they are printed. */
const printedState = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(["refresh", "--state", "-", ...args]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/standard output: written\n$/)]);
  return stdout;
};

test("refresh prints the state, and reads one before", async () => {
  const first = await printedState();
  expect(first.split("\n").length).toBeGreaterThan(2);
  const second = await run(["refresh", "--state", "-"], first);
  expect(second.code).toBe(0);
  expect(second.stderr).toContain("0 asked");
  expect(files()).toEqual(["domains.yaml"]);
});

test("plan reads a state, and writes it to standard output where no output goes there", async () => {
  const state = await printedState();
  const planned = await run(["plan", "--state", "-", "--refresh=false", "--output", "json"], state);
  expect(JSON.parse(planned.stdout)).toMatchObject({ complete: true });
  const both = await run(["plan", "--state", "-"], state);
  expect([both.code, both.stdout]).toEqual([1, ""]);
  expect(both.stderr).toContain("two outputs for standard output");
  const written = await run(["plan", "--state", "-", "--output", "json=plan.json"], state);
  expect(written.stdout.split("\n").slice(1)).toEqual(state.split("\n").slice(1));
  expect(files()).toEqual(["domains.yaml", "plan.json"]);
});

test("state shows, merges and compares what it reads", async () => {
  const state = await printedState();
  expect((await run(["state", "show", "-"], state)).stdout).toContain("state of 2026-11-21");
  for (const index of [1, 2]) {
    writeFileSync(join(directory, `${index}.jsonl`), await printedState("--shard", `${index}/2`));
  }
  const merged = await run(
    ["state", "merge", "--state", "-", "-", "2.jsonl"],
    readFileSync(join(directory, "1.jsonl"), "utf8"),
  );
  expect([merged.code, merged.stderr]).toEqual([0, expect.stringContaining("state of ")]);
  writeFileSync(join(directory, "merged.jsonl"), merged.stdout);
  expect((await run(["state", "diff", "-", "merged.jsonl"], merged.stdout)).stdout).toContain("0 differences");
  expect(files()).not.toContain("-");
});

test("what reads standard input twice is refused", async () => {
  const { code, stderr } = await run(["state", "diff", "-", "-"], await printedState());
  expect([code, stderr]).toEqual([1, "dcv: standard input can be read once; name a file for one of the two\n"]);
});

test.each([
  ["nothing", ""],
  ["no state", "version: 1\n"],
])("%s in the place of a state is refused", async (_, text) => {
  const { code, stderr } = await run(["state", "show", "-"], text);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^standard input:1:1\s+bad-state /)]);
});

test("init prints the new file, and import the one with the new entries", async () => {
  const made = await run(["init", "--type", "sectigo", "--url", "simulator", "--output", "-"]);
  expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^# .*\nversion: 1\n[^]*domains: \[\]\n$/)]);
  const added = await run(["import", "--output", "-"]);
  expect(added.code).toBe(0);
  expect(added.stdout).toMatch(/^version: 1\n[^]*name: api\.example\.com/);
  expect(added.stderr).toMatch(/domains printed .*the file stays as it is/s);
  expect(readFileSync(join(directory, "domains.yaml"), "utf8")).toBe(FILE);
  expect(files()).toEqual(["domains.yaml"]);
});

test("records print, and a stack, which is a folder, is refused", async () => {
  const { stdout } = await run(["plan", "--output", "json"]);
  const [printed, unnamed] = [
    await run(["records", "-", "--format", "json", "--out", "-"], stdout),
    await run(["records", "-", "--format", "json"], stdout),
  ];
  expect([printed.code, printed.stdout]).toEqual([unnamed.code, unnamed.stdout]);
  expect((await run(["synth", "--out", "-"])).stderr).toBe(
    "dcv: a stack is a folder of files, so name one: --out cdktf.out\n",
  );
  expect(files()).toEqual(["domains.yaml"]);
});

test("simulate reads its scenario", async () => {
  const { code, stderr } = await run(["simulate", "--port", "0", "--scenario", "-"], "version: 2\n");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^standard input:1:10\s/)]);
});
