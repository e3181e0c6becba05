/** Time on the processor for each format of a plan of 10,000 domains, against reading the plan and writing it again as JSON. */
import { dcv, least, run } from "../support/process.mjs";
import { AS_OF, serveEstate, TROUBLED, writeEstate } from "../support/estate.mjs";
import { FORMATS, outputs } from "../support/formats.mjs";

const COPY =
  'const fs = require("node:fs"); fs.writeFileSync("copy", JSON.stringify(JSON.parse(fs.readFileSync("json.out"))));';

export async function measure() {
  const server = await serveEstate(10_000, TROUBLED);
  const cwd = writeEstate(10_000);
  try {
    const env = { SCM_URL: server.url };
    await dcv(["plan", "--as-of", AS_OF, "--output", "json=json.out"], { cwd, env, expectedCode: 3 });
  } finally {
    await server.end();
  }
  const copied = await least(3, () => run(["-e", COPY], { cwd }));
  const baseline = { what: "`JSON.parse`, `JSON.stringify`", value: copied.cpuMs };
  const rows = [];
  for (const format of FORMATS.filter((name) => name !== "json")) {
    const { cpuMs } = await least(2, () => dcv(["render", "json.out", ...outputs([format])], { cwd }));
    rows.push({
      what: `\`dcv render\` as ${format}, 10,000 domains`,
      unit: "ms CPU",
      value: cpuMs,
      baseline,
      limit: 12,
    });
  }
  return rows;
}
