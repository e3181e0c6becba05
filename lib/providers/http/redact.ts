/** Texts of a CA as a message may hold them: without secrets, on one line, cut. */
import { escapeUnprintable } from "../../core/printable";
import { secretForms } from "./secret-forms";

export interface Redaction {
  /** A text of the CA on one line: redacted, at most 200 characters, unprintable characters escaped. */
  readonly quote: (text: string) => string;
  /** A sentence of our own that holds texts of the CA: redacted, not cut. */
  readonly withoutSecrets: (text: string) => string;
  /** Adds a secret that became known later, such as an access token. */
  readonly hide: (secret: string) => void;
  /** Adds a secret that expires within minutes, such as a signature. Only the last 32 of these are kept. */
  readonly hideRecent: (secret: string) => void;
}

const MAX_QUOTE_LENGTH = 200;
/** How much of a text is read for a quotation: 200 characters of two UTF-16 units, and room for what is redacted. */
const MAX_READ_LENGTH = 600;
const MAX_RECENT = 32;

/** A shorter value occurs by chance in words, names and numbers. */
const MIN_DISTINCT_LENGTH = 6;
/** Words of messages, ours and the CAs', that also serve as example credentials. */
const ORDINARY_WORDS = new Set(
  (
    "access account address answer certificate change client connection credentials customer default domain example " +
    "expired header invalid number password please policy private provider public reader request secret server " +
    "service signature simulator status string system testing unknown username validated validation wildcard"
  ).split(" "),
);

/**
 * @param secrets redacted wherever they stand, in every form of `secretForms`
 * @param accountNames login, client id and the like: the same, but only as whole words, since a domain may contain them
 *
 * A value that is short or an ordinary word is redacted, as it is, only where it stands alone: between quotes or other
 * delimiters, or as the whole text. So "The client secret has expired" survives the password `secret`.
 */
export function createRedaction(secrets: readonly string[], accountNames: readonly string[]): Redaction {
  const lasting = [
    ...secrets.flatMap((secret) => formsOf(secret, anywhere)),
    ...accountNames.flatMap((name) => formsOf(name, isWord)),
  ];
  let recent: readonly (readonly Form[])[] = [];

  /** The first `length` characters; what begins before that is read to its end. */
  function redact(text: string, length: number): string {
    const forms = [...lasting, ...recent.flat()];
    const read = folded(text.slice(0, length + Math.max(0, ...forms.map((form) => form.text.length))));
    const matches = forms.flatMap((form) => matchesOf(form, read));
    const parts: string[] = [];
    let end = 0;
    for (const match of matches.sort((one, other) => one.start - other.start)) {
      if (match.start >= length) break;
      // Merge overlapping matches.
      if (match.start >= end) parts.push(text.slice(end, match.start), "[redacted]");
      end = Math.max(end, match.end);
    }
    return parts.join("") + text.slice(end, Math.max(end, length));
  }

  return {
    quote(text) {
      const trimmed = text.trim();
      const characters = [...redact(trimmed, MAX_READ_LENGTH)];
      const isCut = characters.length > MAX_QUOTE_LENGTH || trimmed.length > MAX_READ_LENGTH;
      return escapeUnprintable(isCut ? `${characters.slice(0, MAX_QUOTE_LENGTH - 1).join("")}…` : characters.join(""));
    },
    withoutSecrets: (text) => redact(text, text.length),
    hide: (secret) => void lasting.push(...formsOf(secret, anywhere)),
    hideRecent(secret) {
      recent = [...recent, formsOf(secret, anywhere)].slice(-MAX_RECENT);
    },
  };
}

/** Whether a form counts as a match between the text before it and the text after it. */
type Condition = (before: string, after: string) => boolean;

interface Form {
  /** In small letters, as the text is in which it is looked for. */
  readonly text: string;
  readonly counts: Condition;
}

function formsOf(value: string, counts: Condition): readonly Form[] {
  if (value === "") return [];
  const itself = folded(value);
  const isOrdinary = itself.length < MIN_DISTINCT_LENGTH || ORDINARY_WORDS.has(itself);
  const codes = [...new Set(secretForms(value).map(folded))].filter((form) => form.length >= MIN_DISTINCT_LENGTH);
  return [
    { text: itself, counts: isOrdinary ? standsAlone : counts },
    ...codes.filter((form) => form !== itself).map((text) => ({ text, counts: anywhere })),
  ];
}

/** In small letters, and as long as before: U+0130 alone has a longer small form. */
function folded(text: string): string {
  return text.replaceAll("\u0130", "i").toLowerCase();
}

/** How much of the text around a match decides whether it counts. */
const CONTEXT_LENGTH = 10;

function matchesOf(
  { text: form, counts }: Form,
  text: string,
): readonly { readonly start: number; readonly end: number }[] {
  const starts: number[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) starts.push(at);
  return starts
    .map((start) => ({ start, end: start + form.length }))
    .filter(({ start, end }) =>
      counts(text.slice(Math.max(0, start - CONTEXT_LENGTH), start), text.slice(end, end + CONTEXT_LENGTH)),
    );
}

const anywhere: Condition = () => true;

/** A dot or a hyphen does not end a word: the account `example` is not the domain `www.example.com`. An escape does. */
const isWord: Condition = (before, after) =>
  (/%[\da-f]{2}$|\\[a-z]$/.test(before) || !/[a-z\d\x80-\uffff][.-]?$/.test(before)) &&
  !/^[.-]?[a-z\d\x80-\uffff]/.test(after);

const standsAlone: Condition = (before, after) =>
  /(?:^|["'`=:,;&|<>()[\]{}])\s*$/.test(before) && /^\s*(?:$|["'`,;&|<>()[\]{}]|\.(?:\s|$))/.test(after);
