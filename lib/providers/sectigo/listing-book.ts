/** Keeps what the pages of a listing brought, and everything that speaks against its being complete. */
import { createBreathing } from "../breathing";
import { listsTooMuch } from "../listing-limit";
import { createListingWarnings } from "../listing-warnings";
import { combineErrors, ProviderError } from "../provider-error";
import type { ListPage } from "./client";
import type { ListedRow } from "../../core/observation";
import { translateRow } from "./mapping";

/** What some pages brought. */
export interface ListedNews {
  /** New rows, and rows told before that a later one contradicts: these again, with their problem. */
  readonly rows: readonly ListedRow[];
  readonly warnings: readonly string[];
}

export interface Listing {
  /** By name, in the order listed. */
  readonly rows: ReadonlyMap<string, ListedRow>;
  /** Why this may not be everything; null when it is. */
  readonly failure: ProviderError | null;
}

export interface ListingBook {
  readonly rows: ReadonlyMap<string, ListedRow>;
  /** Whether all that is said of the listing agrees so far, and every row of it has come. */
  addsUp(total: number): boolean;
  /**
   * Takes a page in; returns how many of its rows were new and could be read. Null for a page that is not believed, or
   * in which an abort ended the reading: then the rows before it are kept.
   */
  add(page: ListPage, position: number): Promise<number | null>;
  /** Whether so many rows may still come. If not, that is what fails the listing. */
  hasRoomFor(rows: number, of: "announced" | "sent"): boolean;
  /** What has come in since this was asked last; null when nothing has. */
  news(): ListedNews | null;
  checkTotal(total: number | null, first: number): void;
  failPage(position: number, error: ProviderError): void;
  /** From this position on nothing was asked. */
  stopBefore(position: number): void;
  fail(error: ProviderError): void;
  /** Says how it ended; there may be news once more. */
  close(total: number | null): Listing;
}

/** @param most how many rows are believed, whatever is in them */
export function createListingBook(
  provider: string,
  most: number,
  quote: (text: string) => string,
  signal: AbortSignal,
): ListingBook {
  const rows = new Map<string, ListedRow>();
  const untold = new Map<string, ListedRow>();
  const warnings = createListingWarnings();
  const breathe = createBreathing(signal);
  const failures: ProviderError[] = [];
  const failedPages: { readonly position: number; readonly error: ProviderError }[] = [];
  const otherTotals = new Set<number>();
  let unreadable = 0;
  let repeated = 0;
  let received = 0;
  let stoppedBefore: number | null = null;
  let lastWarning: readonly string[] = [];

  function keep(row: ListedRow): void {
    rows.set(row.domain, row);
    untold.set(row.domain, row);
  }

  function addRow(raw: unknown, place: string): boolean {
    const { row, warnings: odd } = translateRow(raw, place, quote);
    odd.forEach((sentence) => warnings.add(() => sentence));
    if (row === null) {
      unreadable += 1;
      return false;
    }
    const earlier = rows.get(row.domain);
    if (earlier === undefined) {
      keep(row);
      return true;
    }
    // The same row twice is what a list that shifts between pages brings; two different ones leave no way to choose.
    if (JSON.stringify(earlier.record) !== JSON.stringify(row.record)) {
      const problem = `${place} (${row.domain}) contradicts an earlier row of the same name`;
      warnings.add(() => problem);
      keep({ ...earlier, problem });
    }
    repeated += 1;
    return false;
  }

  function hasRoomFor(more: number, of: "announced" | "sent"): boolean {
    const listed = received + more;
    if (listed <= most) return true;
    const what = `${listed} domains${of === "sent" ? " or more" : ""}`;
    failures.push(listsTooMuch(provider, what, most, "narrow the listing with `org` or `department`"));
    return false;
  }

  function failed(): boolean {
    return failures.length + failedPages.length > 0;
  }

  function distinct(): number {
    return rows.size + unreadable;
  }

  function failedPagesError(): ProviderError | null {
    const [first] = failedPages;
    if (first === undefined) return null;
    const pages = failedPages.length === 1 ? "1 page" : `${failedPages.length} pages`;
    const positions = failedPages.map(({ position }) => position).join(", ");
    const rest = stoppedBefore === null ? "" : `, and nothing was asked from position ${stoppedBefore} on`;
    const message = `${provider}: ${pages} of the listing failed (position ${positions})${rest}; ${first.error.message.replace(`${provider}: `, "")}`;
    return new ProviderError(first.error.code, message, { cause: first.error });
  }

  function totalsError(total: number | null): ProviderError | null {
    const refuse = (message: string) => new ProviderError("UnexpectedResponse", message);
    if (otherTotals.size > 0) {
      const others = [...otherTotals].join(", ");
      return refuse(`${provider}: the listing's total changed from ${total} to ${others} between pages; run again`);
    }
    // Where a page is missing, the sum is known to be wrong already.
    if (failed()) return null;
    if (total === null && repeated > 0) {
      const what = repeated === 1 ? "1 row of the listing came" : `${repeated} rows of the listing came`;
      return refuse(`${provider}: ${what} again, and no total tells whether others were left out for it; run again`);
    }
    if (total === null || distinct() === total) return null;
    const what = `${provider}: listed ${total} domains but sent ${distinct()} different ones`;
    return refuse(`${what}; run again, and report it to Sectigo if it stays so`);
  }

  function unreadableError(): ProviderError | null {
    if (unreadable === 0) return null;
    const what = unreadable === 1 ? "1 row of the listing has" : `${unreadable} rows of the listing have`;
    const message = `${provider}: ${what} no readable domain name, so no domain can be called absent`;
    return new ProviderError("UnexpectedResponse", message);
  }

  return {
    rows,
    addsUp: (total) => !failed() && otherTotals.size === 0 && distinct() === total,
    hasRoomFor,
    async add(page, position) {
      if (!hasRoomFor(page.rows.length, "sent")) return null;
      received += page.rows.length;
      let added = 0;
      for (const [index, raw] of page.rows.entries()) {
        if (addRow(raw, `${provider}: row ${index + 1} at position ${position}`)) added += 1;
        try {
          await breathe();
        } catch (thrown) {
          if (signal.aborted) return null;
          throw thrown;
        }
      }
      return added;
    },
    news() {
      const news = { rows: [...untold.values()], warnings: [...warnings.news(), ...lastWarning] };
      if (news.rows.length === 0 && news.warnings.length === 0) return null;
      untold.clear();
      lastWarning = [];
      return news;
    },
    checkTotal(total, first) {
      if (total !== null && total !== first) otherTotals.add(total);
    },
    failPage(position, error) {
      failedPages.push({ position, error });
    },
    stopBefore(position) {
      stoppedBefore = position;
    },
    fail(error) {
      failures.push(error);
    },
    close(total) {
      const omitted = warnings.omitted();
      if (omitted > 0) lastWarning = [`${provider}: and ${omitted} more warnings about rows of the listing`];
      const all = [failedPagesError(), ...failures, totalsError(total), unreadableError()];
      return { rows, failure: combineErrors(all.filter((error) => error !== null)) };
    },
  };
}
