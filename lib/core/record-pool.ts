/** One object for all records that say the same: most domains of an estate share their status, method and dates. */
import { createMemo } from "./memo";
import type { LiveRecord } from "./observation";
import { instantRange } from "./validation-time";

const NO_RANGE = { earliest: null, latest: null };

/** Returns the record, or an earlier one that says the same. */
export type RecordPool = (record: LiveRecord) => LiveRecord;

export function createRecordPool(): RecordPool {
  const known = createMemo<string, LiveRecord>();
  const given = new WeakSet<LiveRecord>();
  return (record) => {
    if (given.has(record)) return record;
    const key = contentOf(record);
    if (key === null) return record;
    const shared = known(key, () => record);
    given.add(shared);
    return shared;
  };
}

/** The row or observation with the record that the pool gives for its own; itself where that is the same. */
export function withShared<Item extends { readonly record: LiveRecord | null }>(item: Item, pool: RecordPool): Item {
  const record = item.record === null ? null : pool(item.record);
  return record === item.record ? item : { ...item, record };
}

/** Null for a record with an order of its own, which no other has. The words of the CA may hold any character. */
function contentOf(record: LiveRecord): string | null {
  const { status, method, orderStatus, orderMethod, orderSubmittedAt, validation, expiresAt } = record;
  if (record.orderId != null || record.challenge != null) return null;
  const { earliest, latest } = validation === null ? NO_RANGE : instantRange(validation);
  const dates = [orderSubmittedAt, expiresAt, validation?.basis ?? null, earliest, latest];
  // What is written of a record tells null from absent.
  const others = [record.coveredBy, record.orderId === undefined, record.challenge === undefined];
  return JSON.stringify([status, method, orderStatus, orderMethod, ...dates, ...others]);
}
