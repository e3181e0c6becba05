/** All certificates of the account, which give the names that can be asked about and the numbers to ask with. */
import type { ExpectedName } from "../../core/observation";
import type { CallContext } from "../call-context";
import type { ReadRow, UnreadableRow } from "../page-collector";
import { readPages } from "../pages";
import { combineErrors, ProviderError } from "../provider-error";
import { PAGE_SIZE, type NcloudClient } from "./client";
import { certificateOf, countNames, type Certificate } from "./mapping";
import { describeItemMismatch, isCertificateItem } from "./schema";

export interface CertificateList {
  readonly certificates: readonly Certificate[];
  readonly warnings: readonly string[];
  /** Why this may not be everything; null when it is. */
  readonly failure: ProviderError | null;
}

export interface CertificateOptions {
  readonly client: Pick<NcloudClient, "fetchCertificates">;
  readonly concurrency: number;
  /** How many certificates are accepted, and how many names over all of them. */
  readonly most: number;
  /** Names one of which must not be missing without a look past the end. */
  readonly expected: readonly ExpectedName[];
}

/** More odd names of one certificate than a person reads. */
const MAX_ODD_NAMES = 10;

/** @throws ProviderError where not even the first page came; the reason of the signal when that aborts */
export async function readCertificates(options: CertificateOptions, context: CallContext): Promise<CertificateList> {
  const { client, concurrency, most, expected } = options;
  const warnings: string[] = [];
  const contradicted = new Set<string>();
  const pages = readPages<Certificate>(
    {
      noun: "certificates",
      vendor: "Ncloud",
      narrow: null,
      most,
      concurrency,
      pageSize: PAGE_SIZE,
      fetchPage: ({ page }) => client.fetchCertificates(page, context.signal),
      placeOf: (index, { page }) => `certificate ${index + 1} of page ${page}`,
      countNames: (items, limit) => {
        let names = 0;
        for (const item of items) if (isCertificateItem(item) && names <= limit) names += countNames(item, limit);
        return names;
      },
      read: (raw, place) => readCertificate(raw, place, context.quote),
      misses: (certificates) => {
        const named = new Set([...certificates.values()].flatMap(({ names }) => names.map(({ domain }) => domain)));
        // A name with its certificate in the file is asked for by that, listed or not.
        return expected.some(({ domain, keys }) => keys["certificateNo"] === undefined && !named.has(domain));
      },
    },
    context,
  );
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    for (const warning of step.value.warnings) warnings.push(warning);
    for (const { item, contradicts } of step.value.items) if (contradicts) contradicted.add(item.certificateNo);
  }
  context.signal.throwIfAborted();
  const { items, failure } = step.value;
  const contradictions = [...contradicted].map((certificateNo) => contradiction(certificateNo, context));
  const failures = [...(failure === null ? [] : [failure]), ...contradictions];
  return { certificates: [...items.values()], warnings, failure: combineErrors(failures) };
}

function readCertificate(
  raw: unknown,
  place: string,
  quote: CallContext["quote"],
): ReadRow<Certificate> | UnreadableRow {
  if (!isCertificateItem(raw)) return { id: null, warnings: [`${place} cannot be read: ${describeItemMismatch()}`] };
  const { unreadable, ...certificate } = certificateOf(raw);
  const odd = unreadable
    .slice(0, MAX_ODD_NAMES)
    .map((text) => `${place} names "${quote(text)}", which is not a domain name`);
  const more = unreadable.length - odd.length;
  const warnings = more === 0 ? odd : [...odd, `${place} names ${more} more that are not domain names`];
  return { id: certificate.certificateNo, item: certificate, warnings };
}

function contradiction(certificateNo: string, { provider, quote }: CallContext): ProviderError {
  const what = `certificate ${quote(certificateNo)} is listed twice, with different names or states`;
  return new ProviderError(
    "UnexpectedResponse",
    `${provider}: ${what}; run again, and report it to Ncloud if it stays so`,
  );
}
