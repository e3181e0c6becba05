/** How much memory a large estate takes, as the system counts it, where every domain has several findings. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";
import { FORMAT_NAMES } from "../../lib/report/registry";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import type { Simulator } from "../../lib/simulator/simulator";
import { ended, startDcv } from "../support/command";
import { at } from "../support/domains";
import { environmentOf } from "../support/scenarios";

const DOMAINS = 10_000;
const MOST_MEGABYTES = 300;
const NOW = at("2026-11-21");

/** A rule of the user's own that every domain breaks, on top of those that the scenario breaks. */
const OWN_RULE = `id: owner-in-directory
title: Somebody answers for the domain
severity: error
source: { document: Handbook of the platform team, section: 4.2 }
when: { properties: { declared: { const: true } } }
require: { properties: { owner: { const: platform-team@example.com } } }
message: "{domain} belongs to {owner}, and nobody of that name answers for a validation that {provider} asks for (as of {as_of_day})"
remediation: Name an owner who is in the directory, or hand the domain over to the platform team before the next review.
`;

let directory: string;
let simulator: Simulator;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "dcv-memory-"));
  writeFileSync(
    join(directory, "peak.cjs"),
    `process.on("exit", () => require("node:fs").writeFileSync("peak", String(process.resourceUsage().maxRSS / 1024)));`,
  );
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
defaults: { provider: sectigo, method: CNAME, owner: pki@example.com }
policies: { paths: [rule.yaml] }
domains:
${Array.from({ length: DOMAINS }, (_, index) => `  - host-${index + 1}.example.com\n`).join("")}`,
  );
  writeFileSync(join(directory, "rule.yaml"), OWN_RULE);
  // Expired, by a method that ends, with an order that waits for too long.
  const text = `version: 1
sectigo:
  domains:
    - domain: "host-{n}.example.com"
      count: ${DOMAINS}
      validated: -450d
      expires: -52d
      method: EMAIL
      submitted: -60d
`;
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", NOW);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  simulator = await startSimulator({ scenario, now: () => NOW });
});
afterAll(async () => {
  await simulator.close();
  rmSync(directory, { recursive: true });
});

/** Runs a command to its end; tells its peak. */
async function megabytes(args: readonly string[], formats: readonly string[], env = environmentOf(simulator)) {
  const outputs = formats.flatMap((format) => ["--output", `${format}=${format}.out`]);
  const nodeArgs = ["--require", join(directory, "peak.cjs")];
  const { code } = await ended(startDcv([...args, ...outputs], { cwd: directory, env, nodeArgs }));
  for (const format of formats) expect(statSync(join(directory, `${format}.out`)).size).toBeGreaterThan(0);
  return { code, peak: Number(readFileSync(join(directory, "peak"), "utf8")) };
}

const PLAN = ["plan", "--as-of", "2026-11-21"];
const TIMEOUT_MS = 120_000;

test.each([
  ...FORMAT_NAMES.map((format) => [format, [format]] as const),
  ["every format at once", FORMAT_NAMES] as const,
])(
  `the plan of ${DOMAINS} domains as %s stays below ${MOST_MEGABYTES} MB`,
  async (_, formats) => {
    const { code, peak } = await megabytes(PLAN, formats);
    expect(code).toBe(3);
    expect(peak).toBeLessThan(MOST_MEGABYTES);
  },
  TIMEOUT_MS,
);

test(
  "so does that plan, saved and rendered again",
  async () => {
    await megabytes(PLAN, ["json"]);
    const { findings } = JSON.parse(readFileSync(join(directory, "json.out"), "utf8")) as PlanDocument;
    expect(new Set(findings.map(({ domain }) => domain)).size).toBe(DOMAINS);
    expect(findings.length).toBeGreaterThanOrEqual(4 * DOMAINS);
    const others = FORMAT_NAMES.filter((format) => format !== "json");
    const { code, peak } = await megabytes(["render", "json.out"], others);
    expect(code).toBe(0);
    expect(peak).toBeLessThan(MOST_MEGABYTES);
  },
  TIMEOUT_MS,
);

test(
  "so does the plan of a CA that is down, of whose domains nothing is known",
  async () => {
    const { code, peak } = await megabytes(PLAN, FORMAT_NAMES, { SCM_URL: "http://127.0.0.1:9/api" });
    expect(code).toBe(1);
    expect(peak).toBeLessThan(MOST_MEGABYTES);
  },
  TIMEOUT_MS,
);
