/** Reads one text file whole, or says in one diagnostic why it cannot be read. */
import { readFile, stat } from "node:fs/promises";
import { relative } from "node:path";
import type { Diagnostic } from "../core/diagnostic";

/** Room for some 300,000 domains; more is a mistake, and would be read into memory before anyone could say so. */
const MAX_BYTES = 32 * 1024 * 1024;

export type ReadResult =
  | { readonly ok: true; readonly text: string; readonly file: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** `path` is absolute; `directory` is where the user stands, and diagnostics show the path as seen from there. */
export async function readTextFile(path: string, directory: string): Promise<ReadResult> {
  const file = displayName(path, directory);
  const refuse = (code: string, message: string): ReadResult => ({
    ok: false,
    diagnostics: [{ code, severity: "error", message, place: { file, line: 1, column: 1 }, excerpt: null }],
  });
  let bytes: Buffer;
  try {
    // Asked before it is opened: opening a FIFO that nobody writes to would wait for ever.
    const found = await stat(path);
    if (!found.isFile()) return refuse("not-a-file", "this is not a regular file; name a YAML file");
    if (found.size > MAX_BYTES) return refuse("file-too-large", `larger than ${MAX_BYTES / 1024 / 1024} MiB; split it`);
    bytes = await readFile(path);
  } catch (error) {
    return refuse(...unreadable((error as NodeJS.ErrnoException).code ?? "", (error as Error).message));
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse("not-utf8", "this file is UTF-16; save it as UTF-8");
  }
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), file };
  } catch {
    return refuse("not-utf8", "this file is not valid UTF-8; save it as UTF-8");
  }
}

/** The path as seen from where the user stands, with forward slashes; absolute where it lies outside. */
export function displayName(path: string, directory: string): string {
  const seen = relative(directory, path);
  return (seen === "" || seen.startsWith("..") ? path : seen).replaceAll("\\", "/");
}

function unreadable(code: string, message: string): [code: string, message: string] {
  if (code === "ENOENT") return ["no-such-file", "there is no such file; create it, or name another"];
  if (code === "EACCES" || code === "EPERM") return ["unreadable", "no permission to read this file"];
  return ["unreadable", `cannot be read: ${message}`];
}
