/** Peak memory and time on the processor for files that are too large or made to hurt, against the sample of three domains. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dcv, least, newFolder } from "../support/process.mjs";

const HEAD = `version: 1
providers:
  sectigo: { type: sectigo, url: simulator, auth: { login: l, password: p, customerUri: c } }
`;
const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join("");

const FILES = {
  "20,000 domains": [0, () => `${HEAD}domains:\n${lines(20_000, (n) => `  - d${n}.example.com\n`)}`],
  "a million items of junk": [1, () => `${HEAD}domains:\n${"  - 1\n".repeat(1_000_000)}`],
  "10 MB in one line": [1, () => `${HEAD}domains: [${"a.example.com, ".repeat(700_000)}]\n`],
  "15 MB of brackets": [1, () => `[${"[],".repeat(5_000_000)}]`],
  "7 MB of quoted letters": [1, () => `a: [${`"${"x".repeat(60_000)}", `.repeat(120)}]`],
  "30,000 equal keys": [1, () => "a: 1\n".repeat(30_000)],
  "aliases that multiply": [
    1,
    () => `l0: &l0 [x, x, x]\n${lines(30, (n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}]\n`)}`,
  ],
};

/** Whatever the file is: less than 500 MB, and some two seconds, as multiples of a start. */
const [MOST_MB, MOST_CPU] = [8, 40];

async function validate(text, expectedCode) {
  const cwd = newFolder();
  writeFileSync(join(cwd, "domains.yaml"), text);
  return dcv(["validate"], { cwd, expectedCode });
}

export async function measure() {
  const small = await least(3, () => validate(`${HEAD}domains: [a.example.com, b.example.com, c.example.com]\n`, 0));
  const rows = [];
  for (const [what, [code, make]] of Object.entries(FILES)) {
    const { peakMb, cpuMs } = await validate(make(), code);
    const baseline = (value) => ({ what: "three domains", value });
    rows.push({
      what: `\`dcv validate\`: ${what}`,
      unit: "MB",
      value: peakMb,
      baseline: baseline(small.peakMb),
      limit: MOST_MB,
    });
    rows.push({
      what: `\`dcv validate\`: ${what}`,
      unit: "ms CPU",
      value: cpuMs,
      baseline: baseline(small.cpuMs),
      limit: MOST_CPU,
    });
  }
  return rows;
}
