/** `--changed-since`: what changed in Git since a revision, as names of domains, waivers, providers and rules. */
import { lstat, readFile, readlink, realpath } from "node:fs/promises";
import { dirname, join, parse, resolve, sep } from "node:path";
import type { Config } from "../config/config";
import { isIncludedBy, mayLeadThrough } from "../config/include";
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
  const ofEstate = await partsOfEstate(repository, root, included);
  const ofRules = await partsOfRules(repository, config, rules, ruleFiles);
  return { since, onlyChanged, changed: unitedParts([ofEstate, ofRules]) };
}

const NOTHING: ChangedParts = {
  everything: false,
  domains: new Set(),
  waivers: [],
  rules: new Set(),
  providers: new Set(),
};
const EVERYTHING: ChangedParts = { ...NOTHING, everything: true };

/** A file that was not there, or that could not be read, distinguishes nothing; an included one that is new declared nothing. */
async function partsOfEstate(repository: Repository, root: string, included: readonly string[]): Promise<ChangedParts> {
  const { then, now } = await versionsOf(repository, await realpath(root));
  const paths = await Promise.all(included.map((path) => realpath(path)));
  const pathsThen = await includedThen(
    repository,
    await realpath(dirname(root)),
    patternsIn(then),
    patternsIn(now),
    paths,
  );
  if (then === null || pathsThen === null) return EVERYTHING;
  const textsThen = await Promise.all(pathsThen.map((path) => repository.textThen(path)));
  const filesThen = pathsThen.flatMap((path, index) => {
    const text = textsThen[index] ?? null;
    return text === null ? [] : [valueOf(text, path)];
  });
  if (filesThen.includes(null)) return EVERYTHING;
  const filesNow = await Promise.all(paths.map(async (path) => valueOf(await readFile(path, "utf8"), path)));
  return touchedParts([then, ...filesThen], [now, ...filesNow]);
}

/** Real paths of the files that the estate may have included then; null where links make it uncertain which ones. */
async function includedThen(
  repository: Repository,
  directory: string,
  patternsThen: readonly string[],
  patternsNow: readonly string[],
  included: readonly string[],
): Promise<readonly string[] | null> {
  if (patternsThen.length === 0) return [];
  const { files, links } = await repository.filesThen();
  const matching = files.filter((path) => patternsThen.some((pattern) => isIncludedBy(pattern, path, directory)));
  if (patternsThen.join("\n") !== patternsNow.join("\n")) return links.length > 0 ? null : matching;
  // What a link led to that is gone, or leads elsewhere, was included as well.
  const ways = links.filter((link) => patternsThen.some((pattern) => mayLeadThrough(pattern, link, directory)));
  if (ways.length > 0 && (await repository.leadsElsewhere(ways, []))) return null;
  // What is included now was included then, if it was there: no link on its way changed.
  return [...new Set([...matching, ...included])];
}

function patternsIn(root: unknown): readonly string[] {
  return asList(asMapping(root).include).flatMap((one) => asText(one) ?? []);
}

/** A rule whose value changed touches its findings; one that is gone leaves no name, so it touches everything. */
async function partsOfRules(
  repository: Repository,
  { policies }: Config,
  rules: readonly Rule[],
  ruleFiles: readonly string[],
): Promise<ChangedParts> {
  const paths = await Promise.all(policies.paths.map(({ path }) => realpath(path)));
  const found = (await Promise.all(paths.map((path) => repository.changedFiles(path)))).flat();
  // Which rules a linked folder held then is not known.
  if (found.some(({ isLink }) => isLink)) return EVERYTHING;
  const changed = new Set(found.map(({ path }) => path));
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
): Promise<{ readonly then: unknown; readonly now: unknown }> {
  const [then, now] = await Promise.all([repository.textThen(file), readFile(file, "utf8")]);
  return { then: then === null ? null : valueOf(then, file), now: valueOf(now, file) };
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
