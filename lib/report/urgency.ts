/** The domains of a plan grouped by urgency, as people read them. */
import { compareText } from "../core/order";
import type { ChangeDocument, PlanDocument } from "./plan-document";

export interface Urgency {
  /** Stable word, for what is addressed or styled by it. */
  readonly id: "unusable" | "unknown" | "renewable" | "pending" | "undeclared" | "valid";
  readonly title: string;
}

interface Group extends Urgency {
  readonly holds: (change: ChangeDocument, asOf: string) => boolean;
}

/** By urgency; a change belongs to the first group that holds it. */
const GROUPS: readonly Group[] = [
  { id: "unusable", title: "Not usable: not validated, expired, or over a limit", holds: isUnusable },
  { id: "unknown", title: "Unknown: could not be judged", holds: ({ action }) => action === "unknown" },
  {
    id: "renewable",
    title: "Usable, to be validated again",
    holds: ({ action }) => action === "revalidate" || action === "validate",
  },
  { id: "pending", title: "Pending at the CA: an order is under way", holds: ({ action }) => action === "await" },
  { id: "undeclared", title: "Not in the file", holds: ({ action }) => action === "undeclared" },
  { id: "valid", title: "Valid", holds: ({ action }) => action === "no-op" },
];

export const URGENCIES: readonly Urgency[] = GROUPS;

export function urgencyOf(change: ChangeDocument, asOf: string): Urgency {
  const group = GROUPS.find(({ holds }) => holds(change, asOf));
  if (group === undefined) throw new Error(`no group for ${change.action}`);
  return group;
}

/** The groups that hold anything, in order, each by days left, then by name; what has no validation comes first. */
export function byUrgency({ changes, as_of }: PlanDocument): ReadonlyMap<Urgency, readonly ChangeDocument[]> {
  const grouped = new Map<Urgency, ChangeDocument[]>(GROUPS.map((group) => [group, []]));
  for (const change of changes) grouped.get(urgencyOf(change, as_of))?.push(change);
  for (const held of grouped.values()) held.sort((a, b) => daysOf(a) - daysOf(b) || compareText(a.domain, b.domain));
  return new Map([...grouped].filter(([, held]) => held.length > 0));
}

function daysOf({ reuse }: ChangeDocument): number {
  return reuse?.days_left ?? Number.NEGATIVE_INFINITY;
}

/** Whether an order for this domain would be refused on the date judged. */
function isUnusable({ action, live, reuse, declared }: ChangeDocument, asOf: string): boolean {
  if (declared === null || action === "unknown") return false;
  if (live?.status !== "VALIDATED") return true;
  if (reuse === null || reuse.days_left === null || action === "no-op") return false;
  return reuse.days_left < 0 || (reuse.usable_until_inclusive === false && reuse.usable_until === asOf);
}

/** `18 d`; `~18 d` for an estimate, `18+ d` for a lower bound; `-` where the CA repeats the validation by itself. */
export function daysLeftText({ action, reuse }: ChangeDocument): string {
  if (reuse?.days_left == null || (action === "no-op" && reuse.days_left < 0)) return "-";
  const days = String(reuse.days_left);
  if (reuse.bound_by === "ca_expiry") return `${days} d`;
  return reuse.age_basis === "derived" ? `~${days} d` : reuse.age_basis === "bounded" ? `${days}+ d` : `${days} d`;
}

/** The day until which the validation is usable, where `daysLeftText` gives one; `-` otherwise. */
export function usableUntilText(change: ChangeDocument): string {
  return daysLeftText(change) === "-" ? "-" : (change.reuse?.usable_until ?? "-").slice(0, 10);
}
