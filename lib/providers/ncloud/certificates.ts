/** All certificates of the account, which tell the names that can be asked about and the numbers to ask with. */
import { combineErrors, ProviderError } from "../provider-error";
import { PAGE_SIZE, type CertificatePage } from "./client";
import { certificateOf, type Certificate } from "./mapping";
import { describeItemMismatch, isCertificateItem } from "./schema";

export interface CertificateList {
  readonly certificates: readonly Certificate[];
  readonly warnings: readonly string[];
  /** Why this may not be everything; null when it is. */
  readonly failure: ProviderError | null;
}

const MAX_PAGES = 1_000;

/**
 * Reads page after page until as many certificates have come as are counted, or a page brings nothing new: a server
 * may cap pages below the size asked for, so the page number alone does not tell the end. The count may be too low, so
 * one page more is asked for where the last one was full, or a name would be absent by the count alone. Never throws a
 * ProviderError: names whose certificate is declared can still be asked about.
 * @param misses whether a name that should be there is named by none of these certificates
 */
export async function readCertificates(
  provider: string,
  fetchPage: (page: number) => Promise<CertificatePage>,
  misses: (certificates: readonly Certificate[]) => boolean,
  quote: (text: string) => string,
): Promise<CertificateList> {
  const certificates = new Map<string, Certificate>();
  const warnings: string[] = [];
  const failures: ProviderError[] = [];
  const totals = new Set<number>();
  const contradicted = new Set<string>();
  let unreadable = 0;

  /** Whether it is new and could be read. */
  function take(item: unknown, place: string): boolean {
    if (!isCertificateItem(item)) {
      unreadable += 1;
      warnings.push(`${place} cannot be read: ${describeItemMismatch()}`);
      return false;
    }
    const certificate = certificateOf(item);
    for (const text of certificate.unreadable)
      warnings.push(`${place} names "${quote(text)}", which is not a domain name`);
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
      // Behind the last page there may be an answer of its own, which counts nothing.
      if (!behind || items.length > 0) totals.add(totalCount);
      const isNew = items.map((item, index) => take(item, `${provider}: certificate ${index + 1} of page ${page}`));
      if (!isNew.includes(true) || behind || page >= MAX_PAGES) break;
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
  return { certificates: [...certificates.values()], warnings, failure: combineErrors(failures) };
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
