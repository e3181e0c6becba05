/** Asks Git what changed since a revision, through its own program. */
import { execFile } from "node:child_process";
import { isAbsolute, join, relative, sep } from "node:path";
import { printable } from "../core/printable";
import type { RunContext } from "./context";
import { UserError } from "./user-error";

/** What changed between now, commits or not, and the commit at which HEAD and the revision parted. */
export interface Repository {
  /** A file of the directory as it was then; null where there was none. */
  textThen(name: string): Promise<string | null>;
  /** The lines that the change removed from the file as it was, and those it brought into the file as it is. */
  changedLines(name: string): Promise<ChangedLines>;
  /** Files at or below an absolute path that were added, edited or removed, absolute; those new to Git included. */
  changedFiles(path: string): Promise<readonly string[]>;
}

export interface ChangedLines {
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
}

/**
 * @param directory absolute, inside the repository
 * @throws UserError where there is no repository, no such revision, or no common ancestor with it
 */
export async function openRepository(directory: string, since: string, host: RunContext): Promise<Repository> {
  const git = (...args: readonly string[]): Promise<GitResult> => runGit(directory, args, host);
  const asked = async (advice: string, ...args: readonly string[]): Promise<string> => {
    const { ok, output, complaint } = await git(...args);
    if (ok) return output.trimEnd();
    throw new UserError(`--changed-since ${since}: ${advice}${complaint === "" ? "" : ` (git: ${complaint})`}`);
  };
  const root = await asked("this needs the file to lie in a Git repository", "rev-parse", "--show-toplevel");
  const there = await asked(
    "there is no such revision here; fetch it first",
    ...["rev-parse", "--verify", "--end-of-options", `${since}^{commit}`],
  );
  const base = await asked(
    "it has no ancestor in common with HEAD that is known here; fetch the whole history (fetch-depth: 0)",
    ...["merge-base", there, "HEAD"],
  );
  const failed = "git could not say what changed";
  return {
    async textThen(name) {
      const found = await asked(failed, "ls-tree", "--name-only", base, "--", name);
      return found === "" ? null : asked(failed, "cat-file", "blob", `${base}:./${name}`);
    },
    async changedLines(name) {
      return hunkLines(await asked(failed, "diff", ...DIFF_OPTIONS, base, "--", name));
    },
    async changedFiles(path) {
      if (isOutside(relative(root, path))) return []; // lies elsewhere, so no change here touches it
      const known = await asked(failed, "diff", ...DIFF_OPTIONS, "--name-only", "-z", base, "--", path);
      const unknown = await asked(
        failed,
        "ls-files",
        "--others",
        "--exclude-standard",
        "--full-name",
        "-z",
        "--",
        path,
      );
      const names = [...known.split("\0"), ...unknown.split("\0")].filter((name) => name !== "");
      return names.map((name) => join(root, name));
    },
  };
}

function isOutside(relativePath: string): boolean {
  return relativePath === ".." || relativePath.startsWith(`..${sep}`) || isAbsolute(relativePath);
}

/** Without lines around what changed, between two changes that are near each other, or whose end alone differs. */
const FEWEST_LINES = ["--unified=0", "--inter-hunk-context=0", "--ignore-cr-at-eol"];

/** Whatever the user has set up for reading differences must not change what is read here. */
const DIFF_OPTIONS = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--no-renames",
  "--no-relative",
  "--text",
  ...FEWEST_LINES,
];

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Only a line feed ends a line here: what the file holds must not look like a hunk. */
function hunkLines(diff: string): ChangedLines {
  const removed = new Set<number>();
  const added = new Set<number>();
  for (const line of diff.split("\n")) {
    const [, from, fromCount = "1", to, toCount = "1"] = HUNK.exec(line) ?? [];
    for (let index = 0; index < Number(fromCount) && from !== undefined; index += 1) removed.add(Number(from) + index);
    for (let index = 0; index < Number(toCount) && to !== undefined; index += 1) added.add(Number(to) + index);
  }
  return { removed, added };
}

interface GitResult {
  readonly ok: boolean;
  readonly output: string;
  /** The first line of what it said on its standard error. */
  readonly complaint: string;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

function runGit(directory: string, args: readonly string[], { env, interrupted }: RunContext): Promise<GitResult> {
  const options = {
    cwd: directory,
    env: { ...environmentOfGit(env), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_LITERAL_PATHSPECS: "1" },
    maxBuffer: MAX_OUTPUT_BYTES,
    signal: interrupted,
  };
  return new Promise((resolve, reject) => {
    execFile("git", [...args], options, (error, stdout, stderr) => {
      if (interrupted.aborted) return reject(interrupted.reason as Error);
      const isMissing = error !== null && error.code === "ENOENT";
      const complaint = isMissing ? "the program git was not found" : (stderr.split("\n")[0] ?? "");
      resolve({ ok: error === null, output: stdout, complaint: printable(complaint) });
    });
  });
}

/** What it needs to find itself, its settings and the repository. Credentials are none of its business. */
const NEEDED_BY_GIT =
  /^(PATH|PATHEXT|HOME|USERPROFILE|SYSTEMROOT|TEMP|TMP|TMPDIR|XDG_CONFIG_HOME|GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)))$/i;

function environmentOfGit(env: RunContext["env"]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED_BY_GIT.test(name)));
}
