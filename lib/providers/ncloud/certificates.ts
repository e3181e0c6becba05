/** All certificates of the account, which tell the names that can be asked about and the numbers to ask with. */
import { createBreathing } from "../breathing";
import { listsTooMuch } from "../listing-limit";
import { createListingWarnings } from "../listing-warnings";
import { combineErrors, ProviderError } from "../provider-error";
import { PAGE_SIZE, type CertificatePage } from "./client";
import { certificateOf, countNames, type Certificate } from "./mapping";
import { describeItemMismatch, isCertificateItem } from "./schema";

export interface CertificateList {
  readonly certificates: readonly Certificate[];
  readonly warnings: readonly string[];
  /** Why this may not be everything; null when it is. */
  readonly failure: ProviderError | null;
}

const MAX_PAGES = 1_000;
/** More odd names of one certificate than anybody reads. */
const MOST_ODD_NAMES = 10;

/**
 * Reads page after page until as many certificates have come as are counted, or a page brings nothing new: a server
 * may cap pages below the size asked for, so the page number alone does not tell the end. The count may be too low, so
 * one page more is asked for where the last one was full, or a name would be absent by the count alone. Never throws a
 * ProviderError: names whose certificate is declared can still be asked about. An abort is heard within a page as well.
 * @param most how many certificates are believed, and how many names over all of them, the same name twice where two have
 * it: what goes on beyond is not read on, and the page that does is not looked at
 * @param misses whether a name that should be there is named by none of these certificates
 */
export async function readCertificates(
  provider: string,
  most: number,
  fetchPage: (page: number) => Promise<CertificatePage>,
  misses: (certificates: readonly Certificate[]) => boolean,
  quote: (text: string) => string,
  signal: AbortSignal,
): Promise<CertificateList> {
  const certificates = new Map<string, Certificate>();
  const warnings = createListingWarnings();
  const breathe = createBreathing(signal);
  const failures: ProviderError[] = [];
  const totals = new Set<number>();
  const contradicted = new Set<string>();
  let unreadable = 0;
  let received = 0;
  let names = 0;

  /** @throws ProviderError when more has come with these than is believed */
  function count(items: readonly unknown[]): void {
    received += items.length;
    if (received > most) throw listsTooMuch(provider, `${received} certificates or more`, most, null);
    for (const item of items) {
      if (isCertificateItem(item)) names += countNames(item, most);
      if (names > most) throw listsTooMuch(provider, `${names} names or more`, most, null);
    }
  }

  /** Whether it is new and could be read. */
  function take(item: unknown, place: string): boolean {
    if (!isCertificateItem(item)) {
      unreadable += 1;
      const why = describeItemMismatch();
      warnings.add(() => `${place} cannot be read: ${why}`);
      return false;
    }
    const certificate = certificateOf(item);
    for (const text of certificate.unreadable.slice(0, MOST_ODD_NAMES)) {
      warnings.add(() => `${place} names "${quote(text)}", which is not a domain name`);
    }
    const more = certificate.unreadable.length - MOST_ODD_NAMES;
    if (more > 0) warnings.add(() => `${place} names ${more} more that are not domain names`);
    const earlier = certificates.get(certificate.certificateNo);
    if (earlier === undefined) certificates.set(certificate.certificateNo, certificate);
    // The same twice is what a list that shifts between pages brings; two different ones leave no way to choose.
    else if (JSON.stringify(earlier) !== JSON.stringify(certificate)) contradicted.add(certificate.certificateNo);
    return earlier === undefined;
  }

  try {
    let behind = false;
    // What the first page held, if it is less than was asked for, is where the server caps the others.
    let full = PAGE_SIZE;
    for (let page = 1; ; page += 1) {
      const { items, totalCount } = await fetchPage(page);
      count(items);
      // Behind the last page there may be an answer of its own, which counts nothing.
      if (!behind || items.length > 0) totals.add(totalCount);
      let isNew = false;
      for (const [index, item] of items.entries()) {
        if (take(item, `${provider}: certificate ${index + 1} of page ${page}`)) isNew = true;
        await breathe();
      }
      if (totalCount > most) throw listsTooMuch(provider, `${totalCount} certificates`, most, null);
      if (!isNew || behind || page >= MAX_PAGES) break;
      const seen = certificates.size + unreadable;
      if (seen > totalCount) break;
      if (seen === totalCount && items.length < full && !misses([...certificates.values()])) break;
      behind = seen === totalCount;
      if (page === 1) full = items.length;
    }
    const seen = certificates.size + unreadable;
    if (totals.size > 1) failures.push(changedTotal(provider, [...totals]));
    else if (!totals.has(seen)) failures.push(wrongTotal(provider, [...totals][0] ?? 0, seen));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    failures.push(error);
  }
  for (const certificateNo of contradicted) failures.push(contradiction(provider, quote(certificateNo)));
  if (unreadable > 0) failures.push(unreadableItems(provider, unreadable));
  const omitted = warnings.omitted();
  const told = warnings.news();
  const rest = omitted > 0 ? [`${provider}: and ${omitted} more warnings about certificates of the list`] : [];
  return { certificates: [...certificates.values()], warnings: [...told, ...rest], failure: combineErrors(failures) };
}

function wrongTotal(provider: string, total: number, seen: number): ProviderError {
  const what = `${provider}: listed ${total} certificates but sent ${seen} different ones`;
  return new ProviderError("UnexpectedResponse", `${what}; run again, and report it to Ncloud if it stays so`);
}

function changedTotal(provider: string, totals: readonly number[]): ProviderError {
  const what = `the number of certificates changed from ${totals.join(" to ")} between pages`;
  return new ProviderError("UnexpectedResponse", `${provider}: ${what}; run again`);
}

function contradiction(provider: string, certificateNo: string): ProviderError {
  const what = `certificate ${certificateNo} is listed twice, with different names or states`;
  return new ProviderError(
    "UnexpectedResponse",
    `${provider}: ${what}; run again, and report it to Ncloud if it stays so`,
  );
}

function unreadableItems(provider: string, count: number): ProviderError {
  const what = count === 1 ? "1 certificate" : `${count} certificates`;
  const message = `${provider}: ${what} of the list cannot be read, so no domain can be called absent`;
  return new ProviderError("UnexpectedResponse", message);
}
