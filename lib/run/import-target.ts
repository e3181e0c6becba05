/** The file that `dcv import` adds to, as it is before. */
import { readFile, stat } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { matchesPath } from "../config/glob";
import { QUOTABLE_KEYS } from "../config/load";
import type { LoadedConfig } from "../config/load";
import { asList, asMapping, asText } from "../core/loose-values";
import type { Written } from "../core/loose-values";
import { parseDocument } from "../document/document";
import { linesOf } from "../document/lines";
import { displayName, readTextFile } from "../document/read";
import type { RunContext } from "./context";
import { UserError } from "./user-error";

export interface ImportOptions {
  readonly configPath: string;
  /** The name of the provider to read; null: all of the file. */
  readonly provider: string | null;
  /** The file that gets the entries, relative to the working directory; null: the configuration. */
  readonly outputPath: string | null;
  /** Whether it is asked which declared domains the CAs know. */
  readonly wantsKnown: boolean;
  readonly deadlineMs: number;
}

/** The file that gets the entries, as it is now. */
export interface Target {
  readonly path: string;
  readonly file: string;
  readonly bytes: Buffer | null;
  readonly text: string;
  readonly value: Written;
  readonly root: Written;
  readonly toInclude: string | null;
  readonly isShown: (line: number) => boolean;
}

/** @throws UserError for a file that the estate does not read, or that cannot be read */
export async function readTarget(
  options: ImportOptions,
  { files }: LoadedConfig,
  { cwd }: RunContext,
): Promise<Target> {
  const configPath = resolve(cwd, options.configPath);
  const path = resolve(cwd, options.outputPath ?? options.configPath);
  const file = displayName(path, cwd);
  const isRead = files.some((one) => one.path === path);
  const root = asMapping(parseDocument(await textOf(configPath, cwd), "").value);
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  const seen = relative(dirname(configPath), path).replaceAll("\\", "/");
  if (!isThere) {
    const patterns = asList(root.include).flatMap((one) => asText(one) ?? []);
    const toInclude = patterns.some((pattern) => matchesPath(seen, pattern)) ? null : seen;
    return { path, file, bytes: null, text: "", value: {}, root, toInclude, isShown: () => true };
  }
  // This refuses a pipe, whose bytes could not be waited for.
  const text = await textOf(path, cwd);
  if (!isRead) {
    const why = `${displayName(configPath, cwd)} does not include it, so what it declares is not known`;
    throw new UserError(`${file} exists, and ${why}; add ${seen} to include first`);
  }
  const bytes = await readFile(path);
  const document = parseDocument(text, file, QUOTABLE_KEYS);
  const lines = linesOf(text);
  const isShown = (line: number): boolean => lines.at(line)?.trim() === "" || document.excerptOf(line) !== null;
  return { path, file, bytes, text, value: asMapping(document.value), root, toInclude: null, isShown };
}

async function textOf(path: string, cwd: string): Promise<string> {
  const read = await readTextFile(path, cwd, null);
  if (read.ok) return read.text;
  throw new UserError(read.diagnostics.map(({ place, message }) => `${place.file}: ${message}`).join("\n"));
}
