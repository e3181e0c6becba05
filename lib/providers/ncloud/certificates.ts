/** All certificates of the account, which tell the names that can be asked about and the numbers to ask with. */
import { combineErrors, ProviderError } from "../provider-error";
import type { CertificatePage } from "./client";
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
 * Reads page after page until as many certificates have come as are counted, or a page is empty or repeats: a server
 * may cap pages below the size asked for, so the page number alone does not tell the end. Never throws a ProviderError:
 * names whose certificate is declared can still be asked about.
 */
export async function readCertificates(
  provider: string,
  fetchPage: (page: number) => Promise<CertificatePage>,
  quote: (text: string) => string,
): Promise<CertificateList> {
  const certificates = new Map<string, Certificate>();
  const warnings: string[] = [];
  const failures: ProviderError[] = [];
  const totals = new Set<number>();
  let unreadable = 0;

  function take(item: unknown, place: string): boolean {
    if (!isCertificateItem(item)) {
      unreadable += 1;
      warnings.push(`${place} cannot be read: ${describeItemMismatch()}`);
      return true;
    }
    const certificate = certificateOf(item);
    for (const text of certificate.unreadable)
      warnings.push(`${place} names "${quote(text)}", which is not a domain name`);
    const isNew = !certificates.has(certificate.certificateNo);
    if (isNew) certificates.set(certificate.certificateNo, certificate);
    return isNew;
  }

  try {
    for (let page = 1; ; page += 1) {
      const { items, totalCount } = await fetchPage(page);
      totals.add(totalCount);
      const isNew = items.map((item, index) => take(item, `${provider}: certificate ${index + 1} of page ${page}`));
      const seen = certificates.size + unreadable;
      if (!isNew.includes(true) || seen >= totalCount || page >= MAX_PAGES) break;
    }
    const seen = certificates.size + unreadable;
    if (totals.size > 1) failures.push(changedTotal(provider, [...totals]));
    else if (!totals.has(seen)) failures.push(wrongTotal(provider, [...totals][0] ?? 0, seen));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    failures.push(error);
  }
  if (unreadable > 0) failures.push(unreadableItems(provider, unreadable));
  return { certificates: [...certificates.values()], warnings, failure: combineErrors(failures) };
}

function wrongTotal(provider: string, total: number, seen: number): ProviderError {
  const what = `${provider} listed ${total} certificates but sent ${seen} different ones`;
  return new ProviderError("UnexpectedResponse", `${what}; run again, and report it to Ncloud if it stays so`);
}

function changedTotal(provider: string, totals: readonly number[]): ProviderError {
  const what = `the number of certificates changed from ${totals.join(" to ")} between pages`;
  return new ProviderError("UnexpectedResponse", `${provider}: ${what}; run again`);
}

function unreadableItems(provider: string, count: number): ProviderError {
  const what = count === 1 ? "1 certificate" : `${count} certificates`;
  const message = `${provider}: ${what} of the list cannot be read, so no domain can be called absent`;
  return new ProviderError("UnexpectedResponse", message);
}
