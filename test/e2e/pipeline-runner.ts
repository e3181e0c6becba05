/** Runs the shell of a pipeline as its runner would: the real bash, the built dcv, an estate in Git, and nothing beyond this machine. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../support/tables";

export const BIN = join(REPOSITORY, "dist/lib/cli/bin.js");

export interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The flags are those of GitHub's `shell: bash`, and, but for the profile, of GitLab's runner. */
export const BASH = ["--noprofile", "--norc", "-eo", "pipefail"];

/** Does not block, so that a server of the test can answer. `program` is bash, or sh with flags of its own. */
export async function runShell(
  text: string,
  {
    cwd,
    env,
    program = "bash",
    flags = BASH,
  }: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly program?: string;
    readonly flags?: readonly string[];
  },
): Promise<ShellResult> {
  const child = spawn(program, [...flags, "-c", text], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => (written[name] += chunk));
  const code = await new Promise<number | null>((done) => child.on("close", (status) => done(status)));
  return { code, ...written };
}

/** An executable of this name in the folder. */
export function writeProgram(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}

/** A folder with nothing but `dcv`, the built one. */
export function writeDcv(folder: string): void {
  if (!existsSync(BIN)) throw new Error("run `npm run build` first: these tests run the built command");
  writeProgram(folder, "dcv", `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
}

/** What a shell of these tests sees: no setting of whoever runs them. */
export const shellEnv = (home: string, ...paths: readonly string[]): Readonly<Record<string, string>> => ({
  PATH: [...paths, process.env.PATH ?? ""].join(":"),
  HOME: home,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
});

export interface Estate {
  /** A clone with the branch `change` checked out, one commit ahead of `origin/main`. */
  readonly clone: string;
  readonly origin: string;
}

/** The sample's `domains.yaml` in Git, and a branch with `edit` done to it. `depth` makes the clone a shallow one. */
export function makeEstate(folder: string, edit: (text: string) => string, depth?: number): Estate {
  const origin = join(folder, "origin");
  const clone = join(folder, "estate");
  const file = join(origin, "domains.yaml");
  const git = (...args: readonly string[]): void => {
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...author, ...args], { cwd: origin, env: shellEnv(folder), stdio: "pipe" });
  };
  mkdirSync(origin);
  copyFileSync(join(REPOSITORY, "domains.yaml"), file);
  git("init", "--quiet", "--initial-branch", "main");
  git("add", ".");
  git("commit", "--quiet", "--message", "estate");
  git("checkout", "--quiet", "-b", "change");
  writeFileSync(file, edit(readFileSync(file, "utf8")));
  git("commit", "--quiet", "--all", "--message", "change");
  const shallow = depth === undefined ? [] : ["--depth", String(depth), "--no-single-branch"];
  git("clone", "--quiet", "--branch", "change", ...shallow, `file://${origin}`, clone);
  return { clone, origin };
}

export const onlyAComment = (text: string): string => text.replace("# The domains whose", "# All domains whose");
export const anotherOwner = (text: string): string =>
  text.replace("- www.example.com #", "- { name: www.example.com, owner: web-team@example.com } #");

export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? "").split(":").some((path) => existsSync(join(path, name)));
}

/** An `npm` that writes down how it was called, and leaves a `dcv` that says its arguments. */
export function npmThatBuilds(checkout: string): string {
  return `#!/bin/sh
cd "${checkout}"
echo "$*" >> npm-calls
mkdir -p node_modules dist/lib/cli
echo 'console.log("built", ...process.argv.slice(2))' > dist/lib/cli/bin.js
chmod +x dist/lib/cli/bin.js
`;
}
