/** A state of a CA whose validations cover the names below: covered names are kept, recalled and divided like any other. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { parseScenario } from "../../../lib/simulator/scenario";
import { startSimulator } from "../../../lib/simulator/simulator";
import type { Simulator } from "../../../lib/simulator/simulator";
import { dcv } from "../../support/cli";
import type { CliResult } from "../../support/cli";
import { at } from "../../support/domains";

const TODAY = at("2026-11-21");
const NAMES = ["www.a.example.com", "b.example.com", "deep.www.b.example.com", "c.example.com", "www.c.example.com"];

const ENTRIES = [
  { domain: "a.example.com", validated: "2026-10-01" },
  { domain: "b.example.com", validated: "2026-06-05" },
  { domain: "c.example.com", validated: "2026-10-01", submitted: "2026-11-19" },
  { domain: "stray.example.org", validated: "2026-10-01" },
];
const CERTIFICATES = ENTRIES.map(({ domain, validated, submitted }, index) => ({
  certificateNo: index + 1,
  domains: [domain],
  validations: [
    { domain, validSn: 2 * index + 1, registered: validated, validated },
    ...(submitted === undefined
      ? []
      : [{ domain, validSn: 2 * index + 2, registered: submitted, status: "VALID_STATUS_REG", validYn: "N" }]),
  ],
}));

/** One CA whose rows hold all, and one that must be asked for the state of each name. */
const CAS = [
  {
    type: "digicert",
    scenario: { digicert: { domains: ENTRIES } },
    provider: (url: string) => `url: "${url}/services/v2", auth: { apiKey: demo }`,
  },
  {
    type: "ncloud",
    scenario: { ncloud: { certificates: CERTIFICATES } },
    provider: (url: string) => `url: "${url}", auth: { accessKey: demo, secretKey: demo }`,
  },
];

describe.each(CAS)("$type", ({ type, scenario: held, provider }) => {
  let folder: string;
  let ca: Simulator;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dcv-covered-"));
    const { scenario, diagnostics } = parseScenario(JSON.stringify({ version: 1, ...held }), "scenario.yaml", TODAY);
    if (scenario === null) throw new Error(JSON.stringify(diagnostics));
    ca = await startSimulator({ scenario, now: () => TODAY });
    const settings = `{ type: ${type}, ${provider(ca.url)}, coverage: authorization-domain }`;
    const domains = NAMES.map((name) => `  - ${name}\n`).join("");
    await writeFile(
      join(folder, "domains.yaml"),
      `version: 1\nproviders:\n  ca: ${settings}\ndefaults: { provider: ca }\ndomains:\n${domains}`,
    );
  });
  afterAll(async () => {
    await ca.close();
    await rm(folder, { recursive: true });
  });

  const run = (args: readonly string[]): Promise<CliResult> => dcv(args, { cwd: folder, now: TODAY });
  async function plan(args: readonly string[]): Promise<PlanDocument> {
    const { stdout, stderr } = await run(["plan", "--output", "json", ...args]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as PlanDocument;
  }
  /** What a state adds to a plan is left out. */
  function bare(made: PlanDocument): unknown {
    const providers = made.providers.map((one) => ({
      ...one,
      warnings: one.warnings.filter((warning) => !warning.includes("the CA was not asked")),
    }));
    return { ...made, providers, state: null };
  }

  test("the plan is the same with a state, from it alone, and for a part of it", async () => {
    const asked = await plan([]);
    expect(asked.changes.find(({ domain }) => domain === "www.a.example.com")?.live).toMatchObject({
      covered_by: "a.example.com",
    });
    expect(bare(await plan(["--state", "state.jsonl"]))).toEqual(bare(asked));
    const again = await plan(["--state", "state.jsonl"]);
    expect(bare(again)).toEqual(bare(asked));
    expect(again.state?.since?.news).toEqual([]);
    expect(bare(await plan(["--state", "state.jsonl", "--refresh=false"]))).toEqual(bare(asked));
    const part = ["--domain", "www.a.example.com", "--domain", "c.example.com"];
    const askedPart = await plan(part);
    expect(bare(await plan(["--state", "state.jsonl", ...part]))).toEqual(bare(askedPart));
    expect(bare(await plan(["--state", "state.jsonl", "--refresh=false", ...part]))).toEqual(bare(askedPart));
  });

  test.each([1, 2, 7])(
    "%i shards give the plan of one machine, though a name and what covers it are on two",
    async (count) => {
      const asked = await plan([]);
      const files = Array.from({ length: count }, (_, index) => `part.${index + 1}.jsonl`);
      for (const [index, file] of files.entries())
        await run(["refresh", "--state", file, "--shard", `${index + 1}/${count}`]);
      expect(await run(["state", "merge", "--state", "merged.jsonl", ...files])).toMatchObject({ code: 0 });
      expect(bare(await plan(["--state", "merged.jsonl", "--refresh=false"]))).toEqual(bare(asked));
    },
  );
});
