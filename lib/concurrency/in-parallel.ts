/**
 * Many calls under way, their results in the order of the questions: two runs over the same answers yield the same.
 *
 * `lib/concurrency` holds what every room with I/O needs to do several things at once and to stop: this, a limit (`limiter.ts`), abort
 * listeners (`on-abort.ts`), and steps of a long computation (`yielding.ts`).
 */
import { createLimiter } from "./limiter";

/**
 * Does `work` for every item, at most `atOnce` at a time, and yields the results in the order of the items. The first
 * rejection ends it. When the consumer stops early, work under way is aborted and no more begins; when `signal` aborts,
 * work still begins with an aborted signal, so that it can say what it knows without asking.
 */
export async function* inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result> {
  const consumer = new AbortController();
  const either = AbortSignal.any([signal, consumer.signal]);
  const limiter = createLimiter(atOnce);
  const results = items.map((item) => limiter.run(consumer.signal, () => work(item, either)));
  // A later result may fail while an earlier one is still awaited; it is reported when its turn comes.
  for (const result of results) result.catch(() => undefined);
  try {
    for (const result of results) yield await result;
  } finally {
    consumer.abort();
  }
}
