/** What the shell is offered on TAB, and what it runs to ask for it. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completionsFor } from "../../../lib/cli/completions";
import { createProgram } from "../../../lib/cli/main";
import { processHost } from "../../../lib/cli/process-host";
import { VERSION } from "../../../lib/run/package-root";
import { dcv } from "../../support/cli";

const program = createProgram(processHost(), () => undefined);
const names = (line: string): readonly string[] | string => {
  const found = completionsFor(program, line);
  return found === "files" ? found : found.map(({ name }) => name);
};

test.each<[string, string, readonly string[] | string]>([
  ["the beginning of a command", "dcv pl", ["plan"]],
  ["the beginning of an option of the program", "dcv --ver", ["--version"]],
  ["the beginning of an option", "dcv plan --as", ["--as-of"]],
  ["the value of an option with choices", "dcv plan --enforcement a", ["advisory"]],
  ["the value of an option that takes a file", "dcv plan --config ", "files"],
  ["an argument that is a file", "dcv render ", "files"],
  ["an argument with choices", "dcv completion z", ["zsh"]],
  ["a command that is not known", "dcv paln --a", []],
  ["what is used by the shell only is not offered", "dcv completion-", []],
])("%s", (_, line, expected) => {
  expect(names(line)).toEqual(expected);
});

test("without a word all commands are offered, in their order", () => {
  expect(names("dcv ")).toEqual(expect.arrayContaining(["plan", "list", "validate", "--version"]));
});

test("zsh and fish get the descriptions beside the names", async () => {
  const env = { COMP_LINE: "dcv pl", COMP_POINT: "6", COMP_CWORD: "1" };
  const ask = async (SHELL: string) =>
    (await dcv(["completion-server", "--", "dcv", "pl"], { env: { ...env, SHELL } })).stdout;
  expect(await ask("zsh")).toMatch(/^plan:Read the CAs/);
  expect(await ask("/usr/bin/fish")).toMatch(/^plan\tRead the CAs/);
  expect(await ask("tcsh")).toBe("");
});

test("bash completes a command through the printed script", async () => {
  const directory = mkdtempSync(join(tmpdir(), "dcv-completion-"));
  const { stdout: script } = await dcv(["completion", "bash"]);
  const bin = join(__dirname, "../../../dist/lib/cli/bin.js");
  writeFileSync(join(directory, "dcv"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  chmodSync(join(directory, "dcv"), 0o755);
  writeFileSync(join(directory, "completion.bash"), script);
  const ask = `
    source "${directory}/completion.bash"
    COMP_WORDS=(dcv valid); COMP_CWORD=1; COMP_LINE="dcv valid"; COMP_POINT=9
    _dcv_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { PATH: `${directory}:${process.env.PATH ?? ""}` };
  expect(execFileSync("bash", ["-c", ask], { env, encoding: "utf8" })).toBe("validate\n");
  rmSync(directory, { recursive: true });
});

test("the version is said in three ways", async () => {
  expect((await dcv(["-v"])).stdout).toBe(`${VERSION}\n`);
  expect((await dcv(["version"])).stdout).toBe(`${VERSION}\n`);
  expect(JSON.parse((await dcv(["version", "--json"])).stdout)).toEqual({
    version: VERSION,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  });
});

test("dcv help COMMAND is the help of that command", async () => {
  expect((await dcv(["help", "plan"])).stdout).toBe((await dcv(["plan", "--help"])).stdout);
});
