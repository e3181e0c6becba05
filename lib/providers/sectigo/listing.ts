/** The rows of SCM's list, one a name. */
import type { Coverage } from "../../core/coverage";
import type { ListBatch, ListFilter } from "../../core/observation";
import { createRecordPool, withShared } from "../../core/record-pool";
import type { CallContext } from "../call-context";
import { readPages } from "../pages";
import { createRowsByName, isOneMissing, type ListedItem } from "../rows-by-name";
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
  readonly coverage: Coverage;
}

/**
 * Yields rows as pages arrive, one a name.
 * @throws ProviderError when not everything was seen; what was yielded before still holds
 */
export async function* listRows(options: ListingOptions, context: CallContext): AsyncGenerator<ListBatch, void, void> {
  const { client, filter, concurrency, most, expected, coverage } = options;
  const batchOf = createRowsByName();
  const pool = createRecordPool();

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
        return { id: row.listedAs[0]?.name ?? row.domain, item: withShared(row, pool), warnings };
      },
      misses: (items) => isOneMissing(expected, coverage, items),
    },
    context,
  );
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) yield batchOf(step.value);
  context.signal.throwIfAborted();
  if (step.value.failure !== null) throw step.value.failure;
}
