/**
 * A plan and a list of 10,000 domains at a CA that takes 50 ms a page, against a bare loop: the same HTTP client fetches and parses the
 * same pages, as many at once, in a process of its own.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dcv, least, newFolder, run } from "../support/process.mjs";
import { AS_OF, MIXED, serveEstate, writeEstate } from "../support/estate.mjs";

const DOMAINS = 10_000;
/** The default of `concurrency`. */
const AT_ONCE = 4;

const LOOP = `
const { Agent, request } = require(${JSON.stringify(import.meta.resolve("undici").replace("file://", ""))});
const [url, ...paths] = process.argv.slice(2);
const dispatcher = new Agent({ connections: ${AT_ONCE} });
const headers = { login: "demo", password: "demo", customerUri: "demo" };
let rows = 0;
async function worker() {
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const { body } = await request(new URL(path, url), { dispatcher, headers });
    rows += (await body.json()).length;
  }
}
Promise.all(Array.from({ length: ${AT_ONCE} }, worker)).then(() => { console.log(rows); process.exit(); });
`;

export async function measure() {
  const server = await serveEstate(DOMAINS, MIXED, 50);
  const cwd = writeEstate(DOMAINS, MIXED);
  const env = { SCM_URL: server.url };
  const plan = () => dcv(["plan", "--as-of", AS_OF, "--output", "json=plan.json"], { cwd, env });
  const list = () => dcv(["list", "--output", "json=list.json"], { cwd, env });
  try {
    await list();
    const paths = server.requests.map((line) => line.split(" ")[1]);
    const loop = join(newFolder(), "loop.cjs");
    writeFileSync(loop, LOOP);
    const bare = () => run([loop, server.url, ...paths]);
    const { stdout } = await bare();
    if (Number(stdout) !== DOMAINS) throw new Error(`the loop read ${stdout.trim()} rows, not ${DOMAINS}`);
    const [looped, listed, planned] = [await least(5, bare), await least(5, list), await least(5, plan)];
    const baseline = { what: `bare loop over ${paths.length} pages`, value: looped.wallMs };
    return [
      { what: "`dcv list` of 10,000 domains, 50 ms a page", unit: "ms", value: listed.wallMs, baseline, limit: 1.5 },
      { what: "`dcv plan` of them, as JSON", unit: "ms", value: planned.wallMs, baseline, limit: 2 },
    ];
  } finally {
    await server.end();
  }
}
