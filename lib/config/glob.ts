/** Finds the files that a pattern such as `teams/*.yaml` matches. `*` and `?` stand for parts of one name, `**` for any folders. */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { matchesName } from "../core/name-pattern";
import { compareText } from "../core/order";

/** The paths below the folder, in the order of their names; none for a folder that cannot be read. */
export async function filesMatching(pattern: string, folder: string): Promise<readonly string[]> {
  const found = await matchesBelow(folder, pattern.split("/"));
  return [...new Set(found)].sort(compareText);
}

async function matchesBelow(folder: string, [part, ...rest]: readonly string[]): Promise<readonly string[]> {
  if (part === undefined) return [];
  if (!/[*?]/.test(part)) {
    const path = join(folder, part);
    if (rest.length > 0) return matchesBelow(path, rest);
    return (await lstat(path).catch(() => null)) === null ? [] : [path];
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const visible = entries.filter(({ name }) => !name.startsWith("."));
  if (part === "**") {
    // A linked folder is not entered: it may lead back to where it is.
    const inner = visible.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
    const below = await Promise.all(inner.map((one) => matchesBelow(one, [part, ...rest])));
    return [...(await matchesBelow(folder, rest)), ...below.flat()];
  }
  const matching = visible.filter(({ name }) => matchesName(name, part));
  if (rest.length === 0) {
    return matching.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
  }
  const below = matching.filter((entry) => !entry.isFile()).map(({ name }) => matchesBelow(join(folder, name), rest));
  return (await Promise.all(below)).flat();
}

/** Whether `filesMatching` finds a file with this path, relative to the folder, where no link leads to it. */
export function matchesPath(path: string, pattern: string): boolean {
  return matchesParts(
    path.split("/"),
    pattern.split("/").filter((part) => part !== "."),
  );
}

/** Whether this path, relative to the folder, is one that `filesMatching` finds, or a folder on the way to one. */
export function beginsPath(path: string, pattern: string): boolean {
  const parts = pattern.split("/").filter((part) => part !== ".");
  return path.split("/").every((name, index) => {
    const open = parts.slice(0, index + 1).includes("**");
    const part = parts[index];
    return open || (part !== undefined && matchesParts([name], [part]));
  });
}

function matchesParts(path: readonly string[], [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return path.length === 0;
  const [name, ...inner] = path;
  if (name === undefined) return false;
  if (!/[*?]/.test(part)) return name === part && matchesParts(inner, rest);
  const isVisible = !name.startsWith(".");
  if (part !== "**") return isVisible && matchesName(name, part) && matchesParts(inner, rest);
  return matchesParts(path, rest) || (isVisible && inner.length > 0 && matchesParts(inner, [part, ...rest]));
}
