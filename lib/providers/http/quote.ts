/** What a CA says of itself may be quoted, but only cut, escaped and without anything secret. */

export interface Quoting {
  /** The text on one line, at most 200 characters, control and bidirectional characters escaped, secrets redacted. */
  readonly quote: (text: string) => string;
  /** Our own words around a text of the CA, whole, without the secrets that it may have put there. */
  readonly withoutSecrets: (text: string) => string;
  /** Adds a secret that became known later, such as an access token. */
  readonly hide: (secret: string) => void;
}

const LONGEST_QUOTE = 200;

/**
 * C0 and C1 controls, line separators, the characters that reorder or hide text on a screen (Unicode TR 36, "Trojan
 * Source") and lone surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * @param secrets redacted wherever they stand
 * @param accountNames redacted where they stand as a word: a short one is a part of many a word of the CA's
 */
export function createQuoting(secrets: readonly string[], accountNames: readonly string[] = []): Quoting {
  const hidden = new Set<string>();
  const names = accountNames.flatMap(formsOf);

  function hide(secret: string): void {
    formsOf(secret).forEach((form) => hidden.add(form));
  }
  secrets.forEach(hide);

  function quote(text: string): string {
    const redacted = names.reduce(withoutWord, redact(text.trim(), hidden));
    const characters = [...redacted].slice(0, LONGEST_QUOTE + 1);
    const cut = characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE - 1).join("")}…` : redacted;
    return cut.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  }

  return { quote, withoutSecrets: (text) => redact(text, hidden), hide };
}

/** The text without these secrets; redact before cutting. */
export function redact(text: string, secrets: Iterable<string>): string {
  // The longest first, so that a secret that contains another leaves no rest behind.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
}

/**
 * How an error page may echo it: as it is, in JSON, from an address (RFC 3986), from a form, and from a header in Base64
 * (RFC 4648, sections 4 and 5), whose padding says nothing; and any of them in an address once more.
 */
export function formsOf(secret: string): readonly string[] {
  if (secret === "") return [];
  const [base64, base64url] = [Buffer.from(secret).toString("base64"), Buffer.from(secret).toString("base64url")];
  const form = new URLSearchParams([["", secret]]).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = [secret, json, inAddress(secret), form, base64.replace(/=+$/, ""), base64url];
  return [...new Set([...forms, ...forms.map(inAddress)])];
}

/** A lone surrogate, which no address can hold, is replaced. */
function inAddress(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function withoutWord(text: string, word: string): string {
  const pattern = word.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  // What comes before may itself be a sign that was escaped, also twice: `%20`, `%2520`.
  const before = "(?<=^|[^\\p{L}\\p{N}]|%(?:25)*[0-9A-Fa-f]{2})";
  return text.replaceAll(new RegExp(`${before}${pattern}(?![\\p{L}\\p{N}])`, "gu"), "[redacted]");
}
