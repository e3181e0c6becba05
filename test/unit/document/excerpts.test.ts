/** Which lines of a file diagnostics may quote: those below keys where nothing is secret, and fewer where it does not parse. */
import { parseDocument } from "../../../lib/document/document";

const QUOTABLE = ["version", "defaults", "domains", "waivers"];

/** The lines that may be quoted, by number. */
function quoted(text: string): readonly number[] {
  const document = parseDocument(text, "domains.yaml", QUOTABLE);
  return text.split("\n").flatMap((_, index) => (document.excerptOf(index + 1) === null ? [] : [index + 1]));
}

test.each<[string, string, readonly number[]]>([
  ["domains", "version: 1\ndomains:\n  - a\n  # why\n  - b\n", [1, 2, 3, 4, 5]],
  [
    "not what stands below providers",
    "version: 1\nproviders:\n  p:\n    auth: { password: hunter2 }\ndomains: []\n",
    [1, 5],
  ],
  ["not a comment at the end of providers", "providers:\n  p: 1\n  # hunter2\nversion: 1\n", [4]],
  ["not a comment that belongs to no key", "# hunter2\n\nversion: 1\n", [3]],
  ["not what stands below a misspelt key", "version: 1\nprovidrs:\n  p: { password: hunter2 }\n", [1]],
  ["not what an anchor of another key holds", "x-base: &b\n  password: hunter2\ndomains: [*b]\n", [3]],
  [
    "not a line that such a key is on, too",
    "{ version: 1, providers: { p: hunter2 },\ndomains: [a],\nwaivers: [] }",
    [2, 3],
  ],
  ["nothing of a file of another program", "apiVersion: v1\nkind: Secret\ndata: { password: hunter2 }\n", []],
  ["nothing of a text", "DB_PASSWORD=hunter2\n", []],
  ["nothing of a list", "- hunter2\n", []],
  ["nothing of JSON", '{"private_key": "hunter2"}', []],
])("are quoted: %s", (_, text, expected) => {
  expect(quoted(text)).toEqual(expected);
});

test.each<[string, string, readonly number[]]>([
  [
    "what stands before providers",
    "# a\nversion: 1\ndomains:\n- [a\nproviders:\n  p: hunter2\nwaivers: []\n",
    [1, 2, 3, 4],
  ],
  ["nothing from a misspelt key on", "version: 1\nprovidrs:\n  p: [hunter2\nwaivers: []\n", [1]],
  ["nothing from providers on in the same line", "version: 1\ndomains: [{ providers: hunter2\n", [1]],
  ["nothing from what looks like a credential on", "version: 1\ndomains: [\n  password: hunter2\n", [1, 2]],
  ["nothing of a file of another program", "DB_PASSWORD: [hunter2\n", []],
  ["nothing where the whole file is indented", "  version: 1\n  providers:\n    p: [hunter2\n", [1]],
  ["nothing of a second document", "version: 1\n---\nproviders: hunter2\n", [1, 2]],
])("are quoted although the text does not parse: %s", (_, text, expected) => {
  expect(parseDocument(text, "f", QUOTABLE).value).toBeNull();
  expect(quoted(text)).toEqual(expected);
});

test("a key that stands twice does not show the other lines below it", () => {
  const text = "version: 1\nproviders: { a: 1 }\nproviders: { b: 2 }\nversion: 2\n";
  expect(parseDocument(text, "f", QUOTABLE).diagnostics.map(({ excerpt }) => excerpt)).toEqual([null, "version: 2"]);
});

test("a long line is cut, and a line that does not exist is not shown", () => {
  const document = parseDocument(`version: ${"x".repeat(500)} \n`, "f", QUOTABLE);
  expect(document.excerptOf(1)).toHaveLength(200);
  expect(document.excerptOf(3)).toBeNull();
});

test("no line is quoted unless the caller says below which keys", () => {
  expect(parseDocument("version: [\n", "f").diagnostics.map(({ excerpt }) => excerpt)).toEqual([null]);
});
