/** Secrets are taken out of what a CA says, in the forms that `secret-forms.ts` names; messages stay readable. */
import { createRedaction } from "../../../lib/providers/http/redact";
import { leaks, SECRETS } from "../../support/planted-secrets";
import { secretForms } from "../../support/secret-forms";

const PLANTED: Readonly<Record<string, string>> = {
  ...SECRETS,
  FOREIGN: "pässwörd-für-käse",
  LONG: "eyJhbGciOiJSUzI1NiJ9.".repeat(15),
};

const AROUND: readonly ((shown: string) => string)[] = [
  (shown) => shown,
  (shown) => `the login ${shown} is not known`,
  (shown) => `{"login":"${shown}"}`,
  (shown) => `login%3A${shown}%20`,
  (shown) => `Bad login.\\n${shown}.`,
];

test.each(Object.entries(PLANTED))("%s is found in every form, as a secret and as an account's name", (_, secret) => {
  const [asSecret, asName] = [createRedaction([secret], []), createRedaction([], [secret])];
  const seen = secretForms(secret).filter(({ shown }) =>
    [asSecret, asName].some(({ quote, withoutSecrets }) =>
      AROUND.flatMap((surround) => [quote(surround(shown)), withoutSecrets(surround(shown))]).some(
        (said) => leaks(said, { secret }).length > 0 || !said.includes("[redacted]"),
      ),
    ),
  );
  expect(seen.map(({ form }) => form)).toEqual([]);
});

test.each([
  ["Latin-1 in Base64", Buffer.from("hünter2", "latin1").toString("base64")],
  ["\\u for what is not ASCII", "h\\u00fcnter2"],
  ["half a surrogate pair, replaced", "hunter%EF%BF%BD"],
  ["half a surrogate pair", "hunter\ud800"],
])("%s is found", (_, text) => {
  const { quote } = createRedaction(["hünter2", "hunter\ud800"], []);
  expect(quote(text).replace("==", "")).toBe("[redacted]");
});

test.each([
  ["HTML references", "&#104;unter2", "&#104;unter2"],
  ["escapes within escapes", "h%25C3%25BCnter2", "h%25C3%25BCnter2"],
  ["a part", "hunter", "hunter"],
])("%s are not searched for", (_, text, expected) => {
  expect(createRedaction(["hunter2", "hünter2"], []).quote(text)).toBe(expected);
});

describe("a value that is short or an ordinary word is redacted only where it stands alone", () => {
  const { quote } = createRedaction(["secret", "Q", "+", "abc"], ["demo", "me", "us", "password"]);
  test.each([
    "The client secret has expired",
    "404 for GET /dcv/v1/validation (position 616263): Unknown user YWJ FiY hYm 61 6162, code -16",
    "Invalid password for the demo account; tell us",
    "client_secret is missing",
  ])("kept: %s", (text) => expect(quote(text)).toBe(text));

  test.each([
    ["the whole text", "secret", "[redacted]"],
    ["in quotes", 'Unknown user "demo"', 'Unknown user "[redacted]"'],
    ["in JSON", '{"password":"secret","login":"me"}', '{"[redacted]":"[redacted]","login":"[redacted]"}'],
    ["in a query", "?user=us&code=abc&x=1", "?user=[redacted]&code=[redacted]&x=1"],
    ["at the end of a sentence", "Bad login: demo.", "Bad login: [redacted]."],
    ["in Base64, which is no word", "bad header c2VjcmV0", "bad header [redacted]"],
    ["in hexadecimal digits, which are none", "bad header 736563726574", "bad header [redacted]"],
  ])("redacted %s", (_, text, expected) => expect(quote(text)).toBe(expected));
});

describe("an account's name is redacted as a whole word", () => {
  const { quote } = createRedaction([], ["acme-corp", "a+b+c+d"]);
  test.each([
    ["kept in a domain", "www.acme-corp.com is not delegated", "www.acme-corp.com is not delegated"],
    ["kept in a longer word", "acme-corporation", "acme-corporation"],
    ["redacted in a path", "no user acme-corp/a+b+c+d.", "no user [redacted]/[redacted]."],
    ["redacted in an address", "user@acme-corp, -acme-corp", "user@[redacted], -[redacted]"],
  ])("%s", (_, text, expected) => expect(quote(text)).toBe(expected));
});

describe("a quotation", () => {
  const LONG = Array.from({ length: 150 }, (_, index) => `${index}.`).join("");
  const { quote, withoutSecrets, hide, hideRecent } = createRedaction(
    ["hunter2", "hunter2long", "2long!", "", LONG],
    [],
  );
  test.each([
    ["keeps plain text", "100% Unknown &user; \\u{110000}", "100% Unknown &user; \\u{110000}"],
    ["takes overlapping secrets as one", "x hunter2long!x", "x [redacted]x"],
    ["escapes control characters", "a\u001b[2J\nb", "a\\u{1b}[2J\\u{a}b"],
    ["escapes characters that reorder text", "a\u202eb\u200bc\u2028d", "a\\u{202e}b\\u{200b}c\\u{2028}d"],
    ["escapes half a surrogate pair", "a\ud800b", "a\\u{d800}b"],
    ["is cut at 200 characters", "é".repeat(300), `${"é".repeat(199)}…`],
    ["is not cut at exactly 200", "é".repeat(200), "é".repeat(200)],
    ["leaves no part of a secret at its cut", `${"x".repeat(196)}hunter2`, `${"x".repeat(196)}[re…`],
    ["reads a secret to its end, and no further", `${LONG}${LONG}hunter2 x`, "[redacted][redacted]…"],
  ])("%s", (_, text, expected) => expect(quote(text)).toBe(expected));

  test("of our own sentence is not cut", () => {
    expect(withoutSecrets(`${"x".repeat(3_000)}hunter2`)).toBe(`${"x".repeat(3_000)}[redacted]`);
  });

  test("redacts what became secret later", () => {
    hide("token-1");
    expect(quote("bad token-1 or dG9rZW4tMQ==")).toBe("bad [redacted] or [redacted]==");
  });

  test("redacts the last 32 of the secrets that expire soon", () => {
    const signatures = Array.from({ length: 40 }, (_, index) => `signature/of+call${index}=`);
    signatures.forEach(hideRecent);
    const shown = signatures.map((signature) => quote(`bad ${signature}`).includes("signature"));
    expect(shown).toEqual(signatures.map((_, index) => index < 8));
  });
});
