/** Time on the processor for each domain of a plan, less that of the start, and peak memory: small and large estates. */
import { dcv, least } from "../support/process.mjs";
import { AS_OF, MIXED, serveEstate, writeEstate } from "../support/estate.mjs";

const PLAN = ["plan", "--as-of", AS_OF, "--output", "json=plan.json"];

/** The goals of docs/performance.md. */
const GOAL_CPU_MS = 0.12;
const GOAL_MB = 400;

export async function planOf(domains, times, more = []) {
  const server = await serveEstate(domains, MIXED);
  try {
    const options = { cwd: writeEstate(domains, MIXED), env: { SCM_URL: server.url } };
    return await least(times, () => dcv([...PLAN, ...more], options));
  } finally {
    await server.end();
  }
}

export async function measure() {
  const start = await planOf(40, 3);
  const small = await planOf(10_000, 3);
  const large = await planOf(100_000, 2);
  const [ofSmall, ofLarge] = [(small.cpuMs - start.cpuMs) / 10_000, (large.cpuMs - start.cpuMs) / 100_000];
  const goal = (value) => ({ what: "goal", value });
  const unit = "ms CPU a domain";
  return [
    { what: "`dcv plan`, 10,000 domains", unit, value: ofSmall, baseline: goal(GOAL_CPU_MS), limit: 1 },
    {
      what: "`dcv plan`, 100,000 domains",
      unit,
      value: ofLarge,
      baseline: { what: "10,000 domains", value: ofSmall },
      limit: 1.15,
    },
    { what: "`dcv plan`, 100,000 domains", unit: "MB", value: large.peakMb, baseline: goal(GOAL_MB), limit: 1 },
  ];
}
