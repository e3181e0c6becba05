/** A state saves the calls whose answers are known, and changes nothing else of a plan. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../../lib/simulator/simulator";
import type { Simulator } from "../../../lib/simulator/simulator";
import { parseScenario } from "../../../lib/simulator/scenario";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { dcv } from "../../support/cli";
import type { CliResult } from "../../support/cli";
import { at } from "../../support/domains";

const YESTERDAY = at("2026-11-20");
const TODAY = at("2026-11-21");

let folder = "";
let ca: Simulator | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcv-state-"));
});
afterEach(async () => {
  await ca?.close();
  ca = null;
  await rm(folder, { recursive: true, force: true });
});

interface Entry {
  readonly domain: string;
  readonly validated?: string;
  readonly submitted?: string;
}

const FAULTS = "";

/** Serves these domains in the place of the ones before, at the same address. */
async function serve(domains: readonly Entry[], now: number, faults = FAULTS): Promise<Simulator> {
  const port = ca === null ? 0 : Number(new URL(ca.url).port);
  await ca?.close();
  const text = `version: 1\nsectigo:\n  domains: ${JSON.stringify(domains)}\n${faults}`;
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", now);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  ca = await startSimulator({ scenario, now: () => now, port });
  return ca;
}

async function declare(names: readonly string[], login = "demo", dates = "auto"): Promise<void> {
  const auth = `{ login: ${login}, password: demo, customerUri: demo }`;
  const provider = `{ type: sectigo, url: "${ca?.url ?? ""}/api", auth: ${auth}, validationDates: ${dates} }`;
  const domains = names.map((name) => `  - ${name}\n`).join("");
  await writeFile(
    join(folder, "domains.yaml"),
    `version: 1\nproviders:\n  ca: ${provider}\ndefaults: { provider: ca }\ndomains:\n${domains}`,
  );
}

const run = (args: readonly string[], now = TODAY): Promise<CliResult> => dcv(args, { cwd: folder, now });

async function plan(
  args: readonly string[],
  now = TODAY,
): Promise<{ code: number; plan: PlanDocument; stderr: string }> {
  const { stdout, stderr, code } = await run(["plan", "--output", "json", ...args], now);
  if (stdout === "") throw new Error(stderr);
  return { code, stderr, plan: JSON.parse(stdout) as PlanDocument };
}

/** What is left of a plan without what a state adds to it. */
function bare(plan: PlanDocument): string {
  const providers = plan.providers.map((one) => ({
    ...one,
    warnings: one.warnings.filter((warning) => !warning.includes("the CA was not asked")),
  }));
  return JSON.stringify({ ...plan, providers, state: null });
}

const statusCalls = (): readonly string[] =>
  (ca?.requests ?? []).flatMap(({ path }) => (path.includes("/status") ? [path] : []));

const name = (index: number): string => `d${String(index).padStart(4, "0")}.example.com`;
const MANY = Array.from({ length: 2000 }, (_, index) => name(index));
const PENDING = new Set([name(7), name(8)]);
const entry = (domain: string, validated: string): Entry => ({
  domain,
  validated,
  ...(PENDING.has(domain) ? { submitted: "2026-11-19" } : {}),
});

test("with the state of yesterday only what changed and what is pending is asked, and the plan is that of asking all", async () => {
  await serve(
    MANY.map((one) => entry(one, "2026-06-10")),
    YESTERDAY,
  );
  await declare(MANY, "demo", "always");
  expect(await run(["refresh", "--state", "state.jsonl"], YESTERDAY)).toMatchObject({ stderr: "", code: 0 });
  expect(statusCalls()).toHaveLength(2000);
  const changed = new Set([name(1), name(500), name(1999)]);
  await serve(
    MANY.map((one) => entry(one, changed.has(one) ? "2026-11-15" : "2026-06-10")),
    TODAY,
  );

  const remembered = await plan(["--state", "state.jsonl"]);
  const calls = statusCalls().length;
  const asked = await plan([]);
  expect(calls).toBe(changed.size + PENDING.size);
  expect(remembered.plan.state).toMatchObject({
    refreshed: true,
    providers: [{ name: "ca", listed: 2000, asked: 5, known: 1995 }],
    since: { at: "2026-11-20T00:00:00Z" },
  });
  const news = remembered.plan.state?.since?.news.filter(({ kind }) => kind === "revalidated") ?? [];
  expect(news.map(({ domain }) => domain)).toEqual([...changed]);
  expect(bare(remembered.plan)).toBe(bare(asked.plan));
  expect(remembered.code).toBe(asked.code);

  const offline = await plan(["--state", "state.jsonl", "--refresh=false"]);
  expect(bare(offline.plan)).toBe(bare(asked.plan));
  expect(offline.plan.state).toMatchObject({ refreshed: false, at: "2026-11-21T00:00:00Z", since: null });
});
