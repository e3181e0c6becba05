/** The promise of a state at its full size: of 10,000 domains only what has changed, and what is pending, is asked about. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import { dcv } from "../support/cli";
import { at } from "../support/domains";

const YESTERDAY = at("2026-11-20");
const TODAY = at("2026-11-21");
const NAMES = Array.from({ length: 10_000 }, (_, index) => `d${String(index).padStart(5, "0")}.example.com`);
const CHANGED = [1, 5000, 9999].map((index) => NAMES[index] ?? "");
const PENDING = [7, 8].map((index) => NAMES[index] ?? "");

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "dcv-many-"))));
afterAll(() => rm(folder, { recursive: true }));

interface Entry {
  readonly domain: string;
  readonly validated: string;
  readonly submitted?: string;
}

/** Serves the estate on a day, at one address, while the work is done; what it gives is the domains whose status was asked. */
async function onDay(
  day: number,
  port: number,
  dateOf: (name: string) => string,
  work: (url: string) => Promise<void>,
): Promise<{ readonly port: number; readonly asked: readonly string[] }> {
  const domains = NAMES.map((domain): Entry => {
    return { domain, validated: dateOf(domain), ...(PENDING.includes(domain) ? { submitted: "2026-11-19" } : {}) };
  });
  const text = `version: 1\nsectigo: ${JSON.stringify({ domains })}\n`;
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", day);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  const ca = await startSimulator({ scenario, now: () => day, port });
  try {
    await work(ca.url);
    const asked = ca.requests
      .filter(({ path }) => path.endsWith("/validation/status"))
      .map(({ body }) => (JSON.parse(body) as { domain: string }).domain);
    return { port: Number(new URL(ca.url).port), asked };
  } finally {
    await ca.close();
  }
}

async function plan(args: readonly string[]): Promise<PlanDocument> {
  const { stdout, stderr } = await dcv(["plan", "--output", "json", ...args], { cwd: folder, now: TODAY });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as PlanDocument;
}

test("three changed domains of 10,000 and two pending ones are five calls, and the plan is that of asking all", async () => {
  const before = await onDay(
    YESTERDAY,
    0,
    () => "2026-06-10",
    async (url) => {
      const auth = "{ login: demo, password: demo, customerUri: demo }";
      const provider = `{ type: sectigo, url: "${url}/api", auth: ${auth}, validationDates: always }`;
      const domains = NAMES.map((name) => `  - ${name}\n`).join("");
      const file = `version: 1\nproviders:\n  ca: ${provider}\ndefaults: { provider: ca }\ndomains:\n${domains}`;
      await writeFile(join(folder, "domains.yaml"), file);
      const refreshed = await dcv(["refresh", "--state", "state.jsonl"], { cwd: folder, now: YESTERDAY });
      expect(refreshed).toMatchObject({ code: 0, stderr: "" });
    },
  );
  expect(before.asked).toHaveLength(NAMES.length);
  const dateOf = (name: string): string => (CHANGED.includes(name) ? "2026-11-15" : "2026-06-10");
  const plans: PlanDocument[] = [];
  const remembered = await onDay(TODAY, before.port, dateOf, async () => {
    plans.push(await plan(["--state", "state.jsonl"]));
  });
  expect(remembered.asked.toSorted()).toEqual([...CHANGED, ...PENDING].sort());
  const everything = await onDay(TODAY, before.port, dateOf, async () => void plans.push(await plan([])));
  expect(everything.asked).toHaveLength(NAMES.length);
  const [known, asked] = plans.map((one) => JSON.stringify({ ...one, state: null }));
  expect(known === asked).toBe(true);
  expect(plans[0]?.state).toMatchObject({ providers: [{ name: "ca", listed: 10_000, asked: 5, known: 9995 }] });
  const news = plans[0]?.state?.since?.news ?? [];
  expect(news.flatMap(({ kind, domain }) => (kind === "revalidated" ? [domain] : []))).toEqual(CHANGED);
}, 300_000);
