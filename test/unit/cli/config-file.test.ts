/** Which configuration file a command reads, and what can be said of its reading. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../../support/cli";
import { REPOSITORY } from "../../support/tables";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-config-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const HEAD = `version: 1
providers:
  p: { type: sectigo, auth: { login: l, password: p, customerUri: c } }
`;
const file = (name: string, text = `${HEAD}domains: [a.example.com]\n`): void =>
  writeFileSync(join(directory, name), text);
const validate = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}, stdin = "") =>
  dcv(["validate", ...args], { cwd: directory, env, stdin });

test.each<[string, readonly string[], readonly string[], Readonly<Record<string, string>>, string]>([
  ["domains.yaml of the working directory", ["domains.yaml"], [], {}, "domains.yaml"],
  ["else domains.yml", ["domains.yml"], [], {}, "domains.yml"],
  [
    "before them, the file that DCV_CONFIG names",
    ["domains.yaml", "other.yaml"],
    [],
    { DCV_CONFIG: "other.yaml" },
    "other.yaml",
  ],
  ["an empty DCV_CONFIG names none", ["domains.yaml"], [], { DCV_CONFIG: "" }, "domains.yaml"],
  [
    "before all, the file that --config names",
    ["a.yaml", "b.yaml"],
    ["--config", "a.yaml"],
    { DCV_CONFIG: "b.yaml" },
    "a.yaml",
  ],
])("a command reads %s", async (_, files, args, env, expected) => {
  for (const name of files) file(name);
  expect(await validate(args, env)).toEqual({
    code: 0,
    stdout: `${expected} is valid: 1 domain at 1 provider\n`,
    stderr: "",
  });
});

test("both names in one directory are refused", async () => {
  file("domains.yaml");
  file("domains.yml");
  expect(await validate()).toMatchObject({
    code: 1,
    stderr: "dcv: domains.yaml and domains.yml are both here; remove one of them, or name one with --config\n",
  });
});

test("without a file, the message says how to write one", async () => {
  const { code, stderr } = await validate();
  expect([code, stderr]).toEqual([1, expect.stringContaining("dcv init writes a new one")]);
});

test("--config twice is an error", async () => {
  file("a.yaml");
  const { code, stderr } = await validate(["--config", "a.yaml", "--config", "b.yaml"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("It is given twice; name one file")]);
});

test("- reads standard input, from which relative paths are those of the working directory", async () => {
  file("team.yaml", "domains: [{ name: b.example.com, provider: p }]\n");
  const text = `${HEAD}include: [team.yaml]\ndomains: [a.example.com]\n`;
  expect(await validate(["--config", "-"], {}, text)).toMatchObject({
    code: 0,
    stdout: "standard input and 1 included file are valid: 2 domains at 1 provider\n",
  });
});

test.each([
  ["a problem", "domains: [", /^standard input:1:11 {2}yaml-/],
  ["bytes that are no text", "a: \u0000", /^standard input:1:4 {2}control-character/],
  ["more than a file may hold", "#".repeat(9 * 1024 * 1024), /^standard input:1:1 {2}file-too-large/],
])("standard input with %s", async (_, text, expected) => {
  const { code, stderr } = await validate(["--config", "-"], {}, text);
  expect([code, stderr]).toEqual([1, expect.stringMatching(expected)]);
});

test("--changed-since needs a file", async () => {
  const text = `${HEAD}domains: [a.example.com]\n`;
  const args = ["plan", "--config", "-", "--changed-since", "main"];
  const { code, stderr } = await dcv(args, { cwd: directory, stdin: text });
  expect([code, stderr]).toEqual([1, "dcv: --changed-since main: this needs a file, not standard input\n"]);
});

test("validate --verbose lists the files that it reads", async () => {
  mkdirSync(join(directory, "teams"));
  file("domains.yaml", `${HEAD}include: ["teams/*.yaml"]\n`);
  file("teams/b.yaml", "domains: [{ name: b.example.com, provider: p }]\n");
  file("teams/a.yaml", "domains: [{ name: a.example.com, provider: p }]\n");
  expect(await validate(["--verbose"])).toEqual({
    code: 0,
    stdout: "domains.yaml and 2 included files are valid: 2 domains at 1 provider\n",
    stderr: "read domains.yaml\nread teams/a.yaml\nread teams/b.yaml\n",
  });
});

test("a signal is handled while a large file is read", async () => {
  const entries = Array.from(
    { length: 15_000 },
    (_, i) => `  - { name: d${i}.example.com, owner: us, method: CNAME }\n`,
  );
  file("domains.yaml", `${HEAD}domains:\n${entries.join("")}`);
  expect(await dcv(["validate"], { cwd: directory, interruptAfterMs: 50 })).toEqual({
    code: 130,
    stdout: "",
    stderr: "",
  });
});

test("the example with an owner for each file is valid", async () => {
  const env = { SCM_LOGIN: "l", SCM_PASSWORD: "p", SCM_CUSTOMER_URI: "c" };
  expect(await dcv(["validate"], { cwd: join(REPOSITORY, "examples/codeowners"), env })).toMatchObject({
    code: 0,
    stdout: "domains.yaml and 2 included files are valid: 3 domains at 1 provider, 1 waiver\n",
  });
});
