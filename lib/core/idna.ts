/**
 * Internationalized names: mapped as UTS #46 says (tr46), then held to RFC 5891 to 5893. All tables come with this package
 * and with tr46, so a name means the same in every version of Node. Loaded only for names that need it.
 */
import { toASCII, toUnicode } from "tr46";
import { decodeRanges, holds } from "./code-point-ranges";
import { EMOJI, GREEK, HEBREW, KANA_OR_HAN, PVALID } from "./idna-classes";

export type InternationalName =
  | {
      readonly ok: true;
      /** The name in A-labels. */
      readonly ascii: string;
      /** The name in U-labels. */
      readonly unicode: string;
      /** Why the name is unusual though it is accepted, as a phrase that follows the quoted name; null for most. */
      readonly doubt: string | null;
    }
  | { readonly ok: false; readonly problem: string };

const pvalid = decodeRanges(PVALID);
const greek = decodeRanges(GREEK);
const hebrew = decodeRanges(HEBREW);
const kanaOrHan = decodeRanges(KANA_OR_HAN);
const emojis = decodeRanges(EMOJI);

const A_LABEL = /^xn--/i;
const LDH = /^[a-z0-9.-]$/;

/** A name with characters beyond ASCII, or with A-labels; without a leading `*.`. */
export function parseInternationalName(text: string): InternationalName {
  const refuse = (problem: string): InternationalName => ({ ok: false, problem });
  const unicode = toUnicode(text).domain.replace(/\.$/, "");
  const undecoded = unicode.split(".").find((label) => A_LABEL.test(label));
  if (undecoded !== undefined) return refuse(invalidALabel(undecoded));

  let emoji: string | null = null;
  for (const label of unicode.split(".")) {
    const characters = [...label];
    for (const [index, character] of characters.entries()) {
      if (LDH.test(character) || isAllowed(characters, index)) continue;
      if (holds(emojis, codeOf(character))) emoji ??= character;
      else return refuse(characterProblem(character, text));
    }
    if (!/^[a-z0-9-]*$/.test(label) && /^-|-$|^..--/u.test(label)) return refuse(hyphenProblem(label));
  }

  const ascii = toASCII(unicode);
  if (ascii === null) return refuse("has a label that begins with a combining mark (RFC 5891 4.2.3.2)");
  const rewritten = aLabels(text).find((label) => !ascii.split(".").includes(label));
  if (rewritten !== undefined) return refuse(invalidALabel(rewritten));
  if (toASCII(unicode, { checkJoiners: true }) === null) {
    return refuse("holds a zero width joiner or non-joiner in a place where it has no meaning (RFC 5892, A.1 and A.2)");
  }
  if (toASCII(unicode, { checkBidi: true }) === null) {
    return refuse("mixes directions of writing in a way that RFC 5893 does not allow");
  }
  const doubt = emoji === null ? null : `holds ${named(emoji)}, which IDNA 2008 does not allow (RFC 5892)`;
  return { ok: true, ascii, unicode, doubt };
}

/** A name as a CA lists it, in A-labels; null where no mapping makes it a name. Lenient: a name that is listed exists. */
export function listedToAscii(text: string): string | null {
  return toASCII(text);
}

/** The A-labels of a text as it was written, in lower case. */
function aLabels(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[.\u3002\uff0e\uff61]/)
    .filter((label) => A_LABEL.test(label));
}

function invalidALabel(label: string): string {
  return `has the label "${label}", which is not a valid internationalized label (A-label, RFC 5890 2.3.2.1)`;
}

function hyphenProblem(label: string): string {
  return `has the label "${label}" with a hyphen in its first or last place, or in its third and fourth (RFC 5891 4.2.3.1)`;
}

/** Names the character as it was written: for another one that stands for it (UTS #46), or within an A-label. */
function characterProblem(character: string, text: string): string {
  const written = [...text].find((one) => one !== character && toUnicode(one).domain.includes(character));
  const label = aLabels(text).find((one) => toUnicode(one).domain.includes(character));
  const within = label === undefined ? "" : ` in the label "${label}"`;
  const form = written === undefined ? named(character) + within : `${named(written)}, a form of "${character}"`;
  if (character === "*") return `holds ${form}; write a wildcard as *.example.com`;
  if (character === "\u00b7") return `holds ${form}, which is allowed only between two letters l (RFC 5892, A.3)`;
  return `holds ${form}, which no label of a domain name may hold (RFC 5892); use letters, digits, hyphens and dots`;
}

/** `"–" (U+2013)`; a control character by its number alone. */
function named(character: string): string {
  const code = codeOf(character);
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return code < 0xa0 ? number : `"${character}" (${number})`;
}

function codeOf(character: string | undefined): number {
  return Number(character?.codePointAt(0));
}

/** Whether RFC 5892 allows a character in its place. Joiners are judged later, by tr46. */
function isAllowed(characters: readonly string[], index: number): boolean {
  const code = codeOf(characters[index]);
  const [before, after] = [characters[index - 1], characters[index + 1]];
  switch (code) {
    case 0x200c:
    case 0x200d:
      return true;
    case 0xb7: // middle dot, A.3
      return before === "l" && after === "l";
    case 0x375: // Greek keraia, A.4
      return holds(greek, codeOf(after));
    case 0x5f3: // Hebrew geresh and gershayim, A.5 and A.6
    case 0x5f4:
      return holds(hebrew, codeOf(before));
    case 0x30fb: // Katakana middle dot, A.7
      return characters.some((one) => codeOf(one) !== code && holds(kanaOrHan, codeOf(one)));
  }
  if (isArabicIndic(code)) return !characters.some((one) => isExtendedArabicIndic(codeOf(one))); // A.8
  if (isExtendedArabicIndic(code)) return !characters.some((one) => isArabicIndic(codeOf(one))); // A.9
  return holds(pvalid, code);
}

function isArabicIndic(code: number): boolean {
  return code >= 0x660 && code <= 0x669;
}

function isExtendedArabicIndic(code: number): boolean {
  return code >= 0x6f0 && code <= 0x6f9;
}
