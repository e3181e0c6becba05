/** Reads all pages of a list. The number of pages is bounded, whatever the server answers. */
import type { CallContext } from "./call-context";
import {
  createPageCollector,
  type Arrivals,
  type ListingFormat,
  type Page,
  type PageCollector,
  type PagePosition,
} from "./page-collector";
import { ProviderError } from "./provider-error";

export interface PageSource<Item> extends ListingFormat<Item> {
  readonly concurrency: number;
  /** The rows that a full page has, unless the server caps it. */
  readonly pageSize: number;
  readonly fetchPage: (at: PagePosition) => Promise<Page>;
  /** Whether the total is believed where the last page is full; if not, the position after it is asked for. */
  readonly trustsTotal?: boolean;
  /** Whether something that should be listed is not among these. */
  readonly misses: (items: ReadonlyMap<string, Item>) => boolean;
}

export interface PagesResult<Item> {
  /** By id, in the order listed. */
  readonly items: ReadonlyMap<string, Item>;
  /** Why this may not be everything; null when it is. */
  readonly failure: ProviderError | null;
}

/** Two million domains in pages of 200. */
const MAX_PAGES = 10_000;
/** After so many failed pages in a row the CA is down, and further calls would only take time. */
const MAX_FAILURES_IN_A_ROW = 5;
/** So many pages for each call that may be under way are asked for or wait for their turn: what waits is held in memory. */
const MAX_WAITING = 2;

/**
 * Reads the first page, then the others, and yields what each page brought. What
 * fails after the first page is the `failure`, beside the rows of the pages that came; an abort ends the reading and
 * shows in the signal alone.
 * @throws whatever the first page throws: then nothing was seen
 */
export async function* readPages<Item>(
  source: PageSource<Item>,
  context: CallContext,
): AsyncGenerator<Arrivals<Item>, PagesResult<Item>, void> {
  const collector = createPageCollector(source, context);
  const first = await source.fetchPage({ position: 0, page: 1 });
  if ((await collector.add(first, { position: 0, page: 1 })) !== null && first.rows.length > 0) {
    const [step, total] = [first.rows.length, first.total];
    if (typeof total !== "number") yield* readUncounted(source, context, collector, step);
    else if (collector.hasRoomFor(total - step)) yield* readCounted(source, context, collector, step, total);
  }
  yield* arrived(collector);
  return { items: collector.items, failure: collector.failure(first.total) };
}

function* arrived<Item>(collector: PageCollector<Item>): Generator<Arrivals<Item>, void, void> {
  const arrivals = collector.takeArrivals();
  if (arrivals !== null) yield arrivals;
}

/**
 * With a total: the remaining positions, as many calls under way as the source takes, also while a page is worked on. The step is
 * what the first page really held, since a server may cap pages below the size asked for. The total may be too low: where the
 * last page was full, or something is missing, the position after it is asked for as well.
 */
async function* readCounted<Item>(
  source: PageSource<Item>,
  context: CallContext,
  collector: PageCollector<Item>,
  step: number,
  total: number,
): AsyncGenerator<Arrivals<Item>, void, void> {
  let failuresInARow = 0;
  let next: PagePosition = { position: step, page: 2 };
  let lastPage = { rows: step, full: source.pageSize };
  let [isEnding, isOver] = [false, false];
  /** In the order in which they were asked; one that is answered stays until its turn comes. */
  const underWay: { readonly at: PagePosition; readonly outcome: Promise<PromiseSettledResult<Page>> }[] = [];
  const calls = { open: 0, failed: 0 };
  const askOn = (): void => {
    // After a failure nothing is asked until all that is under way has shown whether the CA is down.
    if (calls.failed > 0 || (failuresInARow > 0 && underWay.length > 0)) return;
    while (calls.open < source.concurrency && underWay.length < MAX_WAITING * source.concurrency) {
      if (isEnding || isOver || next.position >= total || next.page > MAX_PAGES) return;
      underWay.push({ at: next, outcome: settled(source.fetchPage(next)).then(answered) });
      calls.open += 1;
      next = after(next, step);
    }
  };
  /**
   * Asks for the next page at once: the work on this one may have to wait for that on others. Where there may be one call alone, each
   * page is read before the next is asked for, since it may show that none follows.
   */
  const answered = (result: PromiseSettledResult<Page>): PromiseSettledResult<Page> => {
    calls.open -= 1;
    if (result.status === "rejected") calls.failed += 1;
    if (source.concurrency > 1) askOn();
    return result;
  };
  try {
    for (;;) {
      askOn();
      yield* arrived(collector);
      const first = underWay.shift();
      if (first === undefined) break;
      const { at } = first;
      const result = await first.outcome;
      if (result.status === "rejected") {
        calls.failed -= 1;
        const error = providerErrorOrThrow(result.reason, context.signal);
        if (error === null) return;
        collector.failPage(at, error);
        failuresInARow += 1;
        // Another call with the same credentials is refused as well.
        const isHopeless = error.code === "Unauthorized" || failuresInARow >= MAX_FAILURES_IN_A_ROW;
        if (isHopeless && !isEnding && next.position < total) collector.stopBefore(next.position);
        isEnding ||= isHopeless;
        continue;
      }
      failuresInARow = 0;
      lastPage = { rows: result.value.rows.length, full: step };
      collector.checkTotal(result.value.total, total);
      const added = await collector.add(result.value, at);
      if (added === null) return;
      // Nothing new follows an empty page, or one that only repeats or cannot be read.
      if (added === 0) isEnding = true;
    }
  } finally {
    isOver = true;
    await Promise.all(underWay.map(({ outcome }) => outcome));
  }
  if (isEnding) return;
  if (next.position < total) return collector.fail(tooMany(source, context));
  const isEnd = source.trustsTotal === true || lastPage.rows < lastPage.full;
  if (!collector.addsUp(total) || (isEnd && !source.misses(collector.items))) return;
  yield* arrived(collector);
  try {
    await collector.add(await source.fetchPage(next), next);
  } catch (thrown) {
    const error = providerErrorOrThrow(thrown, context.signal);
    if (error !== null) collector.failPage(next, error);
  }
}

/** Without a total: on until a page is empty. A server that ignores the position brings nothing new. */
async function* readUncounted<Item>(
  source: PageSource<Item>,
  context: CallContext,
  collector: PageCollector<Item>,
  step: number,
): AsyncGenerator<Arrivals<Item>, void, void> {
  for (let at: PagePosition = { position: step, page: 2 }; at.page <= MAX_PAGES;) {
    yield* arrived(collector);
    let page: Page;
    try {
      page = await source.fetchPage(at);
    } catch (thrown) {
      const error = providerErrorOrThrow(thrown, context.signal);
      if (error === null) return;
      collector.failPage(at, error);
      return collector.stopBefore(at.position);
    }
    if (page.rows.length === 0) return;
    const added = await collector.add(page, at);
    if (added === null) return;
    if (added === 0) {
      const what = `the page at position ${at.position} of the listing brings nothing that is new and readable`;
      return collector.fail(new ProviderError("UnexpectedResponse", `${context.provider}: ${what}; run again`));
    }
    at = after(at, page.rows.length);
  }
  collector.fail(tooMany(source, context));
}

function after({ position, page }: PagePosition, rows: number): PagePosition {
  return { position: position + rows, page: page + 1 };
}

/** Null stands for an abort, which the caller of the listing sees in the signal; a bug is thrown on. */
function providerErrorOrThrow(thrown: unknown, signal: AbortSignal): ProviderError | null {
  if (thrown instanceof ProviderError) return thrown;
  if (signal.aborted) return null;
  throw thrown;
}

function tooMany({ narrow }: Pick<PageSource<never>, "narrow">, { provider }: CallContext): ProviderError {
  const advice = narrow === null ? "check the account" : narrow;
  return new ProviderError(
    "UnexpectedResponse",
    `${provider}: the listing goes on beyond ${MAX_PAGES} pages; ${advice}`,
  );
}

/** Keeps a rejection for later, when its turn comes. */
async function settled<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
