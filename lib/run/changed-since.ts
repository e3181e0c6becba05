/** `--changed-since`: what changed in Git since a revision, as names of domains, waivers, providers and rules. */
import { lstat, readFile, readlink, realpath } from "node:fs/promises";
import { dirname, join, parse, relative, resolve, sep } from "node:path";
import type { Config } from "../config/config";
import { matchesPath } from "../config/glob";
import type { LoadedFile } from "../config/load";
import { touchedParts } from "../config/touched-parts";
import { unitedParts } from "../core/changed-parts";
import type { Comparison, ChangedParts } from "../core/changed-parts";
import { asList, asMapping, asText } from "../core/loose-values";
import { parseDocument } from "../document/document";
import type { Rule } from "../policy/rule";
import type { RunContext } from "./context";
import { openRepository } from "./git";
import type { Repository } from "./git";
import { UserError } from "./user-error";

export interface CompareWith {
  readonly since: string;
  readonly onlyChanged: boolean;
  /** Ask the CAs for every declared domain, and not only for those that the edit may concern. */
  readonly full: boolean;
}

/**
 * Compares with the commit at which HEAD and `since` parted, so that what others did there since is not ours; what is not
 * committed yet counts. Values are compared, not lines: a comment or a moved line touches nothing.
 * @throws UserError where Git cannot say it
 */
export async function compareSince(
  { since, onlyChanged }: CompareWith,
  files: readonly LoadedFile[],
  config: Config,
  rules: readonly Rule[],
  context: RunContext,
): Promise<Comparison> {
  const paths = files.flatMap(({ path }) => (path === null ? [] : [path]));
  const [root = null, ...included] = paths;
  if (root === null) throw new UserError(`--changed-since ${since}: this needs a file, not standard input`);
  const repository = await openRepository(dirname(await realpath(root)), since, context);
  const ruleFiles = rules.map(({ file: shown }) => resolve(context.cwd, shown));
  const way = await Promise.all(
    [...paths, ...config.policies.paths.map((one) => one.path), ...ruleFiles].map(pathsOnTheWay),
  );
  const onTheWay = new Set(way.flatMap((one) => one.paths));
  const links = new Set(way.flatMap((one) => one.links));
  if (await repository.leadsElsewhere([...onTheWay], [...links])) return { since, onlyChanged, changed: EVERYTHING };
  const ofRoot = await partsOfFile(repository, root, null);
  const ofIncluded = await Promise.all(included.map((path) => partsOfFile(repository, path, NO_FILE)));
  const ofRemoved = await partsOfRemovedFiles(repository, root, included);
  const ofRules = await partsOfRules(repository, config, rules, ruleFiles);
  return { since, onlyChanged, changed: unitedParts([ofRoot, ...ofIncluded, ...ofRemoved, ofRules]) };
}

const NOTHING: ChangedParts = {
  everything: false,
  domains: new Set(),
  waivers: [],
  rules: new Set(),
  providers: new Set(),
};
const EVERYTHING: ChangedParts = { ...NOTHING, everything: true };

/** The value of an included file that does not exist: it declares nothing. */
const NO_FILE = {};

/** `missing` is the value of a file that was not there; null: it, or a file that could not be read, distinguishes nothing. */
async function partsOfFile(repository: Repository, path: string, missing: object | null): Promise<ChangedParts> {
  const { then, now, existed } = await versionsOf(repository, await realpath(path));
  const before = existed ? then : missing;
  return before === null ? EVERYTHING : touchedParts(before, now);
}

/** The files that a pattern of `include` matched then and that are gone now. */
async function partsOfRemovedFiles(
  repository: Repository,
  root: string,
  included: readonly string[],
): Promise<readonly ChangedParts[]> {
  const directory = dirname(root);
  const patterns = asList(asMapping(valueOf(await readFile(root, "utf8"), root)).include).flatMap(
    (one) => asText(one) ?? [],
  );
  const isPattern = patterns.some((pattern) => /[*?]/.test(pattern));
  const changed = isPattern ? await repository.changedFiles(await realpath(directory)) : [];
  const removed = changed.filter(
    (path) => !included.includes(path) && patterns.some((pattern) => matchesPath(relative(directory, path), pattern)),
  );
  return Promise.all(
    removed.map(async (path) => {
      const then = await repository.textThen(path);
      return then === null ? NOTHING : touchedParts(valueOf(then, path), NO_FILE);
    }),
  );
}

/** A rule whose value changed touches its findings; one that is gone leaves no name, so it touches everything. */
async function partsOfRules(
  repository: Repository,
  { policies }: Config,
  rules: readonly Rule[],
  ruleFiles: readonly string[],
): Promise<ChangedParts> {
  const paths = await Promise.all(policies.paths.map(({ path }) => realpath(path)));
  const changed = new Set((await Promise.all(paths.map((path) => repository.changedFiles(path)))).flat());
  const files = await Promise.all(ruleFiles.map((file) => realpath(file).catch(() => file)));
  const touched: string[] = [];
  for (const [index, { id }] of rules.entries()) {
    const file = files[index] ?? "";
    if (!changed.delete(file)) continue;
    const { then, now } = await versionsOf(repository, file);
    if (JSON.stringify(then) !== JSON.stringify(now)) touched.push(id);
  }
  const left = [...changed].filter((path) => /\.ya?ml$/.test(path));
  return { ...NOTHING, everything: left.length > 0, rules: new Set(touched) };
}

/** The file's value then and now; null where it was not there, or is no YAML. */
async function versionsOf(
  repository: Repository,
  file: string,
): Promise<{ readonly then: unknown; readonly now: unknown; readonly existed: boolean }> {
  const [then, now] = await Promise.all([repository.textThen(file), readFile(file, "utf8")]);
  return { then: then === null ? null : valueOf(then, file), now: valueOf(now, file), existed: then !== null };
}

/** The text as plain data; null where it is no YAML. */
function valueOf(text: string, file: string): unknown {
  const { value, diagnostics } = parseDocument(text, file);
  return value === null && diagnostics.length > 0 ? null : value;
}

/** A chain of more links is a loop, which the file system refuses too. */
const MAX_LINKS = 40;

/** The path, each folder above it, and the same for whatever its symbolic links lead through: what decides which file it is. */
async function pathsOnTheWay(
  path: string,
): Promise<{ readonly paths: readonly string[]; readonly links: readonly string[] }> {
  const { root } = parse(path);
  const paths: string[] = [];
  const links: string[] = [];
  let rest = path.slice(root.length).split(sep);
  let at = root;
  while (rest.length > 0 && links.length <= MAX_LINKS) {
    at = join(at, rest[0] ?? "");
    rest = rest.slice(1);
    paths.push(at);
    const isLink = await lstat(at).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (!isLink) continue;
    links.push(at);
    const target = resolve(dirname(at), await readlink(at));
    rest = [...target.slice(root.length).split(sep), ...rest];
    at = root;
  }
  return { paths, links };
}
