/** The schedule as users see it: the vectors of the reuse periods come out of `dcv plan --output json`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatInstant } from "../../../lib/core/time";
import { dcv } from "../../support/cli";
import { at } from "../../support/domains";
import { environmentOf, simulate } from "../../support/scenarios";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-schedule-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

interface PlanJson {
  readonly changes: readonly {
    readonly domain: string;
    readonly reuse: {
      readonly usable_until: string;
      readonly usable_until_inclusive: boolean;
      readonly bound_by: string;
    };
  }[];
}

type Vector = readonly [
  validated: string,
  until: string,
  end: "inclusive" | "exclusive",
  boundBy: string,
  method?: string,
];
const BR = "baseline_requirements";

const SCHEDULE: readonly Vector[] = [
  ["2025-08-26", "2026-03-15", "exclusive", BR],
  ["2025-08-27", "2026-03-15", "inclusive", BR],
  ["2025-09-30", "2026-04-18", "inclusive", BR],
  ["2026-02-01T01:01:15Z", "2026-08-20T01:01:15Z", "inclusive", BR],
  ["2026-08-26", "2027-03-14", "inclusive", BR],
  ["2026-08-26T23:59:59Z", "2027-03-14T23:59:59Z", "inclusive", BR],
  ["2026-08-27", "2027-03-15", "exclusive", BR],
  ["2026-10-01", "2027-03-15", "exclusive", BR],
  ["2026-12-04T23:59:59Z", "2027-03-15", "exclusive", BR],
  ["2026-12-05", "2027-03-15", "inclusive", BR],
  ["2026-12-06", "2027-03-16", "inclusive", BR],
  ["2027-03-14", "2027-06-22", "inclusive", BR],
  ["2028-12-04", "2029-03-14", "inclusive", BR],
  ["2028-12-05", "2029-03-15", "exclusive", BR],
  ["2029-03-05", "2029-03-15", "inclusive", BR],
  ["2029-03-06", "2029-03-16", "inclusive", BR],
];
const SECTIGO: readonly Vector[] = [
  ["2025-08-25", "2026-03-12", "exclusive", "ca"],
  ["2025-08-26", "2026-03-12", "inclusive", "ca"],
  ["2026-04-01", "2026-10-16", "inclusive", "ca"],
  ["2026-08-28", "2027-03-14", "inclusive", "ca"],
  ["2026-08-29", "2027-03-15", "exclusive", BR],
  ["2026-12-10", "2027-03-20", "inclusive", BR],
  ["2026-11-21", "2026-12-01", "inclusive", "method", "PERSISTENT_TXT"],
  ["2027-12-01", "2028-03-10", "inclusive", BR, "EMAIL"],
  ["2028-03-01", "2028-03-15", "exclusive", "method", "EMAIL"],
  ["2027-01-10", "2027-03-15", "exclusive", "method", "PHONE"],
];
const DIGICERT: readonly Vector[] = [
  ["2025-08-08", "2026-02-24", "exclusive", "ca"],
  ["2025-08-09", "2026-02-24", "inclusive", "ca"],
];

const PROVIDERS = {
  ncloud: `type: ncloud, url: "\${NCLOUD_CERTIFICATE_MANAGER_URL}", auth: { accessKey: demo, secretKey: demo }`,
  sectigo: `type: sectigo, url: "\${SCM_URL}", validationDates: always, auth: { login: demo, password: demo, customerUri: demo }`,
} as const;

/** Seconds come through Ncloud alone; Sectigo gives days. */
async function planned(
  vectors: readonly Vector[],
  type: keyof typeof PROVIDERS,
  more = "",
): Promise<PlanJson["changes"]> {
  const names = vectors.map((_, index) => `v${index}.example.com`);
  const sectigo = vectors.map(
    ([validated, , , , method = "CNAME"], index) =>
      `    - { domain: ${names[index]}, status: VALIDATED, method: ${method}, validated: ${validated}, expires: 2040-01-01 }\n`,
  );
  const certificate = `    - certificateNo: 1\n      name: all\n      domains: [${names.join(", ")}]\n      validations:\n`;
  const ncloud = vectors.map(
    ([validated], index) =>
      `        - { domain: ${names[index]}, validSn: ${index + 1}, registered: "${validated}", validated: "${validated}" }\n`,
  );
  const simulator = await simulate(
    type === "sectigo"
      ? `version: 1\nsectigo:\n  domains:\n${sectigo.join("")}`
      : `version: 1\nncloud:\n  certificates:\n${certificate}${ncloud.join("")}`,
  );
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1\nproviders: { p: { ${PROVIDERS[type]}${more} } }\ndomains: [${names.join(", ")}]\n`,
  );
  const args = ["plan", "--as-of", "2029-12-01", "--output", "json"];
  const { stdout } = await dcv(args, { cwd: directory, env: environmentOf(simulator) });
  const { changes } = JSON.parse(stdout) as PlanJson;
  return changes.toSorted((a, b) => Number(/\d+/.exec(a.domain)?.[0]) - Number(/\d+/.exec(b.domain)?.[0]));
}

test.each([
  ["the schedule alone", SCHEDULE, "ncloud", ""],
  ["with Sectigo's own limit, and methods that end", SECTIGO, "sectigo", ""],
  ["with another CA's limit", DIGICERT, "ncloud", ", reuseLimit: [{ issuedFrom: 2026-02-24, days: 199 }]"],
] as const)("%s", async (_, vectors, type, more) => {
  const changes = await planned(vectors, type, more);
  expect(
    changes.map(({ reuse }) => [
      reuse.usable_until,
      reuse.usable_until_inclusive ? "inclusive" : "exclusive",
      reuse.bound_by,
    ]),
  ).toEqual(vectors.map(([, until, end, boundBy]) => [formatInstant(at(until)), end, boundBy]));
});

test("with every rule off the exit code is 0, whatever the dates", async () => {
  const { stdout } = await dcv(["explain", "--list"], { cwd: directory });
  const rules = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  expect(rules.length).toBeGreaterThan(10);
  const simulator = await simulate(`version: 1
sectigo:
  domains:
    - { domain: a.example.com, status: VALIDATED, validated: 2026-01-01, expires: 2040-01-01 }
    - { domain: b.example.com, status: VALIDATED, method: EMAIL, validated: 2026-01-01, expires: 2040-01-01 }
    - { domain: c.example.com }
    - { domain: stray.example.com, validated: -5d }
`);
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1
providers: { p: { ${PROVIDERS.sectigo} } }
policies: { rules: { ${rules.map((rule) => `${rule}: "off"`).join(", ")} } }
domains: [a.example.com, b.example.com, c.example.com]
waivers: [{ rule: not-validated, domain: c.example.com, reason: r, owner: o, expires: 2026-12-31 }]
`,
  );
  for (const step of ["2026-03-15", "2027-03-15", "2028-03-15", "2029-03-15"]) {
    for (const asOf of [formatInstant(at(step) - 1000), step, formatInstant(at(step) + 1000)]) {
      const { code } = await dcv(["plan", "--as-of", asOf], { cwd: directory, env: environmentOf(simulator) });
      expect([asOf, code]).toEqual([asOf, 0]);
    }
  }
});
