/** What holds of every estate, whatever is in it: whole runs against the embedded CAs, over real HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { ChangeDocument, PlanDocument } from "../../lib/report/plan-document";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import { dcv } from "../support/cli";
import { at } from "../support/domains";
import { environmentOf } from "../support/scenarios";

const NOW = at("2026-11-21");

jest.setTimeout(180_000);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-properties-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Entry {
  readonly name: string;
  readonly provider: "sectigo" | "ncloud" | "digicert";
  readonly isDeclared: boolean;
  readonly isLive: boolean;
  /** Days since the validation; null: never validated. */
  readonly ageDays: number | null;
  readonly order: "none" | "submitted" | "awaiting";
}

interface Estate {
  readonly entries: readonly Entry[];
  /** The most rows that a CA gives in one page. */
  readonly pageSize: number;
}

const entry: fc.Arbitrary<Entry> = fc.record({
  name: fc
    .tuple(fc.constantFrom("", "*."), fc.oneof(fc.constantFrom("www", "shop"), fc.stringMatching(/^[a-z]{2,5}$/)))
    .map(([star, label]) => `${star}${label}.example.com`),
  provider: fc.constantFrom("sectigo", "ncloud", "digicert"),
  isDeclared: fc.boolean(),
  isLive: fc.boolean(),
  ageDays: fc.option(fc.integer({ min: 0, max: 500 })),
  order: fc.constantFrom("none", "submitted", "awaiting"),
});
/** A file without a domain is refused, so one at least is declared. */
const estate: fc.Arbitrary<Estate> = fc
  .record({
    entries: fc.uniqueArray(entry, { selector: ({ name }) => name, minLength: 1, maxLength: 25 }),
    pageSize: fc.integer({ min: 1, max: 30 }),
  })
  .filter(({ entries }) => entries.some(({ isDeclared }) => isDeclared));

/** The rows of all CAs. Ncloud keeps one certificate a domain here. */
function scenarioOf({ entries, pageSize }: Estate): string {
  const live = entries.filter(({ isLive }) => isLive);
  const sectigo = live
    .filter(({ provider }) => provider === "sectigo")
    .map(({ name, ageDays, order }) => ({
      domain: name,
      ...(ageDays === null ? {} : { validated: `-${ageDays}d` }),
      ...(order === "submitted"
        ? { submitted: "-2d" }
        : order === "awaiting"
          ? { orderStatus: "AWAITING_SUBMISSION" }
          : {}),
    }));
  const ncloud = live
    .filter(({ provider }) => provider === "ncloud")
    .map(({ name, ageDays }, index) => ({
      certificateNo: index + 1,
      domains: [name],
      validations:
        ageDays === null
          ? []
          : [{ domain: name, validSn: index + 1, registered: `-${ageDays}d`, validated: `-${ageDays}d`, txtId: 1 }],
    }));
  const digicert = live
    .filter(({ provider }) => provider === "digicert")
    .map(({ name, ageDays, order }) => ({
      domain: name,
      ...(ageDays === null ? {} : { validated: `-${ageDays}d` }),
      ...(order === "none" ? {} : { submitted: order === "submitted" ? "-2d" : "-12d" }),
    }));
  return JSON.stringify({
    version: 1,
    now: "2026-11-21T00:00:00Z",
    digicert: { maxPageSize: pageSize, domains: digicert },
    sectigo: { maxPageSize: pageSize, oversizedPages: "clamp", domains: sectigo },
    ncloud: { maxPageSize: pageSize, certificates: ncloud },
  });
}

/** JSON is YAML. One domain a line, in the order given. */
function fileOf(entries: readonly Entry[]): string {
  const domains = entries
    .filter(({ isDeclared }) => isDeclared)
    .map(({ name, provider }) => `  - ${JSON.stringify({ name, provider })}`);
  return `version: 1
providers:
  sectigo: { type: sectigo, minimumPresentPercent: 0, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
  ncloud: { type: ncloud, minimumPresentPercent: 0, url: "\${NCLOUD_CERTIFICATE_MANAGER_URL}", auth: { accessKey: demo, secretKey: demo } }
  digicert: { type: digicert, minimumPresentPercent: 0, url: "\${DIGICERT_URL}", auth: { apiKey: demo } }
domains:${domains.length === 0 ? " []" : `\n${domains.join("\n")}`}
`;
}

/** Plans each of the files against the same CAs. */
async function plans(
  estate: Estate,
  files: readonly string[],
  args: readonly string[] = [],
): Promise<readonly string[]> {
  const { scenario, diagnostics } = parseScenario(scenarioOf(estate), "scenario.yaml", NOW);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  const simulator = await startSimulator({ scenario, now: () => NOW });
  try {
    const outputs: string[] = [];
    for (const file of files) {
      writeFileSync(join(directory, "domains.yaml"), file);
      const { stdout, stderr } = await dcv(["plan", "--output", "json", ...args], {
        cwd: directory,
        env: environmentOf(simulator),
        now: NOW,
      });
      if (stdout === "") throw new Error(stderr);
      outputs.push(stdout);
    }
    return outputs;
  } finally {
    await simulator.close();
  }
}

const parsed = (text: string | undefined): PlanDocument => JSON.parse(text ?? "") as PlanDocument;

function withoutPlaces({ changes }: PlanDocument): readonly object[] {
  return changes.map((change) => ({
    ...change,
    declared: change.declared === null ? null : { ...change.declared, line: 0 },
  }));
}

test("every declared domain is in the plan once, beside what is live only; pages of any size are read whole", async () => {
  await fc.assert(
    fc.asyncProperty(estate, async (estate) => {
      const plan = parsed((await plans(estate, [fileOf(estate.entries)]))[0]);
      const address = ({ provider, name }: Entry): string => `${provider}/${name}`;
      const declared = estate.entries.filter(({ isDeclared }) => isDeclared).map(address);
      const live = estate.entries.filter(({ isLive }) => isLive).map(address);
      const of = (holds: (change: ChangeDocument) => boolean): readonly string[] =>
        plan.changes.filter(holds).map((change) => change.address);
      expect(of((change) => change.declared !== null).toSorted()).toEqual(declared.toSorted());
      /** A wildcard is covered by its base at a CA that validates names with all that is below them. */
      const baseOf = (one: string): string | null => (one.startsWith("digicert/*.") ? one.replace("*.", "") : null);
      const isMissing = (one: string): boolean => !live.includes(one) && !live.includes(baseOf(one) ?? one);
      const covering = declared.filter((one) => !live.includes(one)).map(baseOf);
      const undeclared = live.filter(
        (one) => !declared.includes(one) && !covering.includes(one) && !one.startsWith("ncloud/"),
      );
      expect(of((change) => change.declared === null && change.provider !== "ncloud").toSorted()).toEqual(
        undeclared.toSorted(),
      );
      const missing = declared.filter(isMissing);
      expect(of((change) => change.reason === "not_found").toSorted()).toEqual(missing.toSorted());
    }),
    { numRuns: 30 },
  );
});

test("the order of the file does not matter, and planning twice gives the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(estate, fc.infiniteStream(fc.nat()), async (estate, dice) => {
      const file = fileOf(estate.entries);
      const shuffled = estate.entries
        .map((one) => ({ one, key: dice.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      const [first, second, other] = await plans(estate, [file, file, fileOf(shuffled)]);
      expect(second).toBe(first);
      expect(withoutPlaces(parsed(other))).toEqual(withoutPlaces(parsed(first)));
    }),
    { numRuns: 12 },
  );
});

test("what a plan asks for, once done, leaves nothing to plan", async () => {
  await fc.assert(
    fc.asyncProperty(estate, async (estate) => {
      const done = estate.entries.map((one): Entry =>
        one.isDeclared ? { ...one, isLive: true, ageDays: 0, order: "none" } : { ...one, isLive: false },
      );
      const plan = parsed((await plans({ ...estate, entries: done }, [fileOf(done)]))[0]);
      expect(plan.verdict).toBe("pass");
      expect(plan.changes.filter(({ action }) => action !== "no-op")).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test("time that goes by never makes a domain usable again", async () => {
  const days = fc.integer({ min: 0, max: 1200 });
  await fc.assert(
    fc.asyncProperty(estate, days, days, async (estate, a, b) => {
      const day = (offset: number): string => new Date(NOW + offset * 86_400_000).toISOString();
      const at = async (offset: number): Promise<PlanDocument> =>
        parsed((await plans(estate, [fileOf(estate.entries)], ["--as-of", day(offset)]))[0]);
      const [earlier, later] = [await at(Math.min(a, b)), await at(Math.max(a, b))];
      const violated = ({ findings }: PlanDocument): readonly string[] =>
        findings
          .filter(({ rule }) => rule === "dcv-reuse-limit" || rule === "not-validated")
          .map(({ domain, rule }) => `${rule} ${domain}`);
      expect(violated(later)).toEqual(expect.arrayContaining([...violated(earlier)]));
    }),
    { numRuns: 12 },
  );
});
