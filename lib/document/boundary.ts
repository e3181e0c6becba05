/** The folder that nothing which a file names may leave: a file of an untrusted change must not make us read other files. */
import { access, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

/**
 * The root of the Git repository that holds the file, or the file's own folder where there is no repository; a real path.
 * `path` and `cwd` are absolute. The repository of `cwd` comes first: a folder below it may be a link to another one.
 */
export async function boundaryOf(path: string, cwd: string): Promise<string> {
  const folder = dirname(path);
  const ofRun = await gitRoot(cwd);
  const root = ofRun !== null && isInside(folder, ofRun) ? ofRun : ((await gitRoot(folder)) ?? folder);
  return realpath(root).catch(() => root);
}

/** Whether the path, its links followed, lies inside the boundary. A path that leads nowhere does: reading it reports that. */
export async function staysInside(path: string, boundary: string): Promise<boolean> {
  const real = await realpath(path).catch(() => null);
  return real === null || isInside(real, boundary);
}

export function isInside(path: string, folder: string): boolean {
  const seen = relative(folder, path);
  return seen !== ".." && !seen.startsWith(`..${sep}`) && !isAbsolute(seen);
}

/** The nearest folder, from the given one upwards, that holds `.git`. */
async function gitRoot(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const isRoot = await access(join(at, ".git")).then(
      () => true,
      () => false,
    );
    if (isRoot) return at;
    if (at === dirname(at)) return null;
  }
}
