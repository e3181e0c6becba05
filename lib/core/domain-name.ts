/** Domain names as certificates carry them: RFC 1034 and 1123 host names, IDNs as A-labels (RFC 5890). */

export interface DomainName {
  /** Lower-case A-label form, possibly with one leading `*.`. */
  readonly name: string;
  /** The U-label form where it differs; null for plain ASCII names. */
  readonly unicode: string | null;
}

export type ParsedDomainName =
  /** `doubt`: why the name is unusual though accepted, as a phrase that follows the quoted name; null for most. */
  | { readonly ok: true; readonly domain: DomainName; readonly doubt: string | null }
  /** `problem` is a phrase that follows the quoted name in a sentence. */
  | { readonly ok: false; readonly problem: string };

const MAX_NAME = 253;
const MAX_LABEL = 63;
const ASCII = /^[\0-\x7f]*$/;

/** Lower-case labels of letters, digits and single hyphens, the last of letters alone. */
const PLAIN_NAME = /^(?:[a-z\d]+(?:-[a-z\d]+)*\.)+[a-z]{2,}$/;

/** Reads one name as a person writes it. Whether it is a public suffix is not judged here. */
export function parseDomainName(text: string): ParsedDomainName {
  if (isPlain(text)) return { ok: true, domain: { name: text, unicode: null }, doubt: null };
  const refuse = (problem: string): ParsedDomainName => ({ ok: false, problem });
  const wildcard = isWildcard(text);
  const base = baseName(text).replace(/\.$/, "");

  if (base === "") return refuse("is empty; write a name such as www.example.com");
  if (base.includes("*")) return refuse("may hold one asterisk only, as the whole first label (*.example.com)");
  if (/[:[\]]/.test(base)) return refuse("is not a domain name; leave out ports and IP addresses");
  const stray = /[^A-Za-z0-9.\-\u0080-\u{10ffff}]/u.exec(base);
  if (stray !== null) return refuse(`holds ${JSON.stringify(stray[0])}; use letters, digits, hyphens and dots`);

  const plain = { ok: true, ascii: base.toLowerCase(), unicode: base.toLowerCase(), doubt: null } as const;
  const parsed = isInternational(base) ? idna().parseInternationalName(base) : plain;
  if (!parsed.ok) return parsed;
  const { ascii, unicode, doubt } = parsed;
  const problem = hostNameProblem(ascii);
  if (problem !== null) return refuse(problem);
  const prefix = wildcard ? "*." : "";
  const name = prefix + ascii;
  if (name.length > MAX_NAME) return refuse(`is longer than ${MAX_NAME} characters`);
  return { ok: true, domain: { name, unicode: unicode === ascii ? null : prefix + unicode }, doubt };
}

/** Whether nothing can be wrong with the name, as with most: one look at it in place of ten. */
function isPlain(text: string): boolean {
  // No label is too long in a text that is as short as that.
  return text.length <= MAX_LABEL && PLAIN_NAME.test(text) && !text.endsWith(".arpa");
}

/** Why no CA validates a name in A-labels, as `problem` of `ParsedDomainName`; null where one may. */
function hostNameProblem(ascii: string): string | null {
  for (const label of ascii.split(".")) {
    if (label === "") return "has an empty label (two dots in a row)";
    if (label.length > MAX_LABEL) return `has a label longer than ${MAX_LABEL} characters`;
    if (/^-|-$/.test(label)) return `has the label "${label}", which begins or ends with a hyphen`;
    if (/^(?!xn).{2}--/.test(label)) {
      return `has the label "${label}" with hyphens in the third and fourth place, for which no CA issues (RFC 5890 2.3.1; Baseline Requirements 7.1.2.7.12, SC-048)`;
    }
  }
  // As in the URL standard: 192.0.2.1, 3221225985 and 0x7f.1 all end in a number.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(ascii)) {
    return "ends in a number, as an IP address does; only domain names are validated";
  }
  // SC-086: no certificates for names under the reverse zones since 2026-03-15.
  if (/(^|\.)(in-addr|ip6)\.arpa$/.test(ascii)) return "is in a reverse zone, for which no CA issues (SC-086)";
  return null;
}

/**
 * A name as a CA lists it, in the one form in which names are compared: A-labels in lower case, without a trailing dot, a
 * leading `*.` kept; null where it cannot be a domain name. More lenient than what may be declared: what a CA lists
 * exists, underscores included.
 */
export function parseListedName(text: string): string | null {
  const trimmed = text.trim().replace(/\.$/, "");
  const base = baseName(trimmed);
  const ascii = ASCII.test(base) ? base.toLowerCase() : (idna().listedToAscii(base) ?? "");
  const name = isWildcard(trimmed) ? `*.${ascii}` : ascii;
  return LISTED.test(ascii) && name.length <= MAX_LISTED_NAME ? name : null;
}

/**
 * Reads a name that refers to something a CA may list, in a waiver or a filter: what may be declared, and what is only
 * listed, such as `_acme.example.com` or an address.
 */
export function parseReferredName(text: string): ParsedDomainName {
  const parsed = parseDomainName(text);
  const listed = parsed.ok ? null : parseListedName(text);
  return listed === null ? parsed : { ok: true, domain: { name: listed, unicode: null }, doubt: null };
}

const LISTED = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const MAX_LISTED_NAME = 255;

function isInternational(base: string): boolean {
  return !ASCII.test(base) || /(^|\.)xn--/i.test(base);
}

/** Its tables are large, and most estates have no such name. */
function idna(): typeof import("./idna") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return -- a load on demand that is not asynchronous
  return require("./idna");
}

export function isWildcard(name: string): boolean {
  return name.startsWith("*.");
}

/** The name without its `*.`. */
export function baseName(name: string): string {
  return isWildcard(name) ? name.slice(2) : name;
}
