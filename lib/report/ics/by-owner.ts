/** A calendar for each owner, as the files of a folder. */
import { compareText } from "../../core/order";
import { fingerprint } from "../fingerprint";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import type { FolderRenderer } from "../renderer";
import { renderIcsOf } from "./ics";

const NO_OWNER = "no-owner";
const MAX_NAME_LENGTH = 100;

/** One file an owner, and `no-owner.ics` where a domain has none; in the order of the owners. */
export const renderIcsByOwner: FolderRenderer<PlanDocument> = (plan) =>
  [...changesByOwner(plan)]
    .sort(([a], [b]) => compareText(a ?? "", b ?? ""))
    .map(([owner, changes]) => ({
      name: `${owner === null ? NO_OWNER : fileNameOf(owner)}.ics`,
      text: renderIcsOf({ ...plan, changes }, owner ?? "no owner"),
    }));

function changesByOwner({ changes }: PlanDocument): ReadonlyMap<string | null, readonly ChangeDocument[]> {
  const found = new Map<string | null, ChangeDocument[]>();
  for (const change of changes) {
    const owner = change.declared?.owner ?? null;
    const known = found.get(owner);
    if (known === undefined) found.set(owner, [change]);
    else known.push(change);
  }
  return found;
}

/**
 * The owner, where every file system can hold it as a name: `web-team@example.com`. Otherwise what of it can be part of a name,
 * and a fingerprint, so that two owners never share a file.
 */
function fileNameOf(owner: string): string {
  const name = owner
    .toLowerCase()
    .replaceAll(/[^a-z0-9@._+-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, MAX_NAME_LENGTH);
  return name === owner && name !== NO_OWNER
    ? name
    : `${name === "" ? "owner" : name}-${fingerprint(owner).slice(0, 8)}`;
}
