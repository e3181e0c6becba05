/** Measures the figures, all or those named, and prints one table. Exit code 1 where a row is above its limit or a figure fails. */
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { BIN } from "./support/process.mjs";

const FIGURES = join(import.meta.dirname, "figures");
const names = readdirSync(FIGURES).map((file) => basename(file, ".mjs"));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no such figure: ${unknown.join(", ")}; there are ${names.join(", ")}`);
if (!existsSync(BIN)) throw new Error("run `npm run build` first");

const [cpu] = cpus();
console.log(
  `Node ${process.versions.node}, ${cpus().length} × ${cpu?.model ?? "unknown"}, ${new Date().toISOString()}\n`,
);
console.log("| figure | dcv | baseline | ratio | limit |");
console.log("| --- | ---: | ---: | ---: | ---: |");
let isGood = true;
for (const name of asked.length > 0 ? asked : names) {
  const { measure, isSlow = false } = await import(join(FIGURES, `${name}.mjs`));
  if (isSlow && asked.length === 0) continue;
  const rows = await measure().catch((error) => {
    isGood = false;
    console.error(`${name}: ${error.message}`);
    return [];
  });
  for (const { what, unit, value, baseline, limit } of rows) {
    const ratio = value / baseline.value;
    const mark = ratio > limit ? " **above**" : "";
    isGood &&= ratio <= limit;
    const measured = `${format(value)} ${unit} | ${baseline.what}: ${format(baseline.value)} ${unit}`;
    console.log(`| ${what} | ${measured} | ${ratio.toFixed(2)}${mark} | ${limit} |`);
  }
}
process.exitCode = isGood ? 0 : 1;

function format(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value < 1 ? 3 : 1);
}
