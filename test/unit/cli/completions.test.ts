/** What the shell is offered on TAB, and what it runs to ask for it. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHELLS } from "../../../lib/cli/commands/completion";
import { completionsFor } from "../../../lib/cli/completions";
import { createProgram } from "../../../lib/cli/main";
import { processHost } from "../../../lib/cli/process-host";
import { VERSION } from "../../../lib/run/package-root";
import { dcv } from "../../support/cli";
import { testIf } from "../../support/needs-program";

const program = createProgram(processHost(), () => undefined);
const KNOWN = {
  rules: ["dcv-reuse-limit", "not-validated"],
  domains: ["example.com", "www.example.com"],
  owners: ["web@example.com"],
  labels: ["env=production", "env=staging"],
  providers: ["sectigo", "ncloud"],
};
const names = async (line: string): Promise<readonly string[] | string> => {
  const found = await completionsFor(program, line, () => Promise.resolve(KNOWN));
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
  ["the format of an output", "dcv plan --output jun", ["junit"]],
  ["a format that the command does not have", "dcv list --output jun", []],
  ["the file of an output", "dcv plan --output json=pl", "files"],
  ["a rule or a domain", "dcv explain ", [...KNOWN.rules, ...KNOWN.domains]],
  ["a rule", "dcv explain --as-of 2027-03-15 not", ["not-validated"]],
  ["a value that is no file", "dcv plan --as-of ", []],
  ["a second argument", "dcv state show ", "files"],
  ["one of many arguments", "dcv evidence a.example www", ["www.example.com"]],
  ["a name to select", "dcv plan --domain w", ["www.example.com"]],
  ["an owner", "dcv list --owner ", KNOWN.owners],
  ["a label", "dcv explain not-validated --label env=s", ["env=staging"]],
  ["a provider", "dcv import --provider n", ["ncloud"]],
  ["the help of a command", "dcv help pl", ["plan"]],
  ["a command that is not known", "dcv paln --a", []],
  ["what is used by the shell only is not offered", "dcv completion-", []],
])("%s", async (_, line, expected) => {
  expect(await names(line)).toEqual(expected);
});

test("without a word all commands are offered, in their order", async () => {
  expect(await names("dcv ")).toEqual(expect.arrayContaining(["plan", "list", "validate", "--version"]));
});

test("zsh and fish get the descriptions beside the names", async () => {
  const env = { COMP_LINE: "dcv pl", COMP_POINT: "6", COMP_CWORD: "1" };
  const ask = async (SHELL: string) =>
    (await dcv(["completion-server", "--", "dcv", "pl"], { env: { ...env, SHELL } })).stdout;
  expect(await ask("zsh")).toMatch(/^plan:Read the CAs/);
  expect(await ask("/usr/bin/fish")).toMatch(/^plan\tRead the CAs/);
  expect(await ask("tcsh")).toBe("");
});

describe("a shell completes through the printed script", () => {
  const directory = mkdtempSync(join(tmpdir(), "dcv-completion-"));
  const bin = join(__dirname, "../../../dist/lib/cli/bin.js");
  const env = { PATH: `${directory}:${process.env.PATH ?? ""}`, HOME: directory, TERM: "dumb" };
  const ask = (shell: string, script: string): readonly string[] =>
    execFileSync(shell, ["-c", script], { env, cwd: directory, encoding: "utf8" }).trim().split(/\s*\n/);
  beforeAll(async () => {
    writeFileSync(join(directory, "dcv"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
    chmodSync(join(directory, "dcv"), 0o755);
    // Without the variables of the CA: a shell that completes may not have them.
    const provider = '{ type: sectigo, auth: { login: "${L}", password: "${P}", customerUri: "${C}" } }';
    writeFileSync(
      join(directory, "domains.yaml"),
      `version: 1\nproviders: { sectigo: ${provider} }\ndomains: [{ name: www.example.com, owner: web@example.com }]\n`,
    );
    for (const shell of SHELLS) {
      writeFileSync(join(directory, `completion.${shell}`), (await dcv(["completion", shell])).stdout);
    }
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const LINES: readonly (readonly [string, readonly string[]])[] = [
    ["dcv valid", ["validate"]],
    ["dcv plan --output sar", ["sarif"]],
    ["dcv explain www", ["www.example.com"]],
    ["dcv explain reuse", ["reuse-cliff"]],
  ];

  test.each(LINES)("bash: %s", (line, expected) => {
    const words = line.split(" ");
    const script = `source "${directory}/completion.bash"
      COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; COMP_LINE="${line}"; COMP_POINT=${line.length}
      _dcv_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(ask("bash", script)).toEqual(expected);
  });

  const isThere = (program: string): boolean => existsSync(`/usr/bin/${program}`) || existsSync(`/bin/${program}`);
  testIf(isThere("fish"), "fish, which is not in /usr/bin", "fish", () => {
    for (const [line, expected] of LINES) {
      // Only a fish at a terminal has a command line; here a stand-in holds it.
      const script = `function commandline
          switch $argv[1]
            case -o; string split ' ' -- "${line}"
            case -C; echo ${line.length}
          end
        end
        source "${directory}/completion.fish"; _dcv_completion`;
      expect(ask("fish", script).map((one) => one.split("\t")[0])).toEqual(expected);
    }
  });
  testIf(isThere("zsh"), "zsh, which is not in /usr/bin", "zsh", () => {
    for (const [line, expected] of LINES) {
      const words = line.split(" ");
      // A stand-in for zsh's own part of the work shows what it would be given.
      const script = `compdef() { :; }; _files() { print files; }; _describe() { print -rl -- "\${reply[@]}"; }
        source "${directory}/completion.zsh"
        words=(${line}); CURRENT=${words.length}; BUFFER="${line}"; CURSOR=${line.length}; _dcv_completion`;
      expect(ask("zsh", script).map((one) => one.split(":")[0])).toEqual(expected);
    }
  });
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
