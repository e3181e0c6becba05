/** Reads one text file whole, or says in one diagnostic why it cannot be read. */
import { constants, lstat, open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { relative } from "node:path";
import type { Diagnostic } from "../core/diagnostic";
import { decodeText } from "./decode";
import { staysInside } from "./boundary";
import { MAX_BYTES } from "./limits";

export type ReadResult =
  | { readonly ok: true; readonly text: string; readonly file: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What messages call the file, how large it may be, and what to do where it is larger. */
export interface FileKind {
  readonly kind: string;
  readonly maxBytes: number;
  readonly whenTooLarge: string;
}

/** Says what to do about a path that leaves the repository. */
export const OUTSIDE =
  "this leads to a file outside of the repository, which is not read; copy the file into the repository";

const YAML_FILE: FileKind = { kind: "YAML file", maxBytes: MAX_BYTES, whenTooLarge: "split it" };

/**
 * `path` is absolute. Diagnostics show it relative to `directory`, the working directory. A file outside of `boundary` is not
 * read; null: any file may be read, since the command line names it.
 */
export async function readTextFile(
  path: string,
  directory: string,
  boundary: string | null,
  { kind, maxBytes, whenTooLarge }: FileKind = YAML_FILE,
): Promise<ReadResult> {
  const file = displayName(path, directory);
  const refuse = (code: string, message: string, line = 1, column = 1): ReadResult => ({
    ok: false,
    diagnostics: [{ code, severity: "error", message, place: { file, line, column }, excerpt: null }],
  });
  if (boundary !== null && !(await staysInside(path, boundary))) return refuse("outside-repository", OUTSIDE);
  let bytes: Buffer | "not-a-file" | "too-large";
  try {
    bytes = await readBytes(path, maxBytes);
  } catch (error) {
    return refuse(...(await unreadable(path, (error as NodeJS.ErrnoException).code ?? "")));
  }
  if (bytes === "not-a-file") return refuse("not-a-file", `this is not a regular file; name a ${kind}`);
  if (bytes === "too-large")
    return refuse("file-too-large", `larger than ${maxBytes / 1024 / 1024} MiB; ${whenTooLarge}`);
  const decoded = decodeText(bytes);
  return decoded.ok
    ? { ok: true, text: decoded.text, file }
    : refuse(decoded.code, decoded.message, decoded.line, decoded.column);
}

async function readBytes(path: string, maxBytes: number): Promise<Buffer | "not-a-file" | "too-large"> {
  // Asked before it is opened, for opening a device may do something to it.
  if (!(await stat(path)).isFile()) return "not-a-file";
  // The file may have been replaced since: without O_NONBLOCK, opening a FIFO that has no writer would never return.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) return "not-a-file";
    return found.size > maxBytes ? "too-large" : await readAtMost(handle, maxBytes, found.size);
  } finally {
    await handle.close();
  }
}

/** A file may grow while it is read, and the size of those under /proc is said to be 0. */
async function readAtMost(handle: FileHandle, limit: number, likely: number): Promise<Buffer | "too-large"> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(64 * 1024, likely + 1 - length));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    length += bytesRead;
    if (length > limit) return "too-large";
    chunks.push(chunk.subarray(0, bytesRead));
  }
}

/**
 * The path as seen from where the user stands, with forward slashes; absolute where it lies outside. It never begins with
 * `::` or white space: diagnostics begin with it, and GitHub Actions takes a line that begins so for a command.
 */
export function displayName(path: string, directory: string): string {
  const seen = relative(directory, path);
  const name = (seen === "" || seen.startsWith("..") ? path : seen).replaceAll("\\", "/");
  return /^(::|\s)/.test(name) ? `./${name}` : name;
}

async function unreadable(path: string, code: string): Promise<[code: string, message: string]> {
  switch (code) {
    case "ENOENT": {
      const link = await lstat(path).catch(() => null);
      return link === null
        ? ["no-such-file", "there is no such file; create it, or name another"]
        : ["no-such-file", "this is a link to a file that does not exist; correct the link, or name another"];
    }
    case "ELOOP":
      return ["unreadable", "this link leads back to itself; name the file it should lead to"];
    case "EACCES":
    case "EPERM":
      return ["unreadable", "no permission to read this file; allow it, or name another"];
    case "ENOTDIR":
    case "ENAMETOOLONG":
    case "ERR_INVALID_ARG_VALUE":
      return ["no-such-file", "there can be no such file; name another"];
    default:
      return ["unreadable", `cannot be read (${code})`];
  }
}
