/**
 * Writes lib/core/idna-classes.ts: the code points that RFC 5892 allows in a label, from Unicode data of one version.
 *
 *   npm install --no-save @unicode/unicode-15.1.0@2.0.7 && node scripts/idna-classes.mjs
 *
 * The version is that of the oldest Node we support (20.18.1: Unicode 15.1): `String.prototype.normalize` gives the same
 * result in every later version for text of its characters, and what is newer is refused everywhere.
 */
import { writeFile } from "node:fs/promises";

const UNICODE = "@unicode/unicode-15.1.0";

async function codePoints(path) {
  return new Set((await import(`${UNICODE}/${path}/code-points.mjs`)).default);
}

async function union(...paths) {
  return new Set((await Promise.all(paths.map(codePoints))).flatMap((set) => [...set]));
}

const category = (...names) => union(...names.map((name) => `General_Category/${name}`));
const property = (...names) => union(...names.map((name) => `Binary_Property/${name}`));
const script = (...names) => union(...names.map((name) => `Script/${name}`));

// RFC 5892, 2.1 to 2.10. Named as there.
const letterDigits = await category(
  "Lowercase_Letter",
  "Uppercase_Letter",
  "Other_Letter",
  "Decimal_Number",
  "Modifier_Letter",
  "Nonspacing_Mark",
  "Spacing_Mark",
);
const ignorableProperties = await property("Default_Ignorable_Code_Point", "White_Space", "Noncharacter_Code_Point");
const ignorableBlocks = await union(
  "Block/Combining_Diacritical_Marks_For_Symbols",
  "Block/Musical_Symbols",
  "Block/Ancient_Greek_Musical_Notation",
);
/** Conjoining jamo (2.9), by the blocks that hold nothing else (Unicode 15.1: U+1100–11FF, A960–A97C, D7B0–D7FB). */
const oldHangulJamo = (cp) =>
  (cp >= 0x1100 && cp <= 0x11ff) || (cp >= 0xa960 && cp <= 0xa97c) || (cp >= 0xd7b0 && cp <= 0xd7fb);
const foldings = new Map([
  ...(await import(`${UNICODE}/Case_Folding/C/code-points.mjs`)).default,
  ...(await import(`${UNICODE}/Case_Folding/F/code-points.mjs`)).default,
]);
function caseFold(text) {
  return String.fromCodePoint(
    ...[...text].flatMap((character) => foldings.get(character.codePointAt(0)) ?? character.codePointAt(0)),
  );
}
function isUnstable(cp) {
  const text = String.fromCodePoint(cp);
  return caseFold(text.normalize("NFKC")).normalize("NFKC") !== text;
}

/** 2.6, those that are PVALID or DISALLOWED; the contextual ones are code in idna.ts. */
const PVALID_EXCEPTIONS = new Set([0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007]);
const OTHER_EXCEPTIONS = new Set([
  ...[0xb7, 0x375, 0x5f3, 0x5f4, 0x30fb],
  ...range(0x660, 0x669),
  ...range(0x6f0, 0x6f9),
  ...[0x640, 0x7fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303b],
]);
function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The rule of RFC 5892, 3, for code points outside ASCII. 2.7 (BackwardCompatible) is empty. */
function isPvalid(cp) {
  if (PVALID_EXCEPTIONS.has(cp)) return true;
  if (OTHER_EXCEPTIONS.has(cp)) return false;
  if (!letterDigits.has(cp)) return false; // unassigned ones among them
  return !oldHangulJamo(cp) && !isUnstable(cp) && !ignorableProperties.has(cp) && !ignorableBlocks.has(cp);
}

const all = range(0x80, 0x10ffff).filter((cp) => cp < 0xd800 || cp > 0xdfff);
const only = (set) => all.filter((cp) => set.has(cp));
const tables = {
  PVALID: ["Allowed in every label (PVALID), without those of ASCII.", all.filter(isPvalid)],
  GREEK: ["The script Greek.", only(await script("Greek"))],
  HEBREW: ["The script Hebrew.", only(await script("Hebrew"))],
  KANA_OR_HAN: ["The scripts Hiragana, Katakana and Han.", only(await script("Hiragana", "Katakana", "Han"))],
  EMOJI: [
    "Emoji and pictographs: not allowed by RFC 5892, and registered all the same.",
    only(await property("Emoji", "Extended_Pictographic")),
  ],
};

/** Gaps and lengths in turn, base 36: `a` numbers left out, then `b` + 1 numbers held, and so on from 128. */
function encode(sorted) {
  const numbers = [];
  let next = 0x80;
  for (let index = 0; index < sorted.length;) {
    let end = index;
    while (sorted[end + 1] === sorted[end] + 1) end += 1;
    numbers.push(sorted[index] - next, end - index);
    next = sorted[end] + 1;
    index = end + 1;
  }
  return numbers.map((number) => number.toString(36)).join(" ");
}

function constant([name, [meaning, sorted]]) {
  const lines = encode(sorted).match(/.{1,112}(?: |$)/g);
  return `/** ${meaning} */\nexport const ${name} =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
}

await writeFile(
  new URL("../lib/core/idna-classes.ts", import.meta.url),
  `/**
 * Classes of code points for internationalized names (RFC 5892), from Unicode 15.1. Written by scripts/idna-classes.mjs.
 * Each is a list of ranges: a gap and a length less one in turn, in base 36, from U+0080 on.
 */

${Object.entries(tables).map(constant).join("\n")}`,
);
