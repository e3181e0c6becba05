/** The files that `include` names, in the order of its patterns, and for each pattern by name. */
import { realpath } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { asList, asMapping, asText } from "../core/loose-values";
import type { Diagnostic } from "../core/diagnostic";
import { isInside, staysInside } from "../document/boundary";
import type { YamlDocument } from "../document/document";
import { displayName, OUTSIDE } from "../document/read";
import { createProblemList } from "../document/problems";
import { quoted } from "../document/quoted";
import { beginsPath, filesMatching, matchesPath } from "./glob";
import type { Source } from "./sources";

/** More files are a pattern that matches too much. */
const MAX_FILES = 500;

/** Absolute paths. Each file once: a file that two patterns match is reported, as is a pattern that matches none. */
export async function includedFiles(
  document: YamlDocument,
  { path, directory, boundary }: Pick<Source, "path" | "directory" | "boundary">,
): Promise<{ readonly files: readonly string[]; readonly diagnostics: readonly Diagnostic[] }> {
  const problems = createProblemList();
  /** The real path of each file, and how it was named first. */
  const seen = new Map<string, string>();
  if (path !== null) seen.set(await realPath(path), "this file itself");
  const files: string[] = [];
  for (const [index, value] of asList(asMapping(document.value).include).entries()) {
    const pattern = asText(value);
    if (pattern === null) continue; // the schema check has reported it
    const refuse = (code: string, message: string): void =>
      problems.add(() => document.diagnostic(code, "error", message, ["include", index]));
    const fixed = resolve(directory, fixedPart(pattern));
    if (!(await staysInside(fixed, boundary))) {
      refuse("outside-repository", OUTSIDE);
      continue;
    }
    const matches = await filesMatching(pattern.slice(fixedPart(pattern).length), fixed);
    if (matches.length === 0) refuse("no-such-file", `${quoted(pattern)} matches no file; correct it, or remove it`);
    for (const match of matches) {
      const real = await realPath(match);
      const before = seen.get(real);
      if (before !== undefined) {
        const name = displayName(match, directory);
        refuse("duplicate-include", `${quoted(name)} is included already, as ${before}; let one pattern match it`);
        continue;
      }
      seen.set(real, quoted(pattern));
      files.push(match);
    }
    if (files.length > MAX_FILES) {
      refuse("too-many-files", `more than ${MAX_FILES} files are included; include fewer`);
      return { files: [], diagnostics: problems.found() };
    }
  }
  return { files, diagnostics: problems.found() };
}

/** Whether a pattern of `include` names the path; both are absolute after their links, `directory` is that of the root file. */
export function isIncludedBy(pattern: string, path: string, directory: string): boolean {
  const fixed = fixedPart(pattern);
  return matchesPath(relative(resolve(directory, fixed), path), pattern.slice(fixed.length));
}

/** Whether a file that the pattern names may lie at or below the path, were it a folder; the arguments as above. */
export function mayLeadThrough(pattern: string, path: string, directory: string): boolean {
  const fixed = resolve(directory, fixedPart(pattern));
  if (isInside(fixed, path)) return true;
  return isInside(path, fixed) && beginsPath(relative(fixed, path), pattern.slice(fixedPart(pattern).length));
}

/** The folders of the pattern up to its first wildcard, with the slash. */
function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => /[*?]/.test(part));
  const count = first === -1 ? parts.length - 1 : first;
  return parts
    .slice(0, count)
    .map((part) => `${part}/`)
    .join("");
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => join(path));
}
