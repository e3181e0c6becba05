/** From an empty folder to a plan: `dcv init`, `dcv check`, `dcv import`, against the embedded CAs over real HTTP. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { dcv } from "../../support/cli";
import type { CliOptions, CliResult } from "../../support/cli";
import { simulate } from "../../support/scenarios";

const SECRETS = ["login-of-test", "password-of-test", "uri-of-test", "access-of-test", "secret-of-test"] as const;
const [LOGIN, PASSWORD, URI, ACCESS, SECRET] = SECRETS;
const CREDENTIALS = {
  SCM_LOGIN: LOGIN,
  SCM_PASSWORD: PASSWORD,
  SCM_CUSTOMER_URI: URI,
  NCLOUD_ACCESS_KEY: ACCESS,
  NCLOUD_SECRET_KEY: SECRET,
};
const SECTIGO_AUTH = { login: LOGIN, password: PASSWORD, customerUri: URI };
const NCLOUD_AUTH = { accessKey: ACCESS, secretKey: SECRET };

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dcv-import-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name = "domains.yaml"): string => readFileSync(join(folder, name), "utf8");
const write = (text: string, name = "domains.yaml"): void => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};

/** Runs dcv in the folder; no secret may be in what it says, or in its file. */
async function run(args: readonly string[], env: CliOptions["env"], options: CliOptions = {}): Promise<CliResult> {
  const result = await dcv(args, { cwd: folder, env: { ...CREDENTIALS, ...env }, ...options });
  for (const secret of SECRETS) expect(result.stdout + result.stderr).not.toContain(secret);
  return result;
}

async function serve(scenario: object): Promise<Readonly<Record<string, string>>> {
  const { url } = await simulate(JSON.stringify({ version: 1, ...scenario }));
  return { SCM_URL: `${url}/api`, NCLOUD_CERTIFICATE_MANAGER_URL: url };
}

/** 300 names at one CA and 50 at the other. */
const ESTATE = {
  sectigo: {
    auth: SECTIGO_AUTH,
    domains: [
      { domain: "n{n}.example.com", count: 200, validated: "-20d" },
      { domain: "*.n{n}.example.org", count: 50, validated: "-20d", method: "TXT" },
      { domain: "n{n}.example.org", count: 50, validated: "-20d" },
    ],
  },
  ncloud: {
    auth: NCLOUD_AUTH,
    certificates: Array.from({ length: 50 }, (_, index) => ({
      certificateNo: 1000 + index,
      domains: [`n${index}.example.kr`],
      validations: [
        { domain: `n${index}.example.kr`, validSn: index + 1, registered: "-20d", validated: "-20d", txtId: 1 },
      ],
    })),
  },
};

interface Judged {
  readonly code: number;
  readonly plan: PlanDocument;
}

async function plan(env: CliOptions["env"], ...args: readonly string[]): Promise<Judged> {
  const { code, stdout } = await run(["plan", "--output", "json", ...args], env);
  return { code, plan: JSON.parse(stdout) as PlanDocument };
}

/** The findings that a plan right after an import must not have. */
function avoidable({ findings }: PlanDocument): readonly unknown[] {
  return findings.filter(({ rule, waiver }) => waiver === null && ["method-drift", "undeclared-domain"].includes(rule));
}

test("three commands lead from an empty folder to a plan of 350 domains, and a second import changes no byte", async () => {
  const env = await serve(ESTATE);
  const init = await run(["init", "--type", "sectigo", "--type", "ncloud"], env);
  expect(init).toMatchObject({ code: 0, stderr: "" });
  expect(init.stdout).toMatch(/^sectigo: account [0-9a-f]{16}; role not reported; 300 domains visible; may /m);
  expect(init.stdout).toMatch(/^ncloud: account [0-9a-f]{16}; role not reported; 50 domains visible; may /m);
  expect(read()).toMatch(/^domains: \[\]$/m);

  const check = await run(["check"], env);
  expect(check).toMatchObject({ code: 0, stderr: "" });
  expect(check.stdout.split("\n")).toEqual([
    expect.stringMatching(/^ok {4}sectigo: .*; 300 domains visible; .*; clocks agree$/),
    expect.stringMatching(/^ok {4}ncloud: .*; 50 domains visible; .*; clocks agree$/),
    "",
  ]);

  const imported = await run(["import"], env);
  expect(imported).toEqual({
    code: 0,
    stdout: "domains.yaml: 350 domains added (300 at sectigo, 50 at ncloud)\n350 domains declared; next: dcv plan\n",
    stderr: "",
  });
  const first = read();
  for (const secret of SECRETS) expect(first).not.toContain(secret);
  expect(first).toContain(`
  - { name: n9.example.org, provider: sectigo, method: CNAME }
  - { name: "*.n9.example.org", provider: sectigo, method: TXT }
`);
  expect(first).toContain(`  - { name: n7.example.kr, provider: ncloud, method: TXT, certificateNo: "1007" }\n`);

  const judged = await plan(env);
  expect(judged.code).toBe(0);
  expect(judged.plan.summary).toMatchObject({ undeclared: 0 });
  expect(avoidable(judged.plan)).toEqual([]);

  const again = await run(["import"], env);
  expect(again.stdout).toBe("domains.yaml: no domain is missing\n350 domains declared; next: dcv plan\n");
  expect(read()).toBe(first);
});

test("init refuses to replace a file, under either of the names that are found", async () => {
  for (const name of ["domains.yaml", "domains.yml"]) {
    write("# mine\n", name);
    const result = await run(["init", "--type", "sectigo"], {});
    expect(result.code).toBe(1);
    expect(result.stderr).toBe(
      `dcv: ${name} exists and is not replaced; add providers to it by hand, or name a new file with --output\n`,
    );
    expect(read(name)).toBe("# mine\n");
    rmSync(join(folder, name));
  }
});
