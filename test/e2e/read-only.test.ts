/**
 * A run writes the outputs asked for and nothing else: no cache, no temporary file elsewhere. Node's permission model is
 * the judge: it refuses every other write, and every process, and a home and a folder for temporary files do not exist.
 */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FORMAT_NAMES } from "../../lib/report/registry";
import { ended, startDcv } from "../support/command";
import { REPOSITORY } from "../support/tables";

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "dcv-read-only-")));
  mkdirSync(join(directory, "out"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs `dcv` where only files below `out` may be written; `{out}` in an argument stands for it. */
async function run(args: readonly string[], cwd = REPOSITORY) {
  const out = join(directory, "out");
  const child = startDcv(
    args.map((arg) => arg.replace("{out}", out)),
    {
      cwd,
      env: { HOME: "/nonexistent", TMPDIR: "/nonexistent" },
      nodeArgs: ["--experimental-permission", "--allow-fs-read=*", `--allow-fs-write=${out}/*`, "--no-warnings"],
    },
  );
  return ended(child);
}

test.each([
  ["plan", ["plan"], []],
  [
    "plan, in every format",
    ["plan", ...FORMAT_NAMES.flatMap((name) => ["--output", `${name}={out}/${name}`])],
    FORMAT_NAMES,
  ],
  ["list", ["list", "--provider", "sectigo", "--output", "json={out}/list.json"], ["list.json"]],
  ["validate", ["validate"], []],
  ["explain", ["explain", "dcv-reuse-limit"], []],
  ["synth", ["synth", "--out", "{out}"], ["manifest.json", "stacks"]],
  ["help", ["--help"], []],
])(
  "%s",
  async (_, args, written) => {
    const { code, stderr } = await run(args);
    expect([code, stderr.replaceAll(/^dcv: warning: .* the embedded CA.*\n/gm, "")]).toEqual([0, ""]);
    expect(readdirSync(join(directory, "out")).toSorted()).toEqual([...written].toSorted());
  },
  20_000,
);

test("render", async () => {
  await run(["plan", "--output", "json={out}/plan.json"]);
  const { code, stderr } = await run([
    "render",
    "{out}/plan.json",
    "--output",
    "text",
    "--output",
    "csv={out}/plan.csv",
  ]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(readdirSync(join(directory, "out")).toSorted()).toEqual(["plan.csv", "plan.json"]);
});

test("an output elsewhere is refused, in one line: the judge is awake", async () => {
  writeFileSync(join(directory, "domains.yaml"), "version: 1\n");
  const { code, stderr } = await run(["plan", "--output", `json=${join(directory, "plan.json")}`]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^dcv: cannot write \S+\/plan\.json: .*(restricted|permission)/im);
  expect(readdirSync(directory).toSorted()).toEqual(["domains.yaml", "out"]);
});
