/** The built command as a process of its own, for what only a process can show. `npm run build` makes it. */
import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "./tables";

export const BIN = join(REPOSITORY, "dist/lib/cli/bin.js");
const ENV = { PATH: process.env.PATH ?? "", HOME: tmpdir() };

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
  /** Options of node itself. */
  readonly nodeArgs?: readonly string[];
}

/** Starts `dcv`; its environment is the one given and a PATH. */
export function startDcv(args: readonly string[], options: CommandOptions = {}): ChildProcess {
  const { cwd = REPOSITORY, env = {}, stdio = ["ignore", "pipe", "pipe"], nodeArgs = [] } = options;
  if (!existsSync(BIN)) throw new Error("run `npm run build` first: these tests run the built command");
  return spawn(process.execPath, [...nodeArgs, BIN, ...args], { cwd, env: { ...ENV, ...env }, stdio });
}

export interface Ended {
  /** As a shell tells it: 128 and the number of the signal for a process that a signal killed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a process, with everything it says from now on. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => (said[name] += text));
  }
  const code = await new Promise<number>((done, fail) => {
    child.once("error", fail);
    child.once("close", (exitCode, signal) => done(exitCode ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  });
  return { code, ...said };
}
