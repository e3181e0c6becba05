/** A synthesis that fails leaves no stack that looks current. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
const path = (...parts: readonly string[]): string => join(directory, "out", "stacks", "dcv", ...parts);
const synth = (...args: readonly string[]) =>
  dcv(["synth", "--out", "out", ...args], { cwd: directory, now: at("2026-11-21") });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "dcv-synth-"));
  writeFileSync(join(directory, "domains.yaml"), FILE);
  expect((await synth()).code).toBe(0);
  expect(existsSync(path("cdk.tf.json")) && existsSync(path("plan.json"))).toBe(true);
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each<[string, () => void]>([
  ["a file with errors", () => writeFileSync(join(directory, "domains.yaml"), "version: 1\n")],
  [
    "a CA that is down",
    () => writeFileSync(join(directory, "domains.yaml"), FILE.replace("simulator", '"http://127.0.0.1:9"')),
  ],
  ["a file that is gone", () => rmSync(join(directory, "domains.yaml"))],
])("%s", async (_, break_) => {
  break_();
  const { code, stdout } = await synth();
  expect([code, stdout]).toEqual([1, ""]);
  expect(existsSync(path("cdk.tf.json")) || existsSync(path("plan.json"))).toBe(false);
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
