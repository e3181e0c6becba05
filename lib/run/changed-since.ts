/** `--changed-since`: what the lines changed in Git since a revision mean for the domains, waivers and rules of a run. */
import { realpath } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Config } from "../config/config";
import { substitute } from "../config/substitute";
import { touchedParts } from "../config/touched-parts";
import { unitedParts } from "../core/touched";
import type { Comparison, TouchedParts } from "../core/touched";
import { parseDocument, withValue } from "../document/document";
import type { YamlDocument } from "../document/document";
import type { Rule } from "../policy/rule";
import { openRepository } from "./git";
import type { Repository } from "./git";
import type { RunContext } from "./context";
import { whereLeads } from "../state/whole-file";

export interface CompareWith {
  readonly since: string;
  readonly onlyTouched: boolean;
}

/**
 * Compares with the commit at which HEAD and `since` parted, so that what others did there meanwhile is not ours; what is
 * not committed yet counts.
 * @throws UserError where Git cannot say it
 */
export async function compareSince(
  { since, onlyTouched }: CompareWith,
  configPath: string,
  document: YamlDocument,
  config: Config,
  rules: readonly Rule[],
  host: RunContext,
): Promise<Comparison> {
  const path = await realpath(resolve(host.cwd, configPath)); // Git looks at a link, not through it
  const repository = await openRepository(dirname(path), since, host);
  const ofFile = await partsOfFile(repository, basename(path), document, host);
  const ofRules = await partsOfRules(repository, config, rules, host);
  return { since, onlyTouched, touched: unitedParts([ofFile, ofRules]) };
}

const NOTHING: TouchedParts = {
  everything: false,
  domains: new Set(),
  waivers: [],
  rules: new Set(),
  providers: new Set(),
};

/** What was removed is found in the file as it was; a file that was not there, or cannot be read, tells nothing apart. */
async function partsOfFile(
  repository: Repository,
  name: string,
  document: YamlDocument,
  host: RunContext,
): Promise<TouchedParts> {
  const { removed, added } = await repository.changedLines(name);
  const then = await repository.textThen(name);
  if (then === null) return { ...NOTHING, everything: true };
  const before = parseDocument(then, document.file);
  if (before.value === null && before.diagnostics.length > 0) return { ...NOTHING, everything: true };
  const { value } = substitute(before, host.env);
  return unitedParts([touchedParts(document, added), touchedParts(withValue(before, value), removed)]);
}

/** A rule that changed touches its findings; one that is gone leaves no name behind. */
async function partsOfRules(
  repository: Repository,
  { policies }: Config,
  rules: readonly Rule[],
  { cwd }: RunContext,
): Promise<TouchedParts> {
  const paths = await Promise.all(policies.paths.map(({ path }) => realpath(path)));
  const changed = new Set((await Promise.all(paths.map((path) => repository.changedFiles(path)))).flat());
  const files = await Promise.all(rules.map(({ file }) => whereLeads(resolve(cwd, file))));
  const touched = rules.filter((_, index) => changed.delete(files[index] ?? ""));
  const left = [...changed].filter((path) => /\.ya?ml$/.test(path));
  return { ...NOTHING, everything: left.length > 0, rules: new Set(touched.map(({ id }) => id)) };
}
