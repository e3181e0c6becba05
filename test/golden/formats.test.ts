/**
 * The other formats, made from the plans of the whole runs beside this file: `UPDATE_GOLDEN=1 npx jest test/golden` writes
 * them anew; read the difference before you commit it.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";
import { FORMATS } from "../../lib/report/registry";
import type { Format } from "../../lib/report/registry";
import { wholeText } from "../support/whole-text";

const FILES: Record<Exclude<Format, "text" | "json">, string> = {
  markdown: "expected.md",
  github: "expected.github.txt",
  sarif: "expected.sarif",
  junit: "expected.junit.xml",
  codequality: "expected.codequality.json",
  html: "expected.html",
  csv: "expected.csv",
  prometheus: "expected.prom",
  ics: "expected.ics",
};

describe.each(["every-action", "hostile-ca", "one-ca-down", "only-what-changed"])("%s", (name) => {
  test.each(Object.entries(FILES) as [keyof typeof FILES, string][])("%s", async (format, file) => {
    const plan = JSON.parse(readFileSync(join(__dirname, name, "expected.json"), "utf8")) as PlanDocument;
    const render = await FORMATS[format].plan();
    const context = { toolVersion: plan.tool.version, color: false, columns: 80 };
    const text = wholeText(render(plan, context));
    expect(wholeText(render(plan, context))).toBe(text);
    const path = join(__dirname, name, file);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
    expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
  });
});
