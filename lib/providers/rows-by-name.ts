/** The rows of a listing, one a name. */
import { coveringNames, type Coverage } from "../core/coverage";
import type { ListBatch, ListedRow, UnreadableRow } from "../core/observation";
import type { Arrivals } from "./page-collector";

/** A row of a domain, or one whose name is none. */
export type ListedItem = ListedRow | UnreadableRow;

/**
 * Makes batches of what pages bring. A name that comes again, in another spelling or with another id, is the same domain: with the
 * same content it is one row, otherwise the row is not understood.
 */
export function createRowsByName(): (arrivals: Arrivals<ListedItem>) => ListBatch {
  const rows = new Map<string, ListedRow>();
  return ({ items, warnings }) => {
    const changed = new Map<string, ListedRow>();
    const unreadable: UnreadableRow[] = [];
    const problems: string[] = [];
    for (const { item, place, contradicts } of items) {
      if ("name" in item) {
        unreadable.push(item);
        continue;
      }
      const { domain, record } = item;
      const earlier = rows.get(domain);
      if (earlier !== undefined && JSON.stringify(earlier.record) === JSON.stringify(record)) continue;
      const isOdd = earlier !== undefined || contradicts;
      const same = earlier === undefined ? "id" : "name";
      const problem = isOdd ? `${place} (${domain}) contradicts an earlier row of the same ${same}` : item.problem;
      if (isOdd && problem !== null) problems.push(problem);
      const row = earlier === undefined && problem === item.problem ? item : { ...(earlier ?? item), problem };
      rows.set(domain, row);
      changed.set(domain, row);
    }
    return { rows: [...changed.values()], unreadable, warnings: [...warnings, ...problems] };
  };
}

/** Whether neither one of the names is among the listed ones, nor, where a parent covers it, a name above it. */
export function isOneMissing(
  names: readonly string[],
  coverage: Coverage,
  items: ReadonlyMap<string, ListedItem>,
): boolean {
  const listed = new Set([...items.values()].map((item) => ("domain" in item ? item.domain : null)));
  const above = coverage === "entry" ? () => [] : coveringNames;
  return names.some((name) => ![name, ...above(name)].some((one) => listed.has(one)));
}
