/** An old Node gets one sentence: the first file that runs checks it, and an old Node can read that file and the entry points. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { MIN_NODE, nodeProblem } from "../../../lib/cli/require-node";
import { REPOSITORY } from "../../support/tables";

const ENTRY_POINTS = ["dist/lib/cli/bin.js", "dist/main.js"];

test.each([
  ["18.20.8", false],
  ["20.18.0", false],
  ["20.9.9", false],
  ["9.99.99", false],
  ["20.18.1", true],
  ["20.18.10", true],
  ["20.20.0", true],
  ["22.0.0", true],
  ["24.21.0-nightly", true],
])("Node %s is new enough: %s", (version, expected) => {
  const problem = expected ? null : `dcv needs Node ${MIN_NODE} or later; this is ${version}`;
  expect(nodeProblem(version)).toBe(problem);
});

test("package.json names the same version", () => {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as { engines: { node: string } };
  expect(manifest.engines.node).toBe(`>=${MIN_NODE}`);
});

test.each(ENTRY_POINTS)("%s ends with one sentence before it loads anything else", (entry) => {
  const path = join(REPOSITORY, entry);
  if (!existsSync(path)) throw new Error("run `npm run build` first: this test runs the built command");
  const script = `Object.defineProperty(process, "versions", { value: { node: "18.20.8" } });
    process.on("exit", () => console.log(Object.keys(require.cache).length));
    require(${JSON.stringify(path)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: expect.stringMatching(/^[12]\n$/) as string, // the launcher is one file
    stderr: `dcv needs Node ${MIN_NODE} or later; this is 18.20.8\n`,
  });
});

test.each([...ENTRY_POINTS, "dist/lib/cli/require-node.js"])("%s uses no syntax newer than ES2015", (path) => {
  const text = readFileSync(join(REPOSITORY, path), "utf8");
  const options = { target: ts.ScriptTarget.ES2015, module: ts.ModuleKind.CommonJS, removeComments: true };
  const print = (target: ts.ScriptTarget): string =>
    ts.transpileModule(text, { compilerOptions: { ...options, target, allowJs: true } }).outputText;
  // The compiler rewrites what is newer than its target, and leaves the rest as it is.
  expect(print(ts.ScriptTarget.ES2015)).toBe(print(ts.ScriptTarget.ESNext));
});
