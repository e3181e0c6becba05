/** Ten times the domains take about ten times the time on the processor: nothing in a plan grows with the square. */
import { dcv, least } from "../support/process.mjs";
import { AS_OF, serveEstate, TROUBLED, writeEstate } from "../support/estate.mjs";
import { FORMATS, outputs } from "../support/formats.mjs";

async function planOf(domains) {
  const server = await serveEstate(domains, TROUBLED);
  const options = { cwd: writeEstate(domains), env: { SCM_URL: server.url }, expectedCode: 3 };
  try {
    return await least(2, () => dcv(["plan", "--as-of", AS_OF, ...outputs(FORMATS)], options));
  } finally {
    await server.end();
  }
}

export async function measure() {
  const [small, large] = [await planOf(1_500), await planOf(15_000)];
  const baseline = { what: "1,500 domains", value: small.cpuMs };
  return [
    { what: "`dcv plan`, 15,000 domains, every format", unit: "ms CPU", value: large.cpuMs, baseline, limit: 12 },
  ];
}
