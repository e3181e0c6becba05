/** Asks Git what changed since a revision, through its own program. */
import { execFile } from "node:child_process";
import { isAbsolute, join, relative, sep } from "node:path";
import { printable } from "../core/printable";
import type { RunContext } from "./context";
import { UserError } from "./user-error";

/** What changed between now, commits or not, and the commit at which HEAD and the revision parted. */
export interface Repository {
  /** The text of a file as it was then, by absolute path; null where there was none. */
  textThen(path: string): Promise<string | null>;
  /** All files then, absolute; `links` are symbolic links and submodules. */
  filesThen(): Promise<{ readonly files: readonly string[]; readonly links: readonly string[] }>;
  /** Files at or below an absolute path that were added, edited or removed; those new to Git included. */
  changedFiles(path: string): Promise<readonly ChangedFile[]>;
  /**
   * Whether one of these absolute paths is, or was, a symbolic link or a submodule that leads elsewhere now.
   * @param links those of the paths that are symbolic links now
   */
  leadsElsewhere(paths: readonly string[], links: readonly string[]): Promise<boolean>;
}

export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  /** Whether it was or is a symbolic link or a submodule; false for a file that is new to Git. */
  readonly isLink: boolean;
}

/**
 * @param directory absolute, inside the repository
 * @throws UserError where there is no repository, no such revision, or no common ancestor with it
 */
export async function openRepository(directory: string, since: string, context: RunContext): Promise<Repository> {
  const askedIn = async (place: string, advice: string, args: readonly string[]): Promise<string> => {
    const { ok, output, complaint, safeDirectory } = await runGit(place, args, context);
    if (ok) return output.trimEnd();
    const problem = safeDirectory === null ? advice : `Git refuses a repository of another user; run: ${safeDirectory}`;
    throw new UserError(`--changed-since ${since}: ${problem}${complaint === "" ? "" : ` (git: ${complaint})`}`);
  };
  const needsRepository = "this needs the file to lie in a Git repository";
  const root = await askedIn(directory, needsRepository, ["rev-parse", "--show-toplevel"]);
  const asked = (advice: string, ...args: readonly string[]): Promise<string> => askedIn(root, advice, args);
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
    async textThen(path) {
      const name = relative(root, path);
      if (isOutside(name)) return null;
      const found = await asked(failed, "ls-tree", "--name-only", base, "--", name);
      return found === "" ? null : asked(failed, "cat-file", "blob", `${base}:${name}`);
    },
    async filesThen() {
      const listed = await asked(failed, "ls-tree", "-r", "-z", "--full-tree", base);
      const entries = listed.split("\0").filter((one) => one !== "");
      const [links, files] = [true, false].map((wanted) =>
        entries
          .filter((entry) => LINK_MODES.has(entry.slice(0, 6)) === wanted)
          .map((entry) => join(root, entry.slice(entry.indexOf("\t") + 1))),
      );
      return { files: files ?? [], links: links ?? [] };
    },
    async leadsElsewhere(paths, links) {
      const [names, linksNow] = [paths, links].map((some) => some.map((path) => relative(root, path)).filter(isInside));
      if (names === undefined || linksNow === undefined || names.length === 0) return false;
      // A link that Git does not know yet is in no difference.
      for (const name of linksNow) {
        if (!(await asked(failed, "ls-tree", base, "--", name)).startsWith("120000 ")) return true;
      }
      const wanted = new Set(names);
      const changes = await asked(failed, "diff", ...DIFF_OPTIONS, "--raw", "-z", base, "--", ...names);
      return rawChanges(changes).some((one) => wanted.has(one.name) && isLinkChange(one));
    },
    async changedFiles(path) {
      const name = relative(root, path);
      if (isOutside(name)) return []; // lies elsewhere, so no change here touches it
      const place = name === "" ? "." : name;
      const known = rawChanges(await asked(failed, "diff", ...DIFF_OPTIONS, "--raw", "-z", base, "--", place));
      const unknown = await asked(failed, "ls-files", "--others", "--exclude-standard", "-z", "--", place);
      const unknownNames = unknown.split("\0").filter((one) => one !== "");
      return [
        ...known.map((one) => ({ path: join(root, one.name), isLink: isLinkChange(one) })),
        ...unknownNames.map((one) => ({ path: join(root, one), isLink: false })),
      ];
    },
  };
}

/** Inside of the root, and not the root itself. */
function isInside(relativePath: string): boolean {
  return relativePath !== "" && !isOutside(relativePath);
}

function isOutside(relativePath: string): boolean {
  return relativePath === ".." || relativePath.startsWith(`..${sep}`) || isAbsolute(relativePath);
}

/** Whatever the user has set up for reading differences must not change what is read here. */
const DIFF_OPTIONS = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--no-renames",
  "--no-relative",
  "--ignore-submodules=none",
];

/** A symbolic link and a submodule, as Git writes their modes. */
const LINK_MODES = new Set(["120000", "160000"]);

interface RawChange {
  /** Then and now. */
  readonly modes: readonly string[];
  readonly name: string;
}

function isLinkChange({ modes }: RawChange): boolean {
  return modes.some((mode) => LINK_MODES.has(mode));
}

/** `:MODE MODE SHA SHA STATUS` and a name, in turn. */
function rawChanges(output: string): readonly RawChange[] {
  const parts = output.split("\0");
  return parts.flatMap((part, index) => {
    const [, then, now] = /^:(\d{6}) (\d{6}) /.exec(part) ?? [];
    return then === undefined || now === undefined ? [] : [{ modes: [then, now], name: parts[index + 1] ?? "" }];
  });
}

interface GitResult {
  readonly ok: boolean;
  readonly output: string;
  /** The first line of its standard error. */
  readonly complaint: string;
  /** The command that Git itself advises where the repository belongs to another user; null otherwise. */
  readonly safeDirectory: string | null;
}

/**
 * A folder of the checkout may look like a bare repository, with settings of its own that name commands to run
 * (git-config(1), `safe.bareRepository` and `core.fsmonitor`).
 */
const OWN_SETTINGS = ["-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false"];

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

function runGit(directory: string, args: readonly string[], { env, interrupted }: RunContext): Promise<GitResult> {
  const options = {
    cwd: directory,
    env: { ...environmentOfGit(env), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_LITERAL_PATHSPECS: "1" },
    maxBuffer: MAX_OUTPUT_BYTES,
    signal: interrupted,
  };
  return new Promise((resolve, reject) => {
    execFile("git", [...OWN_SETTINGS, ...args], options, (error, stdout, stderr) => {
      if (interrupted.aborted) return reject(interrupted.reason as Error);
      const isMissing = error !== null && error.code === "ENOENT";
      const complaint = isMissing ? "the program git was not found" : (stderr.split("\n")[0] ?? "");
      const advised = /git config --global --add safe\.directory \S.*/.exec(stderr)?.[0] ?? null;
      const safeDirectory = advised === null ? null : printable(advised);
      resolve({ ok: error === null, output: stdout, complaint: printable(complaint), safeDirectory });
    });
  });
}

/** What it needs to find itself, its settings and the repository. Credentials are none of its business. */
const NEEDED_BY_GIT =
  /^(PATH|PATHEXT|HOME|USERPROFILE|SYSTEMROOT|TEMP|TMP|TMPDIR|XDG_CONFIG_HOME|GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)))$/i;

function environmentOfGit(env: RunContext["env"]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED_BY_GIT.test(name)));
}
