/** Reads the rules: the built-in ones, which always apply, and the user's own, which replace those of the same id. */
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { byPlace } from "../core/diagnostic";
import type { Diagnostic, Place } from "../core/diagnostic";
import { compareText } from "../core/order";
import { isInside, staysInside } from "../document/boundary";
import { displayName, readTextFile } from "../document/read";
import { parseDocument } from "../document/document";
import { bounded } from "../document/problems";
import { wholeBudget } from "./budget";
import { parseRule } from "./rule";
import type { Rule } from "./rule";

/** Diagnostics quote the lines below these keys only: `policies.paths` may name a file of another program. */
const RULE_KEYS: readonly string[] = [
  ...["id", "title", "severity", "subject", "source", "effective", "when", "require", "message", "remediation"],
];

/** A file or directory that `policies.paths` names, and where it does so. */
export interface PolicyPath {
  /** Absolute. */
  readonly path: string;
  readonly place: Place;
  /** The folder that no file of the path may lie outside of. */
  readonly boundary: string;
}

/** The rules by id, and every problem of every file. `directory` holds the built-in ones. */
export async function loadRules(directory: string, paths: readonly PolicyPath[], cwd: string): Promise<ReadRules> {
  const [builtIn, own] = await Promise.all([
    // Shown as `policies/…`, the same on every machine.
    builtInFiles(directory).then((files) => readRules(files.map(trusted), dirname(directory), "built-in")),
    readOwnRules(paths, cwd),
  ]);
  const byId = new Map(builtIn.rules.map((rule) => [rule.id, rule]));
  for (const rule of own.rules) byId.set(rule.id, { ...rule, replaces: byId.get(rule.id)?.file ?? null });
  const rules = [...byId.values()].sort((a, b) => compareText(a.id, b.id));
  const ids = [...new Set([...builtIn.ids, ...own.ids])];
  return { rules, ids, diagnostics: [...builtIn.diagnostics, ...own.diagnostics] };
}

/** The ids of the built-in rules without reading them: each stands in a file of its name, which a test checks. */
export async function builtInRuleIds(directory: string): Promise<readonly string[]> {
  const files = await builtInFiles(directory);
  return files.map((file) => basename(file, extname(file))).sort(compareText);
}

export interface ReadRules {
  readonly rules: readonly Rule[];
  /** Including those of broken rules. */
  readonly ids: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The user's own rules alone. */
export async function readOwnRules(paths: readonly PolicyPath[], cwd: string): Promise<ReadRules> {
  const files: RuleFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, place, boundary } of paths) {
    const refuse = (message: string): void => {
      diagnostics.push({ code: "no-such-policy", severity: "error", message, place, excerpt: null });
    };
    if (!(await staysInside(path, boundary))) {
      refuse(`${displayName(path, cwd)} leads out of the repository; copy the rules into the repository`);
      continue;
    }
    const outside: string[] = [];
    const inside = await filesAt(path, boundary, outside).catch(() => null); // it is not there, or may not be read
    for (const folder of outside) {
      refuse(`${displayName(folder, cwd)} leads out of the repository; copy the rules into the repository`);
    }
    if (inside === null) {
      refuse(
        `there is no file or directory ${displayName(path, cwd)} that can be read; create it or remove it from policies.paths`,
      );
    } else if (inside.length + outside.length === 0) {
      refuse(
        `the directory ${displayName(path, cwd)} holds no rule (*.yaml); add one or remove it from policies.paths`,
      );
    } else files.push(...inside.map((file) => ({ path: file, boundary })));
  }
  const read = await readRules(files, cwd, "own");
  return { ...read, diagnostics: [...diagnostics, ...read.diagnostics] };
}

/** `outside` gets the linked folders that are not entered. */
async function filesAt(path: string, boundary: string, outside: string[]): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const files = await ruleFilesBelow(path, boundary, outside, new Set());
  return files.sort(compareText);
}

/** Enters each folder once, by whichever link it is reached first: a link may lead back to where it is. */
async function ruleFilesBelow(
  directory: string,
  boundary: string,
  outside: string[],
  entered: Set<string>,
): Promise<string[]> {
  const real = await realpath(directory);
  if (entered.has(real)) return [];
  entered.add(real);
  if (!isInside(real, boundary)) {
    outside.push(directory);
    return [];
  }
  const files: string[] = [];
  const names = await readdir(directory);
  for (const name of names.sort(compareText)) {
    const path = join(directory, name);
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
    if (isFolder) files.push(...(await ruleFilesBelow(path, boundary, outside, entered)));
    else if (RULE_FILE.test(name)) files.push(path);
  }
  return files;
}

const RULE_FILE = /\.ya?ml$/;

/** Sorted by path. The tables stand in a folder below the built-in rules, which is why those are read alone. */
async function builtInFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => RULE_FILE.test(name))
    .sort(compareText)
    .map((name) => join(directory, name));
}

/** `boundary`: as in `PolicyPath`; null for a file of the package. */
interface RuleFile {
  readonly path: string;
  readonly boundary: string | null;
}

function trusted(path: string): RuleFile {
  return { path, boundary: null };
}

async function readRules(files: readonly RuleFile[], cwd: string, origin: "built-in" | "own"): Promise<ReadRules> {
  const rules = new Map<string, Rule>();
  const ids: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const budget = wholeBudget();
  const readOne = ({ path, boundary }: RuleFile) => readTextFile(path, cwd, boundary);
  // The built-in ones are few, so they are read at once; of its own rules a user may have thousands.
  const builtIn = origin === "built-in" ? await Promise.all(files.map(readOne)) : [];
  for (const [index, file] of files.entries()) {
    const read = builtIn[index] ?? (await readOne(file));
    if (!read.ok) {
      diagnostics.push(...read.diagnostics);
      continue;
    }
    const document = parseDocument(read.text, read.file, RULE_KEYS);
    const { rule, diagnostics: found } = await parseRule(document, origin, budget);
    diagnostics.push(...bounded([...found].sort(byPlace)));
    ids.push(String((document.value as { readonly id?: unknown } | null)?.id));
    if (rule === null) continue;
    const twin = rules.get(rule.id);
    if (twin !== undefined) {
      const message = `the rule "${rule.id}" stands in ${twin.file} too; keep one of them`;
      diagnostics.push(document.diagnostic("duplicate-rule", "error", message, ["id"]));
    }
    rules.set(rule.id, rule);
  }
  return { rules: [...rules.values()], ids, diagnostics };
}
