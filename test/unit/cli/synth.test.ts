/** A synthesis that fails leaves no stack that looks current. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { at } from "../../support/domains";
import { dcv } from "../../support/cli";

const FILE = `version: 1
providers:
  demo: { type: sectigo, url: simulator, auth: { login: demo, password: demo, customerUri: demo } }
domains: [www.example.com]
policies: { enforcement: advisory }
`;

let directory: string;
const path = (...parts: readonly string[]): string => join(directory, "out", "stacks", "dcv", ...parts);
const synth = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  dcv(["synth", "--out", "out", ...args], { cwd: directory, now: at("2026-11-21"), env });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "dcv-synth-"));
  writeFileSync(join(directory, "domains.yaml"), FILE);
  expect((await synth()).code).toBe(0);
  expect(existsSync(path("cdk.tf.json")) && existsSync(path("plan.json"))).toBe(true);
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each<
  [string, { readonly files?: () => void; readonly args?: readonly string[]; readonly env?: Record<string, string> }]
>([
  ["a file with errors", { files: () => writeFileSync(join(directory, "domains.yaml"), "version: 1\n") }],
  [
    "a CA that is down",
    { files: () => writeFileSync(join(directory, "domains.yaml"), FILE.replace("simulator", '"http://127.0.0.1:9"')) },
  ],
  ["a file that is gone", { files: () => rmSync(join(directory, "domains.yaml")) }],
  ["two files of which either may be meant", { files: () => writeFileSync(join(directory, "domains.yml"), FILE) }],
  ["an unknown option", { args: ["--as-off", "2026-11-21"] }],
  ["an unknown option before the folder", { args: ["--as-off", "2026-11-21", "--out=out"] }],
  ["a date that is none", { args: ["--as-of", "tomorrow", "--out", "out"] }],
  ["an argument too many", { args: ["now"] }],
  ["two names of one option", { args: ["--within", "20", "--expires-in", "30"] }],
  ["a date before any rule", { args: ["--as-of", "0206-11-21"] }],
  ["HCL output", { env: { SYNTH_HCL_OUTPUT: "true" } }],
  [
    "a link in the place of the stack",
    {
      files: () => {
        renameSync(path("cdk.tf.json"), join(directory, "..", `${basename(directory)}.json`));
        symlinkSync(join(directory, "..", `${basename(directory)}.json`), path("cdk.tf.json"));
        rmSync(join(directory, "domains.yaml"));
      },
    },
  ],
])("%s", async (_, { files, args = [], env = {} }) => {
  files?.();
  const { code, stdout } = await synth(args, env);
  expect([code, stdout]).toEqual([1, ""]);
  expect(readdirSync(path())).toEqual([]);
});

test("help removes nothing", async () => {
  expect((await synth(["--help"])).code).toBe(0);
  expect(existsSync(path("cdk.tf.json"))).toBe(true);
});

test("the state and files of others stay", async () => {
  mkdirSync(path("modules"));
  writeFileSync(path("modules", "main.tf"), "# ours\n");
  writeFileSync(join(directory, "out", "terraform.dcv.tfstate"), "{}");
  rmSync(join(directory, "domains.yaml"));
  await synth();
  expect(readFileSync(path("modules", "main.tf"), "utf8")).toBe("# ours\n");
  expect(readFileSync(join(directory, "out", "terraform.dcv.tfstate"), "utf8")).toBe("{}");
});
