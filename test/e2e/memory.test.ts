/** How much memory a large estate takes, as the system counts it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ended, startDcv } from "../support/command";
import { environmentOf, simulate } from "../support/scenarios";

const DOMAINS = 10_000;
const MOST_MEGABYTES = 300;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-memory-"));
  writeFileSync(
    join(directory, "peak.cjs"),
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(join(directory, "peak"))},
      String(process.resourceUsage().maxRSS / 1024)));`,
  );
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
defaults: { provider: sectigo }
domains:
${Array.from({ length: DOMAINS }, (_, index) => `  - host-${index + 1}.example.com\n`).join("")}`,
  );
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each(["text", "json", "html"])(
  `${DOMAINS} domains as %s stay below ${MOST_MEGABYTES} MB`,
  async (format) => {
    const simulator = await simulate(`version: 1
sectigo: { domains: [{ domain: "host-{n}.example.com", count: ${DOMAINS}, validated: -150d, expires: +248d }] }
`);
    const child = startDcv(["plan", "--as-of", "2026-11-21", "--output", `${format}=plan`], {
      cwd: directory,
      env: environmentOf(simulator),
      nodeArgs: ["--require", join(directory, "peak.cjs")],
    });
    const { code, stderr } = await ended(child);
    expect([code, stderr]).toEqual([0, ""]);
    expect(readFileSync(join(directory, "plan"), "utf8")).toContain(`host-${DOMAINS}.example.com`);
    expect(Number(readFileSync(join(directory, "peak"), "utf8"))).toBeLessThan(MOST_MEGABYTES);
  },
  60_000,
);
