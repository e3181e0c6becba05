/** Peak memory of a plan of 10,000 domains with several findings each: every format at once, rendered again, and a CA that is down. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dcv, idle, least } from "../support/process.mjs";
import { AS_OF, serveEstate, TROUBLED, writeEstate } from "../support/estate.mjs";
import { FORMATS, outputs } from "../support/formats.mjs";

const DOMAINS = 10_000;

export async function measure() {
  const nothing = await least(3, idle);
  const server = await serveEstate(DOMAINS, TROUBLED);
  const cwd = writeEstate(DOMAINS);
  const plan = ["plan", "--as-of", AS_OF, ...outputs(FORMATS)];
  try {
    const planned = await dcv(plan, { cwd, env: { SCM_URL: server.url }, expectedCode: 3 });
    const { findings } = JSON.parse(readFileSync(join(cwd, "json.out"), "utf8"));
    if (findings.length < 3 * DOMAINS) throw new Error(`only ${findings.length} findings: the estate is too healthy`);
    const rendered = await dcv(["render", "json.out", ...outputs(FORMATS.filter((name) => name !== "json"))], { cwd });
    const down = await dcv(plan, { cwd, env: { SCM_URL: "http://127.0.0.1:9/api" }, expectedCode: 1 });
    const baseline = { what: "`node -e 0`", value: nothing.peakMb };
    return [
      ["`dcv plan`, 10,000 domains, every format", planned],
      ["`dcv render` of that plan, every format", rendered],
      ["`dcv plan`, 10,000 domains, the CA down", down],
    ].map(([what, { peakMb }]) => ({ what, unit: "MB", value: peakMb, baseline, limit: 8 }));
  } finally {
    await server.end();
  }
}
