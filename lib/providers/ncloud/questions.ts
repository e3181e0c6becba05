/** Asks certificates about one name: ListDcvStatuses takes a certificate number and one domain. */
import { baseName } from "../../core/domain-name";
import type { ListedAs, ListedRow } from "../../core/observation";
import type { CallTally } from "../call-tally";
import type { NcloudClient } from "./client";
import type { NcloudSettings } from "./settings";

export interface Question {
  /** The A-label name. */
  readonly domain: string;
  readonly declared: boolean;
  readonly row: ListedRow | null;
  /** The number that the file gives: then only this certificate is asked. */
  readonly certificateNo: string | null;
}

export interface Answers {
  /** Whom it was asked, each with the name that was asked for where it is not ours: `certificate 7 (domainAddress=example.com)`. */
  readonly asked: readonly string[];
  readonly entries: readonly unknown[];
  /** Certificates that name the domain and have no verification of it. */
  readonly empty: readonly string[];
  /** What certificates said that do not exist, or do not have the name, where no list names them. */
  readonly missing: readonly string[];
  /** What certificates said that the list has, and that this call does not know. */
  readonly contradictory: readonly string[];
  /** Which certificates sent less than they count, or count in a way that cannot be read. */
  readonly short: readonly string[];
  /** Why a certificate could not be asked; null when all were. */
  readonly missed: string | null;
}

/** There is no such certificate. */
const NO_CERTIFICATE = "1006";

/** The name as the certificate spells it, in the form for wildcards; the documentation does not say which one that is. */
function domainAddressOf(spelling: string, form: NcloudSettings["wildcardDomainAddress"]): string {
  return form === "base" ? baseName(spelling) : spelling;
}

/** Asks one certificate after the other; they share the place of the name in the queue. */
export async function askAbout(
  { domain, row, certificateNo }: Question,
  form: NcloudSettings["wildcardDomainAddress"],
  client: NcloudClient,
  tally: CallTally,
  signal: AbortSignal,
): Promise<Answers> {
  const { quote } = client;
  const listed = row?.listedAs ?? [];
  const given = listed.filter(({ entry }) => entry === certificateNo);
  const unlisted: readonly ListedAs[] = [{ name: domain, entry: certificateNo }];
  const toAsk = certificateNo === null ? listed : given.length > 0 ? given : unlisted;

  const asked: string[] = [];
  const entries: unknown[] = [];
  const empty: string[] = [];
  const missing: string[] = [];
  const contradictory: string[] = [];
  const short: string[] = [];
  const answered = new Set<string>();
  let missed: string | null = null;
  for (const { name, entry } of toAsk) {
    // A second spelling in one certificate is asked for only where the first has nothing.
    if (entry === null || answered.has(entry)) continue;
    const address = domainAddressOf(name, form);
    const how = address === domain ? "" : ` (domainAddress=${quote(address)})`;
    const certificate = `certificate ${quote(entry)}${how}`;
    asked.push(certificate);
    const result = await tally.call(() => client.fetchVerification(entry, address, signal), signal);
    if ("missed" in result) missed ??= result.missed;
    else if (result.value.kind === "nothing") {
      const { returnCode, said } = result.value;
      const isListed = toAsk !== unlisted;
      if (!isListed) missing.push(`${certificate}: ${said}`);
      else if (returnCode === NO_CERTIFICATE) contradictory.push(`${certificate}: ${said}`);
      else empty.push(certificate);
    } else {
      const { entries: sent, counted } = result.value;
      for (const one of sent) entries.push(one);
      if (sent.length > 0) answered.add(entry);
      else empty.push(certificate);
      if (counted !== null) {
        const what = `counts ${counted} verifications (dnsVerificationCount) but sent ${sent.length}`;
        short.push(`certificate ${quote(entry)} ${what}`);
      }
    }
  }
  return { asked, entries, empty, missing, contradictory, short, missed };
}
