/** Domain names as certificates carry them: RFC 1034 and 1123 host names, IDNs as A-labels (RFC 5890). */
import { domainToASCII, domainToUnicode } from "node:url";

export interface DomainName {
  /** Lower-case A-label form, possibly with one leading `*.`. */
  readonly name: string;
  /** The U-label form where it differs; null for plain ASCII names. */
  readonly unicode: string | null;
}

export type ParsedDomainName =
  | { readonly ok: true; readonly domain: DomainName }
  /** `problem` is a phrase that follows the quoted name in a sentence. */
  | { readonly ok: false; readonly problem: string };

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const MAX_NAME = 253;
const MAX_LABEL = 63;

/** Reads one name as a person writes it. Whether it is a public suffix is not judged here. */
export function parseDomainName(text: string): ParsedDomainName {
  const refuse = (problem: string): ParsedDomainName => ({ ok: false, problem });
  const wildcard = text.startsWith("*.");
  const base = (wildcard ? text.slice(2) : text).replace(/\.$/, "");

  if (base === "") return refuse("is empty; write a name such as www.example.com");
  if (base.includes("*")) return refuse("may hold one asterisk only, as the whole first label (*.example.com)");
  if (/[:[\]]/.test(base)) return refuse("is not a domain name; leave out ports and IP addresses");
  const stray = /[^A-Za-z0-9.\-\u0080-\u{10ffff}]/u.exec(base);
  if (stray !== null) return refuse(`holds ${JSON.stringify(stray[0])}; use letters, digits, hyphens and dots`);

  const ascii = domainToASCII(base);
  if (ascii === "") return refuse("cannot be written as an internationalized domain name (RFC 5891)");
  const labels = ascii.split(".");
  // The URL parser reads 1.2.3, 0x7f.1 and their like as IPv4 addresses and writes them as such.
  if (/\.\d+$/.test(ascii)) return refuse("is an IP address; only domain names are validated");
  for (const label of labels) {
    if (label === "") return refuse("has an empty label (two dots in a row)");
    if (label.length > MAX_LABEL) return refuse(`has a label longer than ${MAX_LABEL} characters`);
    if (!LABEL.test(label)) return refuse(`has the label "${label}", which begins or ends with a hyphen`);
  }
  const name = wildcard ? `*.${ascii}` : ascii;
  if (name.length > MAX_NAME) return refuse(`is longer than ${MAX_NAME} characters`);
  // SC-086: no certificates for names under the reverse zones since 2026-03-15.
  if (/(^|\.)(in-addr|ip6)\.arpa$/.test(ascii)) return refuse("is in a reverse zone, for which no CA issues (SC-086)");

  const unicode = domainToUnicode(ascii);
  const shown = wildcard ? `*.${unicode}` : unicode;
  return { ok: true, domain: { name, unicode: unicode === ascii ? null : shown } };
}

export function isWildcard(name: string): boolean {
  return name.startsWith("*.");
}

/** The name without its `*.`. */
export function baseName(name: string): string {
  return isWildcard(name) ? name.slice(2) : name;
}
