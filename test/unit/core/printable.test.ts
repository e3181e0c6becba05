import { escapeUnprintable, printable, UNPRINTABLE } from "../../../lib/core/printable";

test.each([
  ["a cursor movement", "a\u001b[2J", "a\\u{1b}[2J"],
  ["a C1 control", "\u009b", "\\u{9b}"],
  ["a line separator", "a\u2028b", "a\\u{2028}b"],
  ["a right-to-left override", "\u202e", "\\u{202e}"],
  ["a soft hyphen", "\u00ad", "\\u{ad}"],
  ["a filler", "\u3164", "\\u{3164}"],
  ["a tag", "\u{e0041}", "\\u{e0041}"],
  ["an Arabic number sign", "\u0600", "\\u{600}"],
  ["half a surrogate pair", "\ud83d", "\\u{d83d}"],
  ["a whole surrogate pair", "\u{1f511}", "\u{1f511}"],
  ["letters, marks and blanks", "é e\u0301 한글 \u3000", "é e\u0301 한글 \u3000"],
])("escaped or not: %s", (_, text, expected) => expect(escapeUnprintable(text)).toBe(expected));

test("a command of a build log is escaped in a line", () => {
  expect(printable("::error::x ##[group]")).toBe("\\u{3a}:error::x \\u{23}\\u{23}[group]");
});

test("the set is that of Unicode 17.0, whichever version Node has", () => {
  const codePoints = Array.from({ length: 0x110000 }, (_, code) => code);
  const pinned = new RegExp(UNPRINTABLE.source, "u");
  const all = codePoints.filter((code) => pinned.test(String.fromCodePoint(code)));
  expect(all).toHaveLength(6_321);
  const here = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
  const missed = codePoints.filter((code) => here.test(String.fromCodePoint(code)) && !all.includes(code));
  // An older Unicode has fewer of them; a newer one may add some, which is then to be decided.
  expect(missed).toEqual([]);
});
