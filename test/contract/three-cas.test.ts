/** One file with all CAs in one plan, and names that one of them covers. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";
import { dcv } from "../support/cli";
import { simulate } from "../support/scenarios";
import { NCLOUD_AUTH, NOW, SECRETS, SECTIGO_AUTH } from "./provider-cases";

const SCENARIO = `version: 1
now: "${new Date(NOW).toISOString()}"
sectigo:
  ${SECTIGO_AUTH}
  domains: [{ domain: s.example.com, validated: "2026-11-01" }]
ncloud:
  ${NCLOUD_AUTH}
  certificates:
    - certificateNo: 7
      domains: [n.example.com]
      validations: [{ domain: n.example.com, validSn: 1, registered: "2026-11-01", validated: "2026-11-01" }]
digicert:
  apiKey: ${SECRETS[2]}
  domains:
    - { domain: example.com, validated: "2026-11-01" }
    - { domain: files.example, validated: "2026-11-01", method: http-token }
    - { domain: off.example, validated: "2026-11-01", active: false }
    - { domain: pending.example, submitted: "2026-11-20" }
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-three-cas-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function planOf(domains: string, args: readonly string[] = []) {
  const { url, requests } = await simulate(SCENARIO, NOW);
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1
providers:
  sectigo: { type: sectigo, url: "${url}/api", auth: { login: reader, password: "\${A}", customerUri: acme } }
  ncloud: { type: ncloud, url: "${url}", auth: { accessKey: ACCESSKEY00000000001, secretKey: "\${B}" } }
  digicert: { type: digicert, url: "${url}/services/v2", auth: { apiKey: "\${B}" } }
${domains}`,
  );
  const env = { A: SECRETS[0], B: SECRETS[2] };
  const result = await dcv(["plan", "--output", "json", ...args], { cwd: directory, now: NOW, env });
  const { changes } = JSON.parse(result.stdout) as {
    changes: { address: string; reason: string; live: { covered_by?: string } | null }[];
  };
  const said = changes.map(({ address, reason, live }) => [address, reason, live?.covered_by ?? null]);
  return { said, requests };
}

test("three CAs in one plan; a wildcard and subdomains are as valid as the name above them, unless a file validated it", async () => {
  const { said } = await planOf(`domains:
  - { name: s.example.com, provider: sectigo }
  - { name: n.example.com, provider: ncloud }
  - { name: "*.example.com", provider: digicert }
  - { name: a.b.example.com, provider: digicert }
  - { name: www.files.example, provider: digicert }
  - { name: off.example, provider: digicert }
`);
  expect(said).toEqual([
    ["digicert/*.example.com", "valid", "example.com"],
    ["digicert/a.b.example.com", "valid", "example.com"],
    ["digicert/files.example", "not_declared", null],
    ["digicert/off.example", "inactive", null],
    ["digicert/pending.example", "not_declared", null],
    ["digicert/www.files.example", "not_found", null],
    ["ncloud/n.example.com", "valid", null],
    ["sectigo/s.example.com", "valid", null],
  ]);
});

test("what covers a name serves it whatever DNS method is declared, but neither a file nor the name itself", async () => {
  const { said } = await planOf(`domains:
  - { name: example.com, provider: digicert, method: TXT }
  - { name: a.example.com, provider: digicert, method: CNAME }
  - { name: b.example.com, provider: digicert, method: TXT }
  - { name: c.example.com, provider: digicert, method: HTTP }
`);
  const wanted = said.filter(([address]) => address?.startsWith("digicert/") && address.endsWith("example.com"));
  expect(wanted).toEqual([
    ["digicert/a.example.com", "valid", "example.com"],
    ["digicert/b.example.com", "valid", "example.com"],
    ["digicert/c.example.com", "not_found", null],
    ["digicert/example.com", "method_drift", null],
  ]);
});

test("the look-up of a name alone comes to what the listing does, also where nothing is validated", async () => {
  const domains =
    "domains: [{ name: www.pending.example, provider: digicert }, { name: www.off.example, provider: digicert }]\n";
  const alone = await planOf(domains, ["--provider", "digicert"]);
  const listed = await planOf(domains);
  const wanted = listed.said.filter(([address]) => address?.includes("www."));
  expect(alone.said).toEqual(wanted);
  expect(wanted).toEqual([
    ["digicert/www.off.example", "inactive", "off.example"],
    ["digicert/www.pending.example", "order_submitted", "pending.example"],
  ]);
});

test("a few selected names are looked up with the names above them, without the listing", async () => {
  const domains =
    "domains: [{ name: a.b.example.com, provider: digicert }, { name: www.files.example, provider: digicert }]\n";
  const { said, requests } = await planOf(domains, ["--domain", "*.example.com", "--domain", "www.files.example"]);
  expect(said).toEqual([
    ["digicert/a.b.example.com", "valid", "example.com"],
    ["digicert/www.files.example", "not_found", null],
  ]);
  const searched = requests.map(({ path }) => new URLSearchParams(path.split("?")[1]).get("filters[search]"));
  expect(searched).toEqual(["a.b.example.com", "www.files.example", "b.example.com", "files.example", "example.com"]);
});

describe("what a validation covers is a setting of each provider", () => {
  const ESTATE = `version: 1
now: "${new Date(NOW).toISOString()}"
sectigo:
  ${SECTIGO_AUTH}
  domains:
    - { domain: example.com, validated: "2026-11-01" }
    - { domain: files.example, validated: "2026-11-01", method: HTTP }
    - { domain: pending.example, submitted: "2026-11-20" }
ncloud:
  ${NCLOUD_AUTH}
  certificates:
    - certificateNo: 7
      domains: [example.com, pending.example]
      validations:
        - { domain: example.com, validSn: 1, registered: "2026-11-01", validated: "2026-11-01" }
        - { domain: pending.example, validSn: 2, registered: "2026-11-20", status: VALID_STATUS_REG, validYn: N }
digicert:
  apiKey: ${SECRETS[2]}
  domains:
    - { domain: example.com, validated: "2026-11-01" }
    - { domain: files.example, validated: "2026-11-01", method: http-token }
    - { domain: pending.example, submitted: "2026-11-20" }
`;
  const PROVIDERS = {
    sectigo: '/api", auth: { login: reader, password: "${A}", customerUri: acme }',
    ncloud: '", auth: { accessKey: ACCESSKEY00000000001, secretKey: "${B}" }',
    digicert: '/services/v2", auth: { apiKey: "${B}" }',
  };
  const NAMES = ["*.example.com", "a.b.example.com", "www.files.example", "www.pending.example"];

  const VALID_ABOVE = ["valid", "2026-11-01", "example.com"];
  const PENDING_ABOVE = ["order_submitted", null, "pending.example"];
  const NOT_FOUND = ["not_found", null, null];
  const COVERED = [VALID_ABOVE, VALID_ABOVE, NOT_FOUND, PENDING_ABOVE];
  const ALONE = NAMES.map(() => NOT_FOUND);

  test.each([
    ["sectigo", "as the CA is", "", ALONE],
    ["sectigo", "entry", ", coverage: entry", ALONE],
    ["sectigo", "authorization-domain", ", coverage: authorization-domain", COVERED],
    ["ncloud", "as the CA is", "", ALONE],
    ["ncloud", "entry", ", coverage: entry", ALONE],
    ["ncloud", "authorization-domain", ", coverage: authorization-domain", COVERED],
    ["digicert", "as the CA is", "", COVERED],
    ["digicert", "entry", ", coverage: entry", ALONE],
    ["digicert", "authorization-domain", ", coverage: authorization-domain", COVERED],
  ] as const)("%s, %s", async (type, _, setting, expected) => {
    const { url } = await simulate(ESTATE, NOW);
    writeFileSync(
      join(directory, "domains.yaml"),
      `version: 1
providers:
  ca: { type: ${type}, minimumPresentPercent: 0, url: "${url}${PROVIDERS[type]}${setting} }
domains: ${JSON.stringify(NAMES)}
`,
    );
    const env = { A: SECRETS[0], B: SECRETS[2] };
    for (const args of [[], ...NAMES.slice(1).map((name) => ["--domain", name])]) {
      const { stdout } = await dcv(["plan", "--output", "json", ...args], { cwd: directory, now: NOW, env });
      const { changes, providers } = JSON.parse(stdout) as PlanDocument;
      expect(providers).toMatchObject([{ complete: true, error: null, warnings: [] }]);
      const said = changes
        .filter(({ declared }) => declared !== null)
        .map(({ domain, reason, live }) => [
          domain,
          [reason, live?.validated_at?.slice(0, 10) ?? null, live?.covered_by ?? null],
        ]);
      const wanted = NAMES.map((name, index) => [name, expected[index]] as const);
      const selected = args[1];
      expect(Object.fromEntries(said)).toEqual(
        Object.fromEntries(wanted.filter(([name]) => selected === undefined || name === selected)),
      );
    }
  });
});
