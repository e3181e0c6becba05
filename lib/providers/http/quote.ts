/** What a CA says of itself may be quoted, but only cut, escaped and without anything secret. */

export interface Quoting {
  /** The text on one line, at most 200 characters, control and bidirectional characters escaped, secrets redacted. */
  readonly quote: (text: string) => string;
  /** Adds a secret that became known later, such as an access token. */
  readonly hide: (secret: string) => void;
}

const LONGEST_QUOTE = 200;

/**
 * C0 and C1 controls, line separators, the characters that reorder or hide text on a screen (Unicode TR 36, "Trojan
 * Source") and lone surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

export function createQuoting(secrets: readonly string[]): Quoting {
  const hidden = new Set<string>();

  function hide(secret: string): void {
    if (secret === "") return;
    hidden.add(secret);
    // As an error page would echo it from a form body or an address.
    hidden.add(encodeURIComponent(secret));
  }
  secrets.forEach(hide);

  function quote(text: string): string {
    // The longest first, so that a secret that contains another leaves no rest behind; redacted before it is cut.
    const longestFirst = [...hidden].sort((a, b) => b.length - a.length);
    const redacted = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text.trim());
    const characters = [...redacted].slice(0, LONGEST_QUOTE + 1);
    const cut = characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE - 1).join("")}…` : redacted;
    return cut.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  }

  return { quote, hide };
}
