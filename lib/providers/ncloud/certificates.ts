/** All certificates of the account, which give the names that can be asked about and the numbers to ask with. */
import type { ExpectedName, UnreadableRow as UnreadableName } from "../../core/observation";
import type { CallContext } from "../call-context";
import type { ReadRow, UnreadableRow } from "../page-collector";
import { readPages } from "../pages";
import { combineErrors, ProviderError } from "../provider-error";
import { PAGE_SIZE, type NcloudClient } from "./client";
import { certificateOf, countNames, type Certificate } from "./mapping";
import { describeMismatch } from "../answer-schema";
import { isCertificateItem } from "./schema";

export interface CertificateList {
  readonly certificates: readonly Certificate[];
  /** Names that are no domain names, of certificates that could be asked about. */
  readonly unreadable: readonly UnreadableName[];
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

/** @throws ProviderError where not even the first page came; the reason of the signal when that aborts */
export async function readCertificates(options: CertificateOptions, context: CallContext): Promise<CertificateList> {
  const { client, concurrency, most, expected } = options;
  const warnings: string[] = [];
  const unreadable: UnreadableName[] = [];
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
      read: readCertificate,
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
    for (const { item, place, contradicts } of step.value.items) {
      if (contradicts) contradicted.add(item.certificateNo);
      for (const name of unreadableNames(item, place, context)) {
        unreadable.push(name);
        await context.yieldToEvents();
      }
    }
  }
  context.signal.throwIfAborted();
  const { items, failure } = step.value;
  const contradictions = [...contradicted].map((certificateNo) => contradiction(certificateNo, context));
  const failures = [...(failure === null ? [] : [failure]), ...contradictions];
  return { certificates: [...items.values()], unreadable, warnings, failure: combineErrors(failures) };
}

function readCertificate(raw: unknown, place: string): ReadRow<Certificate> | UnreadableRow {
  if (!isCertificateItem(raw))
    return { id: null, warnings: [`${place} cannot be read: ${describeMismatch(isCertificateItem)}`] };
  const certificate = certificateOf(raw);
  return { id: certificate.certificateNo, item: certificate, warnings: [] };
}

/** Those of a certificate that is gone say nothing: its readable names are not asked about either. */
function* unreadableNames(
  { state, unreadable }: Certificate,
  place: string,
  { quote }: CallContext,
): Generator<UnreadableName> {
  if (state === "gone") return;
  for (const text of unreadable) {
    const name = quote(text);
    yield { name, problem: `${place} names "${name}", which is not a domain name` };
  }
}

function contradiction(certificateNo: string, { provider, quote }: CallContext): ProviderError {
  const what = `certificate ${quote(certificateNo)} is listed twice, with different names or states`;
  return new ProviderError(
    "UnexpectedResponse",
    `${provider}: ${what}; run again, and report it to Ncloud if it stays so`,
  );
}
