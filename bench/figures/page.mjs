/** The HTML report of 10,000 domains, opened, sorted and filtered in Chromium, against a bare table of as many rows. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { dcv } from "../support/process.mjs";
import { AS_OF, serveEstate, TROUBLED, writeEstate } from "../support/estate.mjs";

const DOMAINS = 10_000;
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];

const USE = `(async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  document.querySelectorAll("#domain-table thead button")[2].click();
  await painted();
  const input = document.getElementById("filter");
  input.value = "host-77.example";
  input.dispatchEvent(new Event("input"));
  const status = document.querySelector("[role=status]");
  while (!status.textContent.startsWith("1 of 10,000")) await painted();
  await painted();
})()`;

async function report() {
  const server = await serveEstate(DOMAINS, TROUBLED);
  const cwd = writeEstate(DOMAINS);
  try {
    const env = { SCM_URL: server.url };
    await dcv(["plan", "--as-of", AS_OF, "--output", "html=report.html"], { cwd, env, expectedCode: 3 });
    return readFileSync(join(cwd, "report.html"), "utf8");
  } finally {
    await server.end();
  }
}

const cells = (row) => Array.from({ length: 9 }, (_, column) => `<td>row ${row} column ${column}</td>`).join("");
const BARE = `<!doctype html><table>${Array.from({ length: DOMAINS }, (_, row) => `<tr>${cells(row)}</tr>`).join("")}</table>`;

export async function measure() {
  if (!existsSync(EXECUTABLE)) {
    console.error(`no Chromium at ${EXECUTABLE} ($CHROMIUM): the page is not measured`);
    return [];
  }
  const text = await report();
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  /** Time of the page's own thread, least of three. */
  const work = async (html, script) => {
    let least = Infinity;
    for (let run = 0; run < 3; run += 1) {
      const page = await browser.newPage();
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      await page.setContent(html);
      await page.evaluate(script);
      const { metrics } = await session.send("Performance.getMetrics");
      least = Math.min(least, metrics.find(({ name }) => name === "TaskDuration").value * 1000);
      await page.close();
    }
    return least;
  };
  try {
    const baseline = { what: "bare table, opened", value: await work(BARE, "document.body.offsetHeight") };
    const value = await work(text, USE);
    return [{ what: "HTML report, 10,000 domains: open, sort, filter", unit: "ms CPU", value, baseline, limit: 10 }];
  } finally {
    await browser.close();
  }
}
