/** Reads the files of an estate, none of them outside of the repository. */
import { dirname, isAbsolute, resolve } from "node:path";
import type { Diagnostic } from "../core/diagnostic";
import { boundaryOf } from "../document/boundary";
import { decodeText } from "../document/decode";
import { MAX_BYTES } from "../document/limits";
import { readTextFile } from "../document/read";

/** One text of an estate. */
export interface Source {
  readonly text: string;
  /** The name that diagnostics show. */
  readonly file: string;
  /** Absolute; null for a text that is no file. */
  readonly path: string | null;
  /** What relative paths in it are relative to. */
  readonly directory: string;
  /** The folder that no file which it names may lie outside of. */
  readonly boundary: string;
}

export type ReadSource =
  { readonly ok: true; readonly source: Source } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Reads standard input to its end; null where it is longer than `maxBytes`. */
export type InputReader = (maxBytes: number) => Promise<Buffer | null>;

/** The path that stands for standard input. */
export const STANDARD_INPUT = "-";

/** The file that the command line names. Named absolutely, it may be a link out of the repository. */
export async function readRoot(path: string, cwd: string, readInput: InputReader): Promise<ReadSource> {
  if (path === STANDARD_INPUT) return readStandardInput(cwd, readInput);
  const absolute = resolve(cwd, path);
  const boundary = await boundaryOf(absolute, cwd);
  const read = await readTextFile(absolute, cwd, isAbsolute(path) ? null : boundary);
  if (!read.ok) return { ok: false, diagnostics: read.diagnostics.map(withAdvice) };
  return { ok: true, source: { ...read, path: absolute, directory: dirname(absolute), boundary } };
}

function withAdvice(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== "no-such-file") return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message}; dcv init writes a new one` };
}

export async function readIncluded(path: string, cwd: string, boundary: string): Promise<ReadSource> {
  const read = await readTextFile(path, cwd, boundary);
  return read.ok ? { ok: true, source: { ...read, path, directory: dirname(path), boundary } } : read;
}

/** Its relative paths are relative to the working directory. */
async function readStandardInput(cwd: string, readInput: InputReader): Promise<ReadSource> {
  const file = "standard input";
  const refuse = (code: string, message: string, line = 1, column = 1): ReadSource => ({
    ok: false,
    diagnostics: [{ code, severity: "error", message, place: { file, line, column }, excerpt: null }],
  });
  const bytes = await readInput(MAX_BYTES);
  if (bytes === null) return refuse("file-too-large", `larger than ${MAX_BYTES / 1024 / 1024} MiB; split it`);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return refuse(decoded.code, decoded.message, decoded.line, decoded.column);
  const boundary = await boundaryOf(resolve(cwd, "domains.yaml"), cwd);
  return { ok: true, source: { text: decoded.text, file, path: null, directory: cwd, boundary } };
}
