/** Collects the rows of the pages of a listing, and every sign that the listing is incomplete. */
import type { CallContext } from "./call-context";
import { listsTooMuch } from "./listing-limit";
import { combineErrors, ProviderError } from "./provider-error";

/** How many rows the CA says there are. `odd`: what it sent is not one whole number. */
export type Total = number | null | { readonly odd: string };

export interface Page {
  readonly rows: readonly unknown[];
  readonly total: Total;
}

/** One row that could be read. */
export interface ReadRow<Item> {
  /** The key by which the CA itself distinguishes its rows. */
  readonly id: string;
  readonly item: Item;
  readonly warnings: readonly string[];
}

export interface UnreadableRow {
  readonly id: null;
  readonly warnings: readonly string[];
}

/** What a listing consists of. */
export interface ListingFormat<Item> {
  /** What is listed, in the plural: `domains`. */
  readonly noun: string;
  /** The vendor whose support to ask when the counts stay wrong, for messages. */
  readonly vendor: string;
  /** How a listing can be narrowed, as a phrase; null where it cannot. */
  readonly narrow: string | null;
  /** How many rows are accepted; what goes on beyond is not read on, and the page that does is not looked at. */
  readonly most: number;
  /** How many names these rows hold, where a row can hold several; counted no further than to one more than `most`. */
  readonly countNames?: (rows: readonly unknown[], most: number) => number;
  /** @param place names the row in sentences */
  readonly read: (raw: unknown, place: string) => ReadRow<Item> | UnreadableRow;
  /** How a place is named, such as `row 3 at position 200`. */
  readonly placeOf: (index: number, at: PagePosition) => string;
}

export interface PagePosition {
  /** Rows before it. */
  readonly position: number;
  /** Counts from 1. */
  readonly page: number;
}

/** An item of a page. */
export interface Arrival<Item> {
  readonly item: Item;
  /** Names its row in sentences, such as `my-ca: row 3 at position 200`. */
  readonly place: string;
  /** Whether an earlier row with the same id has other content. */
  readonly contradicts: boolean;
}

export interface Arrivals<Item> {
  readonly items: readonly Arrival<Item>[];
  readonly warnings: readonly string[];
}

export interface PageCollector<Item> {
  /** By id, in the order listed. */
  readonly items: ReadonlyMap<string, Item>;
  /** Whether everything agrees so far, and every row has come. */
  addsUp(total: number): boolean;
  /**
   * Takes a page in; returns how many of its rows were new and could be read. Null for a page that is not accepted, or
   * in which an abort ended the reading: then the rows before it are kept.
   */
  add(page: Page, at: PagePosition): Promise<number | null>;
  /** Whether so many rows may still come. If not, that is what fails the listing. */
  hasRoomFor(rows: number): boolean;
  /** What has arrived since the last call; null when nothing has. */
  takeArrivals(): Arrivals<Item> | null;
  /** Compares the total of a page with that of the first. */
  checkTotal(total: Total, first: number): void;
  failPage(at: PagePosition, error: ProviderError): void;
  /** From here on nothing was asked. */
  stopBefore(position: number): void;
  fail(error: ProviderError): void;
  /** Why this may not be everything; null when it is. */
  failure(total: Total): ProviderError | null;
}

/** To ask after every row whether other work waits takes longer than to read it. */
const ROWS_PER_STEP = 16;

export function createPageCollector<Item>(format: ListingFormat<Item>, context: CallContext): PageCollector<Item> {
  const { provider, signal } = context;
  const many = format.noun;
  const items = new Map<string, Item>();
  let arrivals: Arrival<Item>[] = [];
  let warnings: string[] = [];
  const failures: ProviderError[] = [];
  const failedPages: { readonly position: number; readonly error: ProviderError }[] = [];
  const otherTotals = new Set<number>();
  let oddTotal: string | null = null;
  let unreadable = 0;
  let repeated = 0;
  let received = 0;
  let names = 0;
  let stoppedBefore: number | null = null;

  const refusal = (sentence: string) => new ProviderError("UnexpectedResponse", `${provider}: ${sentence}`);
  const distinct = (): number => items.size + unreadable;
  const hasFailed = (): boolean => failures.length + failedPages.length > 0;

  function isTooMuch(listed: number, what: string): boolean {
    if (listed <= format.most) return false;
    failures.push(listsTooMuch(provider, `${listed} ${what}`, format.most, format.narrow));
    return true;
  }

  function addRow(raw: unknown, place: string): boolean {
    const row = format.read(raw, place);
    warnings.push(...row.warnings);
    if (row.id === null) {
      unreadable += 1;
      return false;
    }
    const earlier = items.get(row.id);
    if (earlier === undefined) {
      items.set(row.id, row.item);
      arrivals.push({ item: row.item, place, contradicts: false });
      return true;
    }
    repeated += 1;
    // The same row twice is what a list that shifts between pages brings; two different ones leave no way to choose.
    if (JSON.stringify(earlier) !== JSON.stringify(row.item)) {
      arrivals.push({ item: row.item, place, contradicts: true });
    }
    return false;
  }

  function failedPagesError(): ProviderError | null {
    const [first] = failedPages;
    if (first === undefined) return null;
    const pages = failedPages.length === 1 ? "1 page" : `${failedPages.length} pages`;
    const positions = failedPages.map(({ position }) => position).join(", ");
    const rest = stoppedBefore === null ? "" : `, and nothing was asked from position ${stoppedBefore} on`;
    const why = first.error.message.replace(`${provider}: `, "");
    const message = `${provider}: ${pages} of the listing failed (position ${positions})${rest}; ${why}`;
    return new ProviderError(first.error.code, message, { cause: first.error });
  }

  function totalsError(total: Total): ProviderError | null {
    if (oddTotal !== null)
      return refusal(`the number of ${many} is given as "${oddTotal}", which is not one whole number`);
    const isCounted = typeof total === "number";
    if (isCounted && otherTotals.size > 0) {
      const others = [...otherTotals].join(", ");
      return refusal(`the number of ${many} changed from ${total} to ${others} between pages; run again`);
    }
    // Where a page is missing, the sum is known to be wrong already.
    if (hasFailed()) return null;
    if (!isCounted) {
      if (repeated === 0) return null;
      const what = repeated === 1 ? "1 row of the listing came" : `${repeated} rows of the listing came`;
      return refusal(`${what} again, and no total says whether others were left out for it; run again`);
    }
    if (distinct() === total) return null;
    const what = `listed ${total} ${many} but sent ${distinct()} different ones`;
    return refusal(`${what}; run again, and report it to ${format.vendor} if it stays so`);
  }

  function unreadableError(): ProviderError | null {
    if (unreadable === 0) return null;
    const what = unreadable === 1 ? "1 row" : `${unreadable} rows`;
    return refusal(`${what} of the listing cannot be read, so no domain can be called absent`);
  }

  function noteTotal(total: Total): void {
    if (typeof total === "object" && total !== null) oddTotal ??= context.quote(total.odd);
  }

  return {
    items,
    addsUp: (total) => !hasFailed() && otherTotals.size === 0 && oddTotal === null && distinct() === total,
    hasRoomFor: (rows) => !isTooMuch(received + rows, many),
    async add(page, at) {
      noteTotal(page.total);
      if (isTooMuch(received + page.rows.length, `${many} or more`)) return null;
      received += page.rows.length;
      names += format.countNames?.(page.rows, format.most) ?? 0;
      if (isTooMuch(names, "names or more")) return null;
      let added = 0;
      for (const [index, raw] of page.rows.entries()) {
        if (addRow(raw, `${provider}: ${format.placeOf(index, at)}`)) added += 1;
        if (index % ROWS_PER_STEP !== 0) continue;
        try {
          await context.yieldToEvents();
        } catch (thrown) {
          if (signal.aborted) return null;
          throw thrown;
        }
      }
      return added;
    },
    takeArrivals() {
      if (arrivals.length + warnings.length === 0) return null;
      const taken = { items: arrivals, warnings };
      [arrivals, warnings] = [[], []];
      return taken;
    },
    checkTotal(total, first) {
      if (typeof total === "number" && total !== first) otherTotals.add(total);
    },
    failPage({ position }, error) {
      failedPages.push({ position, error });
    },
    stopBefore(position) {
      stoppedBefore = position;
    },
    fail(error) {
      failures.push(error);
    },
    failure: (total) =>
      combineErrors(
        [failedPagesError(), ...failures, totalsError(total), unreadableError()].filter((error) => error !== null),
      ),
  };
}

/** Reads a count. A CA may send it as text; a repeated header arrives with commas. */
export function parseTotal(text: string): Total {
  return /^\d{1,9}$/.test(text) ? Number(text) : { odd: text };
}
