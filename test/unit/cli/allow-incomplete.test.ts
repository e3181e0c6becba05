/** `--allow-incomplete`: a plan that is not complete stays marked as such; only the exit code is that of what was seen. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../../support/cli";
import { environmentOf, simulate } from "../../support/scenarios";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-incomplete-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const GOOD = "{ domain: www.example.com, validated: -5d }";
const ENDING = "{ domain: www.example.com, validated: -190d }";
const NEVER = "{ domain: www.example.com }";

/** One CA that holds the domain given, and one that is down or up. */
async function plan(domain: string, fault: "down" | "up", args: readonly string[]) {
  const simulator = await simulate(`version: 1
sectigo: { domains: [${domain}] }
ncloud: { certificates: [] }
faults: ${fault === "down" ? "[{ on: ncloud.certificates, status: 400 }]" : "[]"}
`);
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
  ncloud: { type: ncloud, url: "\${NCLOUD_CERTIFICATE_MANAGER_URL}", auth: { accessKey: demo, secretKey: demo } }
domains: [{ name: www.example.com, provider: sectigo }]
`,
  );
  return dcv(["plan", ...args], { cwd: directory, env: environmentOf(simulator) });
}

const warning = (code: number): string =>
  `dcv: warning: not everything could be seen; the exit code is that of the part that was seen (${code}, not 1): --allow-incomplete\n`;

test.each([
  ["0: nothing to do", GOOD, [], 0],
  ["0: changes are pending, and nobody asked", ENDING, [], 0],
  ["2: changes are pending", ENDING, ["--detailed-exitcode"], 2],
  ["3: policy is violated", NEVER, [], 3],
  ["0: policy is violated, but only advisory", NEVER, ["--enforcement", "advisory"], 0],
])("%s, as far as it was seen", async (_, domain, args, code) => {
  const [without, allowed] = [
    await plan(domain, "down", args),
    await plan(domain, "down", [...args, "--allow-incomplete"]),
  ];
  expect([without.code, allowed.code]).toEqual([1, code]);
  expect(without.stderr).not.toContain("--allow-incomplete");
  expect(allowed.stderr).toBe(without.stderr + warning(code));
});

test("the plan says in each format that it is not complete", async () => {
  const json = await plan(GOOD, "down", ["--allow-incomplete", "--output", "json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ complete: false, verdict: "error" });
  expect((await plan(GOOD, "down", ["--allow-incomplete"])).stdout).toContain("\nNot complete: ");
});

test("nothing is said where it makes no difference", async () => {
  const { code, stderr } = await plan(NEVER, "up", ["--allow-incomplete"]);
  expect([code, stderr]).toEqual([3, ""]);
});

test("it covers no file that is wrong", async () => {
  writeFileSync(join(directory, "bad.yaml"), "version: 1\n");
  const { code, stderr } = await dcv(["plan", "--config", "bad.yaml", "--allow-incomplete"], { cwd: directory });
  expect([code, stderr.includes("--allow-incomplete")]).toEqual([1, false]);
});

test("it covers no output that cannot be written", async () => {
  const { code, stderr } = await plan(GOOD, "down", ["--allow-incomplete", "--output", "json=no/such/plan.json"]);
  expect(code).toBe(1);
  expect(stderr).toContain("cannot write");
  expect(stderr).not.toContain("--allow-incomplete");
});
