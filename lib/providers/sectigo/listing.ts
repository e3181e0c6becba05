/** The rows of SCM's list, one a name. */
import { createRecordPool } from "../../core/record-pool";
import type { ListBatch, ListedRow, ListFilter, UnreadableRow } from "../../core/observation";
import type { CallContext } from "../call-context";
import type { Arrivals } from "../page-collector";
import { readPages } from "../pages";
import { PAGE_SIZE, type SectigoClient } from "./client";
import { translateRow } from "./mapping";

export interface ListingOptions {
  readonly client: Pick<SectigoClient, "fetchPage">;
  readonly filter: ListFilter | null;
  readonly concurrency: number;
  /** How many rows are accepted. */
  readonly most: number;
  /** Names one of which must not be missing without a look past the end. */
  readonly expected: readonly string[];
}

/** A row of a domain, or one whose name is none. */
type ListedItem = ListedRow | UnreadableRow;

/**
 * Yields rows as pages arrive. A name that comes again in another spelling is the same domain: with the same content it
 * is one row, otherwise the row is not understood.
 * @throws ProviderError when not everything was seen; what was yielded before still holds
 */
export async function* listRows(options: ListingOptions, context: CallContext): AsyncGenerator<ListBatch, void, void> {
  const { client, filter, concurrency, most, expected } = options;
  const rows = new Map<string, ListedRow>();
  const pool = createRecordPool();

  /** The rows that are new or no longer understood. */
  function batchOf({ items, warnings }: Arrivals<ListedItem>): ListBatch {
    const changed = new Map<string, ListedRow>();
    const unreadable: UnreadableRow[] = [];
    const problems: string[] = [];
    for (const { item, place } of items) {
      if ("name" in item) {
        unreadable.push(item);
        continue;
      }
      const earlier = rows.get(item.domain);
      if (earlier !== undefined && JSON.stringify(earlier.record) === JSON.stringify(item.record)) continue;
      const problem =
        earlier === undefined ? item.problem : `${place} (${item.domain}) contradicts an earlier row of the same name`;
      if (earlier !== undefined && problem !== null) problems.push(problem);
      const row = { ...(earlier ?? item), problem };
      rows.set(item.domain, row);
      changed.set(item.domain, row);
    }
    return { rows: [...changed.values()], unreadable, warnings: [...warnings, ...problems] };
  }

  const pages = readPages<ListedItem>(
    {
      noun: "domains",
      vendor: "Sectigo",
      narrow: "narrow the listing with `org` or `department`",
      most,
      concurrency,
      pageSize: PAGE_SIZE,
      fetchPage: ({ position }) => client.fetchPage(position, filter, context.signal),
      placeOf: (index, { position }) => `row ${index + 1} at position ${position}`,
      read: (raw, place) => {
        const { row, unreadableName, warnings } = translateRow(raw, place, context);
        if (unreadableName !== undefined) {
          return { id: unreadableName, item: { name: unreadableName, problem: warnings.join("; ") }, warnings: [] };
        }
        if (row === null) return { id: null, warnings };
        const item = { ...row, record: row.record === null ? null : pool(row.record) };
        return { id: row.listedAs[0]?.name ?? row.domain, item, warnings };
      },
      misses: (items) => {
        const listed = new Set([...items.values()].map((item) => ("domain" in item ? item.domain : null)));
        return expected.some((name) => !listed.has(name));
      },
    },
    context,
  );
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) yield batchOf(step.value);
  context.signal.throwIfAborted();
  if (step.value.failure !== null) throw step.value.failure;
}
