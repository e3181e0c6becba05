/** Files that are written whole or not at all: beside their place first, then renamed onto it. */
import { randomUUID } from "node:crypto";
import { chmod, open, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** Paths of descriptors that a shell has opened: such a file is appended to, not replaced. */
const OPENED = /^\/(dev|proc)\//;

/**
 * Where a file of this absolute path is, or would be made. Two paths are one file when this is the same for both. All links are
 * followed, also those that lead to nothing yet.
 */
export async function whereLeads(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const target = isMissing ? await readlink(path).catch(() => null) : null;
    if (target !== null) return whereLeads(resolve(dirname(path), target));
    const folder = dirname(path);
    return folder === path ? path : join(await whereLeads(folder), basename(path));
  }
}

/**
 * A file that is there keeps its mode, and a link stays a link; a device or a pipe cannot be replaced. Each chunk of the text
 * is made while the one before it is written, and the signal is checked in between.
 * @throws the error of the file system, without a path in its message, or that of the text's iterator; the temporary file is
 * removed first
 */
export async function writeWhole(path: string, text: Iterable<string>, signal: AbortSignal): Promise<void> {
  const target = await whereLeads(path);
  const found = await stat(path).catch(() => null);
  if (OPENED.test(path) || (found !== null && !found.isFile() && !found.isDirectory())) {
    return writeFile(path, text, { signal, flag: "a" });
  }
  // A random name: another user cannot place a link there first, and another run cannot use the same file.
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await writeNew(temporary, text, signal);
    if (found !== null) await chmod(temporary, found.mode & 0o777);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    // Node names the temporary file, which the user does not know and which is gone.
    const [, problem] = /^(\w+: .*?), \w+ '/.exec((error as Error).message) ?? [];
    if (problem !== undefined) (error as Error).message = problem;
    throw error;
  }
}

async function writeNew(path: string, text: Iterable<string>, signal: AbortSignal): Promise<void> {
  const file = await open(path, "wx");
  let written: Promise<void> = Promise.resolve();
  try {
    for (const chunk of text) {
      await written;
      signal.throwIfAborted();
      written = file.writeFile(chunk);
      written.catch(() => undefined); // it is awaited below
    }
  } finally {
    await written.finally(() => file.close());
  }
}
