/** `dcv list`: the query of Sectigo's own article, alone. */
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../../support/cli";
import { environmentOf, simulate } from "../../support/scenarios";

const ARTICLE = ["list", "--provider", "sectigo", "--expires-in", "198", "--status", "VALIDATED"];
// 450 domains that are within 198 days of their expiry, and others that the query must leave out.
const ESTATE = `version: 1
sectigo:
  domains:
    - { domain: "host-{n}.example.com", count: 225, validated: -210d, expires: +188d }
    - { domain: "*.host-{n}.example.com", count: 225, validated: -210d, expires: +188d, submitted: -1d }
    - { domain: "later-{n}.example.com", count: 30, validated: -10d, expires: +388d }
    - { domain: "never-{n}.example.com", count: 30 }
`;

describe("the query of the article", () => {
  test("prints exactly the rows of all pages", async () => {
    const simulator = await simulate(ESTATE);
    const { code, stdout, stderr } = await dcv(ARTICLE, { env: environmentOf(simulator) });
    expect([code, stderr]).toEqual([0, ""]);
    const rows = stdout.trimEnd().split("\n");
    expect(rows[0]).toMatch(/^DOMAIN +STATUS +METHOD +VALIDATED +AGE +ORDER +ORDER METHOD +EXPIRES$/);
    expect(rows.at(-1)).toBe("450 domains at sectigo; the dates of 450 take a call each: --dates");
    const names = rows.slice(1, -1).map((row) => row.split(/ +/)[0]);
    const wanted = Array.from({ length: 225 }, (_, i) => [
      `host-${i + 1}.example.com`,
      `*.host-${i + 1}.example.com`,
    ]).flat();
    expect(names).toEqual(wanted.toSorted());
    expect(simulator.requests.map(({ path }) => path.replace(/.*\?/, ""))).toEqual(
      [0, 200, 400].map((position) => expect.stringContaining(`position=${position}`) as string),
    );
  });

  test("prints them as JSON", async () => {
    const simulator = await simulate(ESTATE);
    const { code, stdout } = await dcv([...ARTICLE, "--output", "json"], { env: environmentOf(simulator) });
    const listing = JSON.parse(stdout) as { complete: boolean; domains: { domain: string; live: object }[] };
    expect([code, listing.complete, listing.domains.length]).toEqual([0, true, 450]);
    expect(listing.domains.find(({ domain }) => domain === "*.host-7.example.com")?.live).toEqual({
      status: "VALIDATED",
      method: "CNAME",
      order_status: "SUBMITTED",
      order_method: "CNAME",
      order_submitted_at: null,
      validated_at: null,
      expires_on: "2027-05-28",
      challenge: null,
    });
  });

  test("an empty answer is an answer", async () => {
    const simulator = await simulate("version: 1\nsectigo: { domains: [] }\n");
    const env = environmentOf(simulator);
    expect(await dcv(ARTICLE, { env })).toEqual({ code: 0, stdout: "0 domains at sectigo\n", stderr: "" });
    const { code, stdout } = await dcv([...ARTICLE, "--output", "json"], { env });
    expect([code, (JSON.parse(stdout) as { domains: unknown[] }).domains]).toEqual([0, []]);
  });

  test("the answer of the article itself", async () => {
    const simulator = await simulate(
      `version: 1
sectigo:
  domains:
    - { domain: "*.abcdworktest.uk", method: CNAME, expires: 2026-07-09, status: VALIDATED, orderStatus: SUBMITTED, orderMethod: CNAME }
    - { domain: abcdworktest.uk, method: CNAME, expires: 2026-07-09, status: VALIDATED, orderStatus: SUBMITTED, orderMethod: CNAME }
`,
    );
    const { stdout } = await dcv(ARTICLE, { env: environmentOf(simulator) });
    expect(stdout).toBe(
      `DOMAIN             STATUS     METHOD  VALIDATED  AGE  ORDER      ORDER METHOD  EXPIRES
*.abcdworktest.uk  VALIDATED  CNAME   -          -    SUBMITTED  CNAME         2026-07-09
abcdworktest.uk    VALIDATED  CNAME   -          -    SUBMITTED  CNAME         2026-07-09
2 domains at sectigo
`,
    );
  });
});

describe("the day and the age of a validation", () => {
  const FEW = `version: 1
sectigo:
  domains:
    - { domain: "a{n}.example.com", count: 26, validated: -20d }
    - { domain: "b{n}.example.org", count: 3, validated: -60d, method: TXT }
    - { domain: never.example.org }
ncloud:
  certificates:
    - certificateNo: 1
      domains: [shop.example.kr]
      validations: [{ domain: shop.example.kr, validSn: 3, registered: -40d, validated: -40d, txtId: 1 }]
`;
  const list = async (...args: readonly string[]) => {
    const simulator = await simulate(FEW);
    const { stdout } = await dcv(["list", ...args], { env: environmentOf(simulator) });
    const lines = stdout.trimEnd().split("\n");
    const cells = lines.slice(1, -1).map((line) => line.split(/ {2,}/).slice(0, 5).join(" "));
    return { cells, last: lines.at(-1), calls: simulator.requests.length };
  };

  test("few are asked for one by one", async () => {
    expect(await list("--provider", "sectigo", "--domain", "*.example.org")).toEqual({
      cells: [
        "b1.example.org VALIDATED TXT 2026-09-22 60 d",
        "b2.example.org VALIDATED TXT 2026-09-22 60 d",
        "b3.example.org VALIDATED TXT 2026-09-22 60 d",
        "never.example.org NOT_VALIDATED - - -",
      ],
      last: "4 domains at sectigo",
      calls: 4,
    });
  });

  test("many are asked for with --dates", async () => {
    const without = await list("--provider", "sectigo");
    expect([without.cells[0], without.last, without.calls]).toEqual([
      "a1.example.com VALIDATED CNAME - -",
      "30 domains at sectigo; the dates of 29 take a call each: --dates",
      1,
    ]);
    const withDates = await list("--provider", "sectigo", "--dates");
    expect([withDates.cells[0], withDates.last, withDates.calls]).toEqual([
      "a1.example.com VALIDATED CNAME 2026-11-01 20 d",
      "30 domains at sectigo",
      30,
    ]);
  });

  test("the other CA tells them anyway", async () => {
    expect((await list("--provider", "ncloud")).cells).toEqual(["shop.example.kr VALIDATED TXT 2026-10-12 40 d"]);
  });
});

describe("a part of what is listed", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dcv-list-part-"));
    writeFileSync(
      join(folder, "domains.yaml"),
      `version: 1
providers: { sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } } }
domains:
  - { name: host-1.example.com, owner: web@example.com }
  - { name: host-2.example.com, owner: web@example.com, labels: { env: production } }
  - { name: host-3.example.com, labels: { env: production } }
`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, readonly string[], readonly string[]]>([
    [
      "a pattern",
      ["--domain", "never-1?.example.com", "--domain", "later-30.*"],
      ["later-30", ...Array.from({ length: 10 }, (_, n) => `never-1${n}`)],
    ],
    [
      "a pattern in capitals",
      ["--domain", "HOST-22?.EXAMPLE.COM"],
      ["220", "221", "222", "223", "224", "225"].map((n) => `host-${n}`),
    ],
    ["an owner", ["--owner", "web@*"], ["host-1", "host-2"]],
    ["a label", ["--label", "env=production"], ["host-2", "host-3"]],
    ["an owner and a name", ["--owner", "web@*", "--domain", "host-2.*"], ["host-2"]],
    ["an owner of nothing", ["--owner", "shop@*"], []],
  ])("%s", async (_, args, names) => {
    const env = environmentOf(await simulate(ESTATE));
    const { code, stdout } = await dcv(["list", "--output", "json", ...args], { env, cwd: folder });
    const { domains } = JSON.parse(stdout) as { domains: { domain: string }[] };
    expect([code, domains.map(({ domain }) => domain)]).toEqual([0, names.map((name) => `${name}.example.com`)]);
  });

  test("owners need a file", async () => {
    const { code, stderr } = await dcv(["list", "--type", "sectigo", "--owner", "web@*"], { cwd: folder });
    expect([code, stderr]).toEqual([1, "dcv: owners and labels stand in a file: leave --type out\n"]);
  });
});

test("a status may be written as the CA's documentation has it", async () => {
  const simulator = await simulate(ESTATE);
  const { stdout } = await dcv(["list", "--provider", "sectigo", "--status", "not validated"], {
    env: environmentOf(simulator),
  });
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("30 domains at sectigo");
  expect(simulator.requests[0]?.path).toContain("dcvStatus=NOT_VALIDATED");
});

describe("without a file", () => {
  let empty: string;
  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), "dcv-list-"));
  });
  afterAll(() => rmSync(empty, { recursive: true }));

  test("the credentials come from the environment", async () => {
    const simulator = await simulate(ESTATE);
    const env = { ...environmentOf(simulator), SCM_LOGIN: "demo", SCM_PASSWORD: "demo", SCM_CUSTOMER_URI: "demo" };
    const { code, stdout } = await dcv(["list", "--type", "sectigo"], { env, cwd: empty });
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      "510 domains at sectigo; the dates of 480 take a call each: --dates",
    ]);
  });

  test("OAuth, too", async () => {
    const simulator = await simulate(ESTATE);
    const env = {
      SCM_URL: `${simulator.url}/api`,
      SCM_TOKEN_URL: `${simulator.url}/auth/realms/apiclients/protocol/openid-connect/token`,
      SCM_CLIENT_ID: "demo",
      SCM_CLIENT_SECRET: "demo",
    };
    const { code, stdout } = await dcv(["list", "--type", "sectigo", "--domain", "host-3.example.com"], {
      env,
      cwd: empty,
    });
    expect([code, stdout.split("\n").length]).toEqual([0, 4]);
  });

  test("what is missing there is said by name", async () => {
    const { code, stderr } = await dcv(["list", "--type", "ncloud"], { cwd: empty, env: { NCLOUD_ACCESS_KEY: "x" } });
    expect(code).toBe(1);
    expect(stderr).toContain("missing-variable  the environment variable NCLOUD_SECRET_KEY is not set");
  });

  test("and without a kind either, the way is shown", async () => {
    const { code, stdout, stderr } = await dcv(["list"], { cwd: empty });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("domains.yaml:1:1  no-such-file");
    expect(stderr).toContain("dcv list --type sectigo");
  });
});

describe("choosing a provider", () => {
  test.each([
    ["several and none chosen", ["list"], "choose a CA with --provider: sectigo, ncloud"],
    [
      "one that is not there",
      ["list", "--provider", "sectgo"],
      'there is no provider "sectgo" (declared are sectigo, ncloud); did you mean "sectigo"?',
    ],
    [
      "a status that is none",
      ["list", "--provider", "sectigo", "--status", "VALIDTED"],
      'there is no status "VALIDTED" (VALIDATED, NOT_VALIDATED, EXPIRED, INACTIVE); did you mean "VALIDATED"?',
    ],
    ["a name that is none", ["list", "--provider", "sectigo", "--domain", "a+b"], '--domain "a+b" holds "+"'],
    [
      "Ncloud has no expiry dates",
      ["list", "--provider", "ncloud", "--expires-in", "30"],
      "Ncloud reports no expiry dates",
    ],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await dcv(args);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(message);
  });

  test("the other CA lists too", async () => {
    const { code, stdout } = await dcv(["list", "--provider", "ncloud", "--status", "validated"]);
    expect([code, stdout.split("\n")[1]]).toEqual([
      0,
      "shop.example.kr  VALIDATED  TXT     2026-11-01  20 d  -      -             -",
    ]);
  });

  test("a file with nothing but providers will do", async () => {
    const directory = mkdtempSync(join(tmpdir(), "dcv-list-"));
    writeFileSync(
      join(directory, "cas.yaml"),
      "version: 1\nproviders:\n  n: { type: ncloud, url: simulator, auth: { accessKey: demo, secretKey: demo } }\n",
    );
    expect((await dcv(["list", "--config", "cas.yaml"], { cwd: directory })).code).toBe(0);
    rmSync(directory, { recursive: true });
  });
});

test("a CA that fails in the middle: what was seen is shown, and the exit code is 1", async () => {
  const simulator = await simulate(
    `${ESTATE}faults:\n  - { on: sectigo.list, when: { position: "200" }, status: 400 }\n`,
  );
  const { code, stdout, stderr } = await dcv(ARTICLE, { env: environmentOf(simulator) });
  expect(code).toBe(1);
  expect(stdout).toContain("250 domains at sectigo; NOT COMPLETE");
  expect(stderr).toMatch(/^dcv: sectigo: /);
});

test.each([
  [
    "a status that nobody knows",
    "status: PERHAPS",
    /^dcv: warning: sectigo: row 1 .*has the unknown dcvStatus "PERHAPS"/,
  ],
  ["a row that cannot be read", "extra: { dcvStatus: 1 }", /^dcv: warning: sectigo: row 1 .*cannot be read/],
])("%s is shown and said, and the exit code is 1", async (_, odd, said) => {
  const simulator = await simulate(`version: 1
sectigo: { domains: [{ domain: a.example.com, validated: "2026-10-01", ${odd} }] }
`);
  const { code, stdout, stderr } = await dcv(["list", "--provider", "sectigo"], { env: environmentOf(simulator) });
  expect(stdout).toContain("a.example.com");
  expect(stdout).toContain("1 domain at sectigo; NOT COMPLETE");
  expect(stderr).toMatch(said);
  expect(code).toBe(1);
});
