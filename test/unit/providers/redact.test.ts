/** What is secret is taken out in every form in which it may come back. */
import { createQuoting } from "../../../lib/providers/http/quote";
import { leaks, SECRETS } from "../../support/planted-secrets";
import { secretForms } from "../../support/secret-forms";

/** With every sign that has to be escaped somewhere; one that looks escaped itself; one beyond ASCII. */
const PLANTED: Readonly<Record<string, string>> = {
  ...SECRETS,
  ODD: "a%41&#65;\\u0041+b c",
  FOREIGN: "pässwörd-für-käse",
  LONG: "eyJhbGciOiJSUzI1NiJ9.".repeat(15),
};

const around: readonly ((shown: string) => string)[] = [
  (shown) => shown,
  (shown) => `the login ${shown} is not known`,
  (shown) => `<p title="${shown}">`,
  (shown) => `x/${shown}`,
];

test.each(Object.entries(PLANTED))("%s is found in every form, as a secret and as an account's name", (_, secret) => {
  const [asSecret, asName] = [createQuoting([secret]), createQuoting([], [secret])];
  const seen = secretForms(secret).filter(({ shown }) =>
    [asSecret, asName].some(({ quote, withoutSecrets }) =>
      around
        .flatMap((surround) => [quote(surround(shown)), withoutSecrets(surround(shown))])
        .some((said) => leaks(said, { secret }).length > 0 || !said.includes("[redacted]")),
    ),
  );
  expect(seen.map(({ form }) => form)).toEqual([]);
});

describe("a short secret takes no more out of a message than its own letters", () => {
  const MESSAGE = "404 for GET /dcv/v1/validation (position 616263): Unknown user YWJ FiY hYm 61 6162, code -16";
  test.each([
    ["one letter", "Q"],
    ["two letters", "QZ"],
    ["three letters", "abc"],
    ["a plus", "+"],
  ])("%s", (_, secret) => expect(createQuoting([secret]).quote(MESSAGE)).toBe(MESSAGE));

  test("nor does the name of an account", () => {
    expect(createQuoting([], ["ab", "demo"]).quote(MESSAGE)).toBe(MESSAGE);
  });
});

test.each([
  ["a reference without its semicolon", "x &#104unter2 y"],
  ["letters beyond the Basic Multilingual Plane", "\\ud83d\\udd11hunter2 %F0%9F%94%91hunter2 &#128273;hunter2"],
  ["Latin-1 in an address", "h%FCnter2"],
  ["Latin-1 in Base64", Buffer.from("hünter2", "latin1").toString("base64")],
  ["a name of HTML", "h&uuml;nter2"],
  ["a name in two layers of HTML", "h&amp;uuml;nter2"],
])("%s", (_, text) => {
  const { quote } = createQuoting(["hunter2", "hünter2", "\u{1f511}hunter2"]);
  expect(
    quote(text)
      .replaceAll(/\[redacted\]|\bx|\by|=/g, "")
      .trim(),
  ).toBe("");
});

test("what is no escape stays as it is", () => {
  const text = "100% &unknown; &#1114112; \\u{110000} %zz &# \\";
  expect(createQuoting(["hunter2"]).quote(text)).toBe(text);
});

test("a secret of one call is a secret until it is let go", () => {
  const { quote, hideForNow } = createQuoting(["hunter2"]);
  const text = "hunter2: bad signature c2ln/bmF0dXJl= or c2ln%2FbmF0dXJl%3D";
  const letGo = hideForNow("c2ln/bmF0dXJl=");
  const letTwinGo = hideForNow("c2ln/bmF0dXJl=");
  for (let calls = 1; calls < 100; calls += 1) hideForNow(`another signature ${calls}`);
  expect(quote(text)).toBe("[redacted]: bad signature [redacted] or [redacted]");
  letTwinGo();
  expect(quote(text)).toBe("[redacted]: bad signature [redacted] or [redacted]");
  letGo();
  expect(quote(text)).toBe(text.replace("hunter2", "[redacted]"));
});

test("thousands of texts made of nothing but escapes are quoted in no time", () => {
  const { quote, hideForNow } = createQuoting(Object.values(SECRETS), ["reader"]);
  for (let calls = 0; calls < 64; calls += 1) hideForNow(`${calls}+signature/of+this/call=`);
  const startedAt = performance.now();
  for (let index = 0; index < 3_000; index += 1) quote(`!${index}%2525256&amp;amp;amp;${"\\".repeat(16)}`);
  // It takes a fifth of a second; each order of undoings tried alone took ten.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test.each([
  ["percent signs", "%25"],
  ["backslashes", "\\"],
  ["references", "&amp;"],
  ["zeros of a reference", "&#0000000000"],
  ["all of them", "%2526amp;#92;u005cu0025\\\\u0026"],
  ["the secret itself", "hunter2"],
])("a text of 4 MiB of %s is quoted at once", (_, piece) => {
  const { quote } = createQuoting(["hunter2", "hunter2".repeat(5)], ["reader"]);
  const startedAt = performance.now();
  expect([...quote(piece.repeat(Math.ceil((4 * 1024 * 1024) / piece.length)))].length).toBeLessThanOrEqual(200);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
