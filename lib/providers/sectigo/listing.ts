/** All pages of the list; no server, however confused, can make it run for ever. */
import { ProviderError } from "../provider-error";
import { PAGE_SIZE, type ListPage } from "./client";
import type { ListedRow } from "../../core/observation";
import { createListingBook, type ListedNews, type Listing, type ListingBook } from "./listing-book";

export interface ListingSource<Batch> {
  /** The provider's name, for messages. */
  readonly provider: string;
  readonly concurrency: number;
  /** How many rows are believed: what goes on beyond is not read on, and the page that does is not looked at. */
  readonly most: number;
  readonly fetchPage: (position: number) => Promise<ListPage>;
  /** Whether a name that should be there is not among those listed, which would make it absent. */
  readonly misses: (listed: ReadonlyMap<string, ListedRow>) => boolean;
  /** What to yield of the rows and warnings that have just arrived. */
  readonly tell: (news: ListedNews) => Batch;
  readonly quote: (text: string) => string;
  readonly signal: AbortSignal;
}

/** Two million domains in pages of 200; whoever claims more is not believed. */
const MAX_PAGES = 10_000;
/** After so many failed pages in a row the CA is down, and asking on would only take time. */
const MAX_FAILURES_IN_A_ROW = 5;

/**
 * Reads the first page, then the others, and yields what each wave of pages brought before it asks for the next. What
 * fails after the first page is reported as `failure`, beside the rows of the pages that came; an abort ends the reading
 * and shows in the signal alone.
 * @throws whatever the first page throws: then nothing was seen
 */
export async function* readListing<Batch>(source: ListingSource<Batch>): AsyncGenerator<Batch, Listing, void> {
  const book = createListingBook(source.provider, source.most, source.quote, source.signal);
  const first = await source.fetchPage(0);
  if ((await book.add(first, 0)) !== null && first.rows.length > 0) {
    const [step, total] = [first.rows.length, first.total];
    if (total === null) yield* readUncounted(source, book, step);
    else if (book.hasRoomFor(total - step, "announced")) yield* readCounted(source, book, step, total);
  }
  const listing = book.close(first.total);
  yield* arrived(source, book);
  return listing;
}

/** Tells what is in the book and untold; while it waits to be heard, no call is under way. */
function* arrived<Batch>({ tell }: ListingSource<Batch>, book: ListingBook): Generator<Batch, void, void> {
  const news = book.news();
  if (news !== null) yield tell(news);
}

/**
 * With `X-Total-Count`: the remaining positions in waves. The step is what the first page really held, since a server
 * may cap pages below the size asked for. The total may be too low, so what it alone says is looked at once more: where
 * the last page was full, or a name would be absent, the position behind it is asked for as well.
 */
async function* readCounted<Batch>(
  source: ListingSource<Batch>,
  book: ListingBook,
  step: number,
  total: number,
): AsyncGenerator<Batch, void, void> {
  let failuresInARow = 0;
  let position = step;
  let lastPage = { rows: step, full: PAGE_SIZE };
  for (let pages = 1; position < total; pages += source.concurrency) {
    if (pages >= MAX_PAGES) return book.fail(tooMany(source.provider));
    yield* arrived(source, book);
    const wave: number[] = [];
    for (; wave.length < source.concurrency && position < total; position += step) wave.push(position);

    const results = await Promise.allSettled(wave.map((at) => source.fetchPage(at)));
    let exhausted = false;
    let hopeless = false;
    for (const [index, result] of results.entries()) {
      const at = wave[index] ?? 0;
      if (result.status === "rejected") {
        const error = providerErrorOrThrow(result.reason, source.signal);
        if (error === null) return;
        book.failPage(at, error);
        failuresInARow += 1;
        // Credentials do not get better by asking again.
        hopeless ||= error.code === "Unauthorized" || failuresInARow >= MAX_FAILURES_IN_A_ROW;
        continue;
      }
      failuresInARow = 0;
      lastPage = { rows: result.value.rows.length, full: step };
      book.checkTotal(result.value.total, total);
      const added = await book.add(result.value, at);
      if (added === null) return;
      // An empty page, or one that only repeats or cannot be read, will not be followed by anything new.
      if (added === 0) exhausted = true;
    }
    if (hopeless && position < total) book.stopBefore(position);
    if (exhausted || hopeless) return;
  }
  if (!book.addsUp(total) || (lastPage.rows < lastPage.full && !source.misses(book.rows))) return;
  yield* arrived(source, book);
  try {
    await book.add(await source.fetchPage(position), position);
  } catch (thrown) {
    const error = providerErrorOrThrow(thrown, source.signal);
    if (error !== null) book.failPage(position, error);
  }
}

/** Without a total: on until a page is empty. A server that ignores `position` brings nothing new and is found out. */
async function* readUncounted<Batch>(
  source: ListingSource<Batch>,
  book: ListingBook,
  step: number,
): AsyncGenerator<Batch, void, void> {
  let position = step;
  for (let pages = 1; pages < MAX_PAGES; pages += 1) {
    yield* arrived(source, book);
    let page: ListPage;
    try {
      page = await source.fetchPage(position);
    } catch (thrown) {
      const error = providerErrorOrThrow(thrown, source.signal);
      if (error === null) return;
      book.failPage(position, error);
      return book.stopBefore(position);
    }
    if (page.rows.length === 0) return;
    const added = await book.add(page, position);
    if (added === null) return;
    if (added === 0) {
      const what = `the page at position ${position} of the listing brings nothing that is new and readable`;
      return book.fail(new ProviderError("UnexpectedResponse", `${source.provider}: ${what}; run again`));
    }
    position += page.rows.length;
  }
  book.fail(tooMany(source.provider));
}

/** Null stands for an abort, which the caller of the listing sees in the signal; a bug is thrown on. */
function providerErrorOrThrow(thrown: unknown, signal: AbortSignal): ProviderError | null {
  if (thrown instanceof ProviderError) return thrown;
  if (signal.aborted) return null;
  throw thrown;
}

function tooMany(provider: string): ProviderError {
  const message = `${provider}: the listing goes on beyond ${MAX_PAGES} pages; narrow it with \`org\` or \`department\``;
  return new ProviderError("UnexpectedResponse", message);
}
