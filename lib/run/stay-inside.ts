/** Keeps what is written inside of the repository. */
import { realpath } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { printable } from "../core/printable";
import { isInside } from "../document/boundary";
import { whereLeads } from "../state/whole-file";
import { UserError } from "./user-error";

/**
 * A change of the repository must not make us write elsewhere: a link that it holds could lead to any file of this machine.
 * @throws UserError where the path leads out of the boundary, and does not name its place absolutely
 */
export async function refuseToLeave(path: string, boundary: string, cwd: string): Promise<void> {
  const place = await whereLeads(resolve(cwd, path));
  const folders = [boundary, await realpath(cwd).catch(() => cwd)];
  if (folders.some((folder) => isInside(place, folder))) return;
  const named = resolve(cwd, path);
  // An absolute path outside is intended.
  if (isAbsolute(path) && ![...folders, cwd].some((folder) => isInside(named, folder))) return;
  const shown = printable(`${path}: this leads to ${place}, outside of the repository`);
  throw new UserError(`an output cannot go to ${shown}; name that place by its absolute path`);
}
