/** Processes and what they take: wall time, time on the processor, peak memory. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

export const BIN = join(import.meta.dirname, "../../dist/lib/cli/bin.js");

const directory = mkdtempSync(join(tmpdir(), "dcv-bench-"));
process.on("exit", () => rmSync(directory, { recursive: true }));

const PRELOAD = join(directory, "usage.cjs");
writeFileSync(
  PRELOAD,
  `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMb: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  require("node:fs").writeFileSync(process.env.DCV_BENCH_USAGE, JSON.stringify(usage));
});`,
);
let runs = 0;

/** A new folder for the files of one figure. */
export function newFolder() {
  return mkdtempSync(join(directory, "figure-"));
}

/** Runs node with these arguments to its end: exit code, output, wall time in ms, CPU time in ms, peak memory in MB. */
export async function run(args, { cwd = directory, env = {}, expectedCode = 0, onStart = () => {} } = {}) {
  const usage = join(directory, `usage-${(runs += 1)}.json`);
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--require", PRELOAD, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: directory, DCV_BENCH_USAGE: usage, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
  onStart(child);
  const code = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (exitCode, signal) => done(exitCode ?? 128 + constants.signals[signal]));
  });
  const wallMs = performance.now() - startedAt;
  if (code !== expectedCode)
    throw new Error(`exit code ${code}, not ${expectedCode}: node ${args.join(" ")}\n${said.stderr}`);
  // A process that a signal killed leaves no usage.
  return { code, wallMs, ...said, ...(existsSync(usage) ? JSON.parse(readFileSync(usage, "utf8")) : {}) };
}

export const dcv = (args, options) => run([BIN, ...args], options);

/** What Node takes to do nothing. */
export const idle = () => run(["-e", "0"]);

/** The least of several runs, for each quantity: the others say what else the machine was doing. */
export async function least(times, measure) {
  const results = [];
  for (let index = 0; index < times; index += 1) results.push(await measure());
  const of = (quantity) => Math.min(...results.map((result) => result[quantity]));
  return { wallMs: of("wallMs"), cpuMs: of("cpuMs"), peakMb: of("peakMb") };
}
