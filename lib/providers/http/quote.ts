/** What a CA says of itself may be quoted, but only cut, escaped and without anything secret. */
import { redact, searchFor, type Search } from "./redact";
import { soughtFor, type Sought } from "./sought";

export interface Quoting {
  /** The text on one line, at most 200 characters, control and bidirectional characters escaped, secrets redacted. */
  readonly quote: (text: string) => string;
  /** Our own words around a text of the CA, whole, without the secrets that it may have put there. */
  readonly withoutSecrets: (text: string) => string;
  /** Adds a secret that became known later, such as an access token. */
  readonly hide: (secret: string) => void;
  /** Adds a secret of one call, such as a signature, until what is returned is called: then its answer is all told. */
  readonly hideForNow: (secret: string) => () => void;
}

const LONGEST_QUOTE = 200;
/** How much of a text is looked at for a quotation: as many characters, each of two UTF-16 units, and some to redact. */
const LONGEST_LOOK = 600;
/** As many characters as the longest escape has in four layers; letters and digits are seldom escaped. */
const LONGEST_ESCAPE = { spelled: 40, encoded: 10 };
/** Equal texts come row after row. */
const MOST_KEPT = 300;

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
  const hidden = new Set(secrets);
  const passing = new Map<symbol, { readonly secret: string; sought: Sought | null }>();
  /** Made when something is quoted: mostly nothing is. */
  let lasting: Sought | null = null;
  let known: Known | null = null;

  function forget(): void {
    known = null;
  }

  function knownNow(): Known {
    if (known !== null) return known;
    lasting ??= soughtFor([...hidden], accountNames);
    const sought = [lasting];
    for (const one of passing.values()) sought.push((one.sought ??= soughtFor([one.secret], [])));
    const literals = [...hidden, ...accountNames, ...[...passing.values()].map(({ secret }) => secret)];
    const forms = sought.flatMap(({ anywhere, asWord, digits }) => [...anywhere, ...asWord, ...digits]);
    const room = Math.max(LONGEST_ESCAPE.spelled * longest(literals), LONGEST_ESCAPE.encoded * longest(forms));
    return (known = { search: searchFor(sought), room, quoted: new Map() });
  }

  function quote(text: string): string {
    const { search, room, quoted } = knownNow();
    const again = quoted.get(text);
    if (again !== undefined) return again;
    const trimmed = text.trim();
    // A secret that begins within the look is read to its end.
    const redacted = redact(trimmed.slice(0, LONGEST_LOOK + room), search, LONGEST_LOOK);
    const characters = [...redacted].slice(0, LONGEST_QUOTE + 1);
    const isCut = characters.length > LONGEST_QUOTE || trimmed.length > LONGEST_LOOK;
    const cut = isCut ? `${characters.slice(0, LONGEST_QUOTE - 1).join("")}…` : redacted;
    const said = cut.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
    if (quoted.size >= MOST_KEPT) quoted.clear();
    if (text.length <= LONGEST_QUOTE) quoted.set(text, said);
    return said;
  }

  return {
    quote,
    withoutSecrets: (text) => redact(text, knownNow().search),
    hide(secret) {
      if (hidden.has(secret)) return;
      hidden.add(secret);
      lasting = null;
      forget();
    },
    hideForNow(secret) {
      const call = Symbol();
      passing.set(call, { secret, sought: null });
      forget();
      return () => {
        if (passing.delete(call)) forget();
      };
    },
  };
}

/** What is secret at the moment, and what was quoted since it is. */
interface Known {
  readonly search: Search;
  /** How far behind its look a text is read. */
  readonly room: number;
  readonly quoted: Map<string, string>;
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}
