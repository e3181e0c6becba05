/**
 * Takes the pictures of the report in docs/images: the built command line plans the estate beside this file as of a fixed day
 * against the embedded CA, and Chromium opens the page. `npm run screenshots` runs it.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = join(HERE, "../../..");
const CLI = join(REPOSITORY, "dist/lib/cli/bin.js");
const AS_OF = "2026-11-21";

const PICTURES = [
  { name: "report-light", colorScheme: "light", width: 1280, height: 1500 },
  { name: "report-dark", colorScheme: "dark", width: 1280, height: 1500 },
  { name: "report-phone", colorScheme: "light", width: 390, height: 1900 },
];

/** The variables that the simulator says, and the process that serves until it is ended. */
async function simulate() {
  const process = spawn("node", [CLI, "simulate", "--port", "0", "--scenario", join(HERE, "scenario.yaml")]);
  let text = "";
  for await (const chunk of process.stdout) {
    text += chunk;
    if (text.includes("Ctrl-C")) break;
  }
  const variables = Object.fromEntries([...text.matchAll(/(\w+_URL)=(\S+)/g)].map(([, name, url]) => [name, url]));
  return { process, variables };
}

async function writeReport(folder) {
  const simulator = await simulate();
  const page = join(folder, "report.html");
  const { status, stderr } = spawnSync("node", [CLI, "plan", "--as-of", AS_OF, "--output", `html=${page}`], {
    cwd: HERE,
    env: { ...process.env, ...simulator.variables },
    encoding: "utf8",
  });
  simulator.process.kill();
  if (status !== 3) throw new Error(`the plan ended with ${status}, not with a violation:\n${stderr}`);
  return page;
}

const folder = mkdtempSync(join(tmpdir(), "dcv-pictures-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const report = pathToFileURL(await writeReport(folder)).href;
  for (const { name, colorScheme, width, height } of PICTURES) {
    const page = await browser.newPage({ colorScheme, viewport: { width, height } });
    await page.goto(report);
    const path = join(process.argv[2] ?? join(REPOSITORY, "docs/images"), `${name}.png`);
    await page.screenshot({ path });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
