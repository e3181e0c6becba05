/** What holds of the import of any estate that the embedded CAs can serve, over real HTTP. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { PlanDocument } from "../../lib/report/plan-document";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import { dcv } from "../support/cli";
import { at } from "../support/domains";
import { environmentOf } from "../support/scenarios";

const NOW = at("2026-11-21");

jest.setTimeout(300_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dcv-import-any-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names as a CA may list them: most are plain, some can be declared only in another spelling, some not at all. */
const plain = fc
  .tuple(
    fc.constantFrom("", "", "*."),
    fc.stringMatching(/^[a-z]{1,3}$/),
    fc.constantFrom("example.com", "shop.example.com", "example.co.kr"),
  )
  .map(([star, label, parent]) => `${star}${label}.${parent}`);
const odd = fc.constantFrom(
  ...[
    "EXAMPLE.com.",
    "bücher.example.com",
    "xn--bcher-kva.example.org",
    "*.bücher.example",
    "co.uk",
    "ab--cd.example.com",
  ],
  ...[
    "_acme.example.com",
    "192.0.2.7",
    "7.2.0.192.in-addr.arpa",
    "*.*.example.com",
    "web@example.com",
    "a b.example.com",
  ],
  ...['quote"s.example.com', "-a.example.com", "xn--a.example.com", "true", "1.example.com", "☃.example.com"],
  ...["*.co.uk", "${SCM_PASSWORD}@x.example.com", "$${x} y", "$$${x}", "${", " "],
);
const name = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: odd });
const age = fc.option(fc.integer({ min: 0, max: 500 }));
const METHODS = ["CNAME", "TXT", "HTTP", "HTTPS", "EMAIL", "PERSISTENT_TXT"];

const sectigoDomain = fc.record({
  domain: name,
  age,
  method: fc.constantFrom(...METHODS, "CARRIER_PIGEON", null),
  status: fc.constantFrom(null, null, null, "VALIDATED", "NOT_VALIDATED", "EXPIRED", "PAUSED"),
});
const certificate = fc.record({
  domains: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
  ages: fc.array(age, { maxLength: 4 }),
  isCname: fc.boolean(),
  statusCode: fc.constantFrom("1", "1", "1", "-2", "-5"),
});
const digicertDomain = fc.record({
  domain: name,
  age,
  submittedAge: fc.option(fc.integer({ min: 0, max: 40 })),
  method: fc.constantFrom(
    "dns-cname-token",
    "dns-txt-token",
    "http-token",
    "email",
    "http-token-static",
    "pigeon",
    null,
  ),
  active: fc.constantFrom(true, true, true, false),
  /** Further keys of the row. */
  extra: fc.constantFrom(
    {},
    {},
    {},
    { dcv_expiration: null },
    { dcv_expiration: { ov: "2027-03-01" } },
    { is_active: "0" },
  ),
});
const estate = fc.record({
  digicert: fc.uniqueArray(digicertDomain, { selector: ({ domain }) => domain, maxLength: 12 }),
  sectigo: fc.uniqueArray(sectigoDomain, { selector: ({ domain }) => domain, maxLength: 12 }),
  ncloud: fc.array(certificate, { maxLength: 6 }),
  labels: fc.boolean(),
  pageSize: fc.integer({ min: 1, max: 30 }),
  defaults: fc.record(
    { provider: fc.constantFrom("sectigo", "ncloud", "digicert"), method: fc.constantFrom(...METHODS) },
    { requiredKeys: [] },
  ),
  onlySectigo: fc.boolean(),
});
type Estate = typeof estate extends fc.Arbitrary<infer T> ? T : never;

/** A method that no file can declare, where the file declares one for all. */
const CARRIER_PIGEON: Estate = {
  ...{ labels: false, pageSize: 30, onlySectigo: true, defaults: { method: "CNAME" }, ncloud: [], digicert: [] },
  sectigo: [{ domain: "a.example.com", age: 3, method: "CARRIER_PIGEON", status: null }],
};

function scenarioOf({ sectigo, ncloud, digicert, labels, pageSize }: Estate): string {
  return JSON.stringify({
    version: 1,
    now: "2026-11-21T00:00:00Z",
    sectigo: {
      maxPageSize: pageSize,
      oversizedPages: "clamp",
      vocabulary: labels ? "labels" : "constants",
      domains: sectigo.map(({ domain, age: days, method, status }) => ({
        domain,
        method,
        ...(days === null ? {} : { validated: `-${days}d` }),
        ...(status === null ? {} : { status }),
      })),
    },
    digicert: {
      maxPageSize: pageSize,
      domains: digicert.map(({ domain, age: days, submittedAge, ...rest }) => ({
        domain,
        ...rest,
        ...(days === null ? {} : { validated: `-${days}d` }),
        ...(submittedAge === null ? {} : { submitted: `-${submittedAge}d` }),
      })),
    },
    ncloud: {
      maxPageSize: pageSize,
      certificates: ncloud.map(({ domains, ages, isCname, statusCode }, index) => ({
        certificateNo: index + 1,
        domains,
        statusCode,
        validations: domains.flatMap((domain, position) => {
          const days = ages[position] ?? null;
          if (days === null) return [];
          const validated = { registered: `-${days}d`, validated: `-${days}d`, txtId: 1 };
          const value = isCname ? { txtValue: "abc.cm.naverncp.com" } : {};
          return [{ domain, validSn: index * 10 + position, ...validated, ...value }];
        }),
      })),
    },
  });
}

function fileOf({ defaults, onlySectigo }: Estate): string {
  const sectigo = {
    type: "sectigo",
    url: "${SCM_URL}",
    auth: { login: "demo", password: "demo", customerUri: "demo" },
  };
  const url = "${NCLOUD_CERTIFICATE_MANAGER_URL}";
  const ncloud = { type: "ncloud", url, auth: { accessKey: "demo", secretKey: "demo" } };
  const digicert = { type: "digicert", url: "${DIGICERT_URL}", auth: { apiKey: "demo" } };
  return [
    "version: 1",
    `providers: ${JSON.stringify(onlySectigo ? { sectigo } : { sectigo, ncloud, digicert })}`,
    `defaults: ${JSON.stringify(onlySectigo ? { ...defaults, provider: "sectigo" } : defaults)}`,
    "domains: []",
    "x-note: the last key",
    "",
  ].join("\n");
}

test("a plan right after an import has no method drift and nothing undeclared, and a second import changes no byte", async () => {
  await fc.assert(
    fc.asyncProperty(estate, async (generated) => {
      const { scenario, diagnostics } = parseScenario(scenarioOf(generated), "scenario.yaml", NOW);
      if (scenario === null) throw new Error(JSON.stringify(diagnostics));
      const simulator = await startSimulator({ scenario, now: () => NOW });
      try {
        const path = join(folder, "domains.yaml");
        writeFileSync(path, fileOf(generated));
        const options = { cwd: folder, env: environmentOf(simulator), now: NOW };
        const first = await dcv(["import"], options);
        expect({ code: first.code, stderr: first.stderr.replaceAll(/^dcv: warning: .*\n/gm, "") }).toEqual({
          code: 0,
          stderr: "",
        });
        const written = readFileSync(path);
        const again = await dcv(["import"], options);
        expect(again.code).toBe(0);
        expect(readFileSync(path).equals(written)).toBe(true);
        const { stdout, stderr } = await dcv(["plan", "--output", "json"], options);
        if (stdout === "") {
          expect(stderr).toContain("no-domains"); // nothing that a CA lists could be declared
          return;
        }
        const { findings } = JSON.parse(stdout) as PlanDocument;
        const wrong = ["method-drift", "undeclared-domain"];
        expect(findings.filter(({ rule, waiver }) => wrong.includes(rule) && waiver === null)).toEqual(
          // A file can neither declare nor waive it.
          findings.filter(({ rule, domain }) => rule === "undeclared-domain" && domain === "*.co.uk"),
        );
      } finally {
        await simulator.close();
      }
    }),
    { numRuns: 30, examples: [[CARRIER_PIGEON]] },
  );
});
