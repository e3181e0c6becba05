/**
 * Text from outside as Markdown that shows it and does nothing else.
 *
 * Escapes are not enough: GitHub and GitLab look for mentions, references, emoji and addresses in the rendered text, where
 * an escape has become the character again. They leave code spans alone, and so does Markdown itself. So whatever is not
 * an ordinary word goes into a code span, which is also how people write a domain name or a path.
 */
import { printable } from "../core/printable";
import { clip } from "./clip";

/** Longer than any domain name; what is longer yet is cut, so that no text can crowd out all others. */
const TEXT_LIMIT = 300;

/** A name, a path, an address: one code span. */
export function code(text: string): string {
  const shown = visible(text);
  // A code span cannot be empty, and one blank at each end of it would be taken for padding.
  return shown.trim() === "" ? "`(blank)`" : `\`${shown}\``;
}

/** The same within a line of HTML, where Markdown is not read. */
export function htmlCode(text: string): string {
  const escaped = visible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<code>${escaped}</code>`;
}

/** A sentence: its words as they are, and what is more than a word in code spans. Never put it at the start of a line. */
export function prose(text: string): string {
  return visible(text).split(" ").map(word).join(" ");
}

/** Neither a backtick, which ends a code span, nor a bar, which ends a cell even within one. */
function visible(text: string): string {
  return printable(clip(text, TEXT_LIMIT)).replaceAll("`", "\\u{60}").replaceAll("|", "\\u{7c}");
}

/** A word, and the punctuation around it that means nothing to Markdown there. */
const WORD = /^([("]*)(.*?)([)",;:.?!…]*)$/u;
/**
 * Letters of Latin, Greek, Cyrillic, Hebrew, Arabic, Japanese, Chinese and Korean, and combining accents. Written out, since
 * `\p{L}` depends on the version of Node. A word of other scripts goes into a code span, which shows it as well.
 */
const LETTER =
  "[A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af\\u0300-\\u036f\\u0386\\u0388-\\u03f5\\u03f7-\\u0481\\u048a-\\u052f\\u05d0-\\u05ea\\u0620-\\u064a\\u1e00-\\u1eff\\u3041-\\u3096\\u3099\\u309a\\u30a1-\\u30fa\\u30fc\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3]";
const PLAIN = [
  new RegExp(`^${LETTER}+(?:[-'’]${LETTER}+)*$`, "u"), // a digit after a hyphen may be a reference to an issue
  /^\d{1,6}(?:\.\d{1,6})*$/, // a number or a section
  /^\d{4}-\d{2}-\d{2}$/, // a day
  /^%$/,
];
/** Long runs of these digits are taken for commits. */
const COMMIT = /^[0-9a-f]{7,}$/i;

function word(text: string): string {
  if (text === "") return "";
  const [, before = "", core = "", after = ""] = WORD.exec(text) ?? [];
  if (core === "") return `\`${text}\``;
  const isPlain = PLAIN.some((pattern) => pattern.test(core)) && !COMMIT.test(core);
  return `${before}${isPlain ? core : `\`${core}\``}${after}`;
}
