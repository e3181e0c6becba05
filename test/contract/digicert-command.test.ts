/** DigiCert CertCentral through the command: what each key may do, how long a validation counts, and days of Mountain Time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS } from "../../lib/core/time";
import type { PlanDocument } from "../../lib/report/plan-document";
import { mountainDay } from "../../lib/simulator/digicert/mountain-time";
import { applyEstate } from "../support/apply-estate";
import { dcv } from "../support/cli";
import { at } from "../support/domains";
import { simulate } from "../support/scenarios";

const KEY = "c0rrect-h0rse";
const HOUR_MS = 3_600_000;

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "dcv-digicert-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

interface Situation {
  readonly now: number;
  /** Lines below `digicert` of the scenario. */
  readonly scenario: readonly string[];
  readonly declared: readonly string[];
  readonly apiKey?: string;
  /** Further settings, in flow style. */
  readonly settings?: string;
}

async function given({ now, scenario, declared, apiKey = KEY, settings = "" }: Situation) {
  const text = ["version: 1", "digicert:", `  apiKey: ${KEY}`, ...scenario.map((line) => `  ${line}`)].join("\n");
  const { url, requests } = await simulate(text, now);
  writeFileSync(
    join(cwd, "domains.yaml"),
    `version: 1
providers:
  ca: { type: digicert, url: "${url}/services/v2", auth: { apiKey: "\${KEY}" }${settings} }
domains: ${JSON.stringify(declared)}
`,
  );
  const run = (args: readonly string[]) => dcv(args, { cwd, now, env: { KEY: apiKey } });
  return { host: new URL(url).host, run, requests };
}

async function planOf(situation: Situation): Promise<PlanDocument> {
  const { run } = await given(situation);
  const { stdout, stderr } = await run(["plan", "--output", "json"]);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as PlanDocument;
}

describe("a key that does not suffice", () => {
  const ESTATE = {
    now: at("2026-11-21"),
    scenario: ["domains: [{ domain: example.com, container: 7, validated: -1d }]"],
    declared: ["example.com"],
  };
  const NOT_KNOWN =
    "Access denied due to access_denied_invalid_key. (code access_denied|access_denied_invalid_key); check auth.apiKey, and that url is the instance of the account (US or EU)";
  const CASES: readonly [string, Partial<Situation>, { readonly check: string; readonly list: string }][] = [
    [
      "one that is not known",
      { apiKey: "another" },
      {
        check: `ca: 403 for GET /user/me (who the key is) at HOST: ${NOT_KNOWN}`,
        list: `ca: 403 for GET /domain (offset 0) at HOST: ${NOT_KNOWN}`,
      },
    ],
    [
      "one without the division",
      { settings: ", container: 99" },
      {
        check: "ca: the user of the API key does not see division 99 (`container`); it sees 1, 7",
        list: "ca: the user of the API key does not see division 99 (`container`); it sees 1, 7",
      },
    ],
  ];

  test.each(CASES)("%s: check, list and plan say so in one sentence", async (_, change, { check, list }) => {
    const { run, host } = await given({ ...ESTATE, ...change });
    const said = (sentence: string) => sentence.replace("HOST", host);
    expect(await run(["check"])).toEqual({ code: 1, stdout: `FAIL  ${said(check)}\n`, stderr: "" });
    expect(await run(["list"])).toMatchObject({ code: 1, stderr: `dcv: ${said(list)}\n` });
    const plan = await run(["plan", "--output", "json"]);
    const { providers, changes } = JSON.parse(plan.stdout) as PlanDocument;
    expect(plan).toMatchObject({ code: 1, stderr: `dcv: ${said(list)}\n` });
    expect(providers).toMatchObject([{ complete: false, error: said(list), warnings: [] }]);
    expect(changes).toMatchObject([{ action: "unknown", reason: "provider_unreachable" }]);
  });

  test("one division of those that the key sees, without a domain, is empty and no fault", async () => {
    const { run, requests } = await given({ ...ESTATE, settings: ", container: 1, minimumPresentPercent: 0" });
    expect(await run(["check"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok {4}ca: 0 domains visible/),
    });
    const { changes } = JSON.parse((await run(["plan", "--output", "json"])).stdout) as PlanDocument;
    expect(changes).toMatchObject([{ action: "validate", reason: "not_found" }]);
    expect(requests.filter(({ path }) => path.endsWith("/container"))).toHaveLength(2); // once a run
  });

  test.each([
    ["in CertCentral's word for it", [], /The user is missing the permission for this action/],
    [
      "in another word",
      ["faults: [{ on: digicert.change, status: 403, body: { errors: [{ code: access_denied, message: Denied }] } }]"],
      /Denied \(code access_denied\)/,
    ],
  ])(
    "one that may only read, which refuses a change %s: check and plan pass, apply tries once",
    async (_, faults, said) => {
      const domains = ["a.example.com", "b.example.com"];
      const estate = await applyEstate({ ca: "digicert", domains, scenario: ["viewOnly: true"], faults });
      expect((await estate.run(["check"])).code).toBe(0);
      await estate.plan();
      const { code, stdout } = await estate.apply();
      expect(code).toBe(1);
      expect(stdout).toMatch(said);
      expect(stdout).toContain("; the user of the API key lacks this right, or the key is restricted to View Only\n");
      expect(stdout).toContain("0 changes done, 0 waiting, 2 failed or not begun.");
      expect(estate.calls()).toEqual({});
      const { requests } = estate.simulator;
      expect(requests.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
        "/services/v2/domain/1001/validation",
      ]);
    },
  );
});

describe("how long a validation counts", () => {
  /** The day of the validation, when the plan is made, and the first instant at which it no longer counts, or the last at which it does. */
  const VECTORS: readonly [string, string, string, string, boolean][] = [
    ["199 days, from the day on which they began", "2026-02-24", "2026-08-01", "2026-09-11", true],
    ["the last day whose 199 days do not meet the step to 100 days", "2026-08-27", "2026-11-21", "2027-03-14", true],
    ["199 days that end on the day of the step", "2026-08-28", "2026-11-21", "2027-03-15", false],
    ["199 days that would go on beyond the step", "2026-09-01", "2026-11-21", "2027-03-15", false],
    ["100 days, beyond the step", "2026-12-10", "2026-12-20", "2027-03-20", true],
  ];
  const BASES: readonly [string, string][] = [
    ["199 days", "expirationBasisDays: 199"],
    ["397 days, as before", "expirationBasisDays: 397"],
  ];
  describe.each(BASES)("where CertCentral stores an end after %s", (_, basis) => {
    test.each(VECTORS)(
      "%s: validated on %s, seen on %s, it counts until %s",
      async (_what, validated, now, end, counts) => {
        const [change] = (
          await planOf({
            now: at(now),
            scenario: [basis, `domains: [{ domain: example.com, validated: "${validated}" }]`],
            declared: ["example.com"],
          })
        ).changes;
        expect(change?.live?.validated_at).toBe(`${validated}T00:00:00Z`);
        expect(change?.reuse?.usable_until).toBe(`${end}T00:00:00Z`);
        // The CA's own end is exclusive, a limit in days is not.
        const isEndOfCa = basis.endsWith("199") && Date.parse(end) === Date.parse(validated) + 199 * DAY_MS;
        expect(change?.reuse?.usable_until_inclusive).toBe(counts && !isEndOfCa);
      },
    );
  });

  test("an end that comes earlier than every limit decides", async () => {
    const [change] = (
      await planOf({
        now: at("2026-11-21"),
        scenario: ['domains: [{ domain: example.com, validated: "2026-11-01", expires: "2026-12-01" }]'],
        declared: ["example.com"],
      })
    ).changes;
    expect(change).toMatchObject({ action: "revalidate", reuse: { usable_until: "2026-12-01T00:00:00Z" } });
  });
});

describe("an order that waits for its record", () => {
  test.each([
    ["for ten days CertCentral looks by itself", 10, "await", "order_submitted", "publish", "SUBMITTED"],
    ["then it must be asked to check", 11, "revalidate", "order_awaiting_submission", "publish", "AWAITING_SUBMISSION"],
    [
      "up to the end of the random value",
      29,
      "revalidate",
      "order_awaiting_submission",
      "publish",
      "AWAITING_SUBMISSION",
    ],
    ["after which it is submitted anew", 31, "revalidate", "order_stale", "start", "SUBMITTED"],
  ])("%s: submitted %i days ago", async (_, days, action, reason, kind, order_status) => {
    const [change] = (
      await planOf({
        now: at("2026-11-21"),
        scenario: [`domains: [{ domain: example.com, validated: -190d, submitted: -${days}d }]`],
        declared: ["example.com"],
      })
    ).changes;
    expect(change).toMatchObject({ action, reason, next_step: { kind }, live: { order_status } });
  });
});

describe("days of Mountain Time", () => {
  test.each([
    ["the day on which summer begins", "2027-03-14", "2027-02-20", "2027-01-01"],
    ["the day on which summer ends", "2026-11-01", "2026-10-20", "2026-09-01"],
    ["any day", "2026-12-15", "2026-12-01", "2026-11-01"],
  ])("%s: no end is read later than it is, and none more than 31 hours before", async (_, day, now, validated) => {
    const hours = Array.from({ length: 73 }, (_one, index) => index - 24);
    const ends = new Map(hours.map((hour, index) => [`h${index}.example.com`, Date.parse(day) + hour * HOUR_MS]));
    const entries = [...ends].map(([domain, end]) => {
      const days = JSON.stringify({ ov: mountainDay(end), ev: mountainDay(end) });
      return `  - { domain: ${domain}, validated: "${validated}", extra: { dcv_expiration: ${days} } }`;
    });
    const { changes } = await planOf({
      now: at(now),
      scenario: ["domains:", ...entries],
      declared: [...ends.keys()],
    });
    const early = changes.map(({ domain, reuse }) => {
      const until = Date.parse(reuse?.usable_until ?? "");
      return ((ends.get(domain) ?? NaN) - until) / HOUR_MS;
    });
    expect(early).toHaveLength(73);
    expect(Math.min(...early)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...early)).toBeLessThanOrEqual(31);
  });
});

test("10,000 domains are planned with ten calls", async () => {
  const { run, requests } = await given({
    now: at("2026-11-21"),
    scenario: ['domains: [{ domain: "host-{n}.example.com", count: 10000, validated: -1d }]'],
    declared: Array.from({ length: 10_000 }, (_, index) => `host-${index + 1}.example.com`),
  });
  const { code, stdout } = await run(["plan"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("0 unknown, 10000 no-op.\n")]);
  expect(requests).toHaveLength(10);
});
