/** Items added to a list of a file: every other byte stays, and the parsed list is the old one with the new ones after it. */
import fc from "fast-check";
import { parse } from "yaml";
import { flowText, insertItems } from "../../../lib/document/insert-items";
import type { NewItem } from "../../../lib/document/insert-items";

const item = (value: NewItem["value"], comment: string | null = null): NewItem => ({ value, comment });
const NEW = [item("new.example.com"), item({ name: "*.example.com", provider: "sectigo" }, "a wildcard")];

function insert(text: string, items: readonly NewItem[] = NEW): string {
  const inserted = insertItems(text, "domains", items);
  if (!inserted.ok) throw new Error(inserted.problem);
  return inserted.text;
}

const BLOCK = `  - new.example.com
  # a wildcard
  - { name: "*.example.com", provider: sectigo }
`;

test.each<[string, string, string]>([
  ["a block list", "domains:\n  - a.example.com\n", `domains:\n  - a.example.com\n${BLOCK}`],
  [
    "a list that ends without a line feed",
    "domains:\n  - a.example.com",
    `domains:\n  - a.example.com\n${BLOCK.trimEnd()}`,
  ],
  [
    "a list with a comment on its last line and more behind it",
    "domains:\n  - a.example.com # ours\n\n# the waivers\nwaivers: []\n",
    `domains:\n  - a.example.com # ours\n${BLOCK}\n# the waivers\nwaivers: []\n`,
  ],
  [
    "a last item of several lines",
    "domains:\n  - name: a.example.com\n    owner: us   # ours\nx-a: 1\n",
    `domains:\n  - name: a.example.com\n    owner: us   # ours\n${BLOCK}x-a: 1\n`,
  ],
  [
    "a last item that ends in a block of text",
    "domains:\n  - name: a.example.com\n    x-note: |\n      one\n      two\nx-a: 1\n",
    `domains:\n  - name: a.example.com\n    x-note: |\n      one\n      two\n${BLOCK}x-a: 1\n`,
  ],
  [
    "a list in the column of its key",
    "domains:\n- a.example.com\nx-a: 1\n",
    `domains:\n- a.example.com\n${BLOCK.replaceAll(/^ {2}/gm, "")}x-a: 1\n`,
  ],
  [
    "a deeper list",
    "domains:\n      - a.example.com\n",
    `domains:\n      - a.example.com\n${BLOCK.replaceAll(/^/gm, "    ").trimEnd()}\n`,
  ],
  [
    "a list with an anchor",
    "domains: &all\n  - &one a.example.com\n  - b.example.com\n",
    `domains: &all\n  - &one a.example.com\n  - b.example.com\n${BLOCK}`,
  ],
  ["an empty list", "domains: []\nx-a: 1\n", `domains:\n${BLOCK}x-a: 1\n`],
  ["an empty list with a comment", "domains: [ ]  # none yet\n", `domains: # none yet\n${BLOCK}`],
  ["a key without a value", "domains:\nx-a: 1\n", `domains:\n${BLOCK}x-a: 1\n`],
  ["a key without a value, with a comment", "domains: # none yet\nx-a: 1\n", `domains: # none yet\n${BLOCK}x-a: 1\n`],
  ["a file without the key", "version: 1\n", `version: 1\ndomains:\n${BLOCK}`],
  ["a file without the key and without a last line feed", "version: 1", `version: 1\ndomains:\n${BLOCK}`],
  ["an empty file", "", `domains:\n${BLOCK}`],
  ["a file of comments", "# ours\n", `# ours\ndomains:\n${BLOCK}`],
  [
    "a list on one line",
    "domains: [a.example.com, b.example.com ] # all\n",
    'domains: [a.example.com, b.example.com, new.example.com, { name: "*.example.com", provider: sectigo } ] # all\n',
  ],
  [
    "a list in brackets on lines of its own",
    "domains: [\n    a.example.com, # one\n    b.example.com # two, and last\n  ]\n",
    'domains: [\n    a.example.com, # one\n    b.example.com, # two, and last\n    new.example.com,\n    { name: "*.example.com", provider: sectigo },\n  ]\n',
  ],
  [
    "the same with a comma at its end",
    "domains: [\n  a.example.com,\n]\n",
    'domains: [\n  a.example.com,\n  new.example.com,\n  { name: "*.example.com", provider: sectigo },\n]\n',
  ],
  [
    "line ends of Windows",
    "domains:\r\n  - a.example.com\r\nx-a: 1\r\n",
    `domains:\r\n  - a.example.com\r\n${BLOCK.replaceAll("\n", "\r\n")}x-a: 1\r\n`,
  ],
  [
    "an empty list with line ends of Windows",
    "domains: []\r\nx-a: 1\r\n",
    `domains:\r\n${BLOCK.replaceAll("\n", "\r\n")}x-a: 1\r\n`,
  ],
  [
    "an empty list in a file of JSON",
    '{ "version": 1, "domains": [ ], "x-a": 1 }\n',
    '{ "version": 1, "domains": [new.example.com, { name: "*.example.com", provider: sectigo }], "x-a": 1 }\n',
  ],
  [
    "an empty list in braces with a comment between its brackets",
    "{ domains: [ # none yet\n] }\n",
    '{ domains: [ # none yet\nnew.example.com, { name: "*.example.com", provider: sectigo }] }\n',
  ],
  [
    "a file without the key that ends with the end marker",
    "version: 1\n# ours\n...\n# more\n",
    `version: 1\n# ours\ndomains:\n${BLOCK}...\n# more\n`,
  ],
  ["a file of comments that ends with the end marker", "# ours\n...", `# ours\ndomains:\n${BLOCK}...`],
  ["a list before the end marker", "domains:\n  - a.example.com\n...\n", `domains:\n  - a.example.com\n${BLOCK}...\n`],
  [
    "an indented top level without the key",
    "  version: 1\n  x-a: 2\n",
    `  version: 1\n  x-a: 2\n${`domains:\n${BLOCK}`.replaceAll(/^(?=.)/gm, "  ")}`,
  ],
  [
    "an indented top level with an empty list",
    "  version: 1\n  domains: []\n",
    `  version: 1\n${`domains:\n${BLOCK}`.replaceAll(/^(?=.)/gm, "  ")}`,
  ],
  [
    "comments deeper than the dash below the last item, and one that is not",
    "domains:\n  - a.example.com\n    # of a\n\n      # of a, too\n  # of the list\nx-a: 1\n",
    `domains:\n  - a.example.com\n    # of a\n\n      # of a, too\n${BLOCK}  # of the list\nx-a: 1\n`,
  ],
  [
    "a comment deeper than the dash at the end, with line ends of Windows",
    "domains:\r\n- name: a.example.com\r\n  # of a",
    `domains:\r\n- name: a.example.com\r\n  # of a\r\n${BLOCK.replaceAll(/^ {2}/gm, "").trimEnd().replaceAll("\n", "\r\n")}`,
  ],
])("%s", (_, before, after) => {
  expect(insert(before)).toBe(after);
  expect(parse(after)).toMatchObject({ domains: expect.arrayContaining(["new.example.com"]) as unknown });
});

test("without items nothing changes", () => {
  expect(insert("domains:   [ a ]\n", [])).toBe("domains:   [ a ]\n");
});

test.each<[string, string, RegExp]>([
  ["an alias", "x-all: &all [a.example.com]\ndomains: *all\n", /"domains" is no list of its own/],
  ["a mapping in place of the list", "domains: { a: b }\n", /"domains" is no list/],
  ["a file that is a list", "- a\n", /no mapping/],
  ["a file in braces with the key and no list", "{ domains: null }\n", /add the key "domains: \[\]"/],
  ["a file in braces without the key", "{ version: 1 }\n", /add the key "domains: \[\]"/],
])("%s is refused", (_, text, problem) => {
  const inserted = insertItems(text, "domains", NEW);
  expect(inserted).toMatchObject({ ok: false, problem: expect.stringMatching(problem) as string });
});

test.each([
  "*.example.com",
  "1.2.3.4",
  "a@b",
  "true",
  "Null",
  "0x1f",
  "1e3",
  "a: b",
  "- a",
  "é.example",
  "123.45",
  "",
  "12.34.in-addr.arpa",
  "_acme.example.com",
  "it's",
  "a#b",
  "3com.example",
])("the text %j is read as the same text in a block and in brackets", (text) => {
  expect(parse(`- ${flowText(text)}`)).toEqual([text]);
  expect(parse(`[${flowText({ a: text })}]`)).toEqual([{ a: text }]);
});

test("any list keeps its items and gets the new ones, and no line goes", () => {
  const name = fc.stringMatching(/^[a-z]{1,8}\.example$/);
  const entry = fc.oneof(
    name.map((one) => `  - ${one}`),
    name.map((one) => `  - name: ${one}\n    owner: "us"`),
    name.map((one) => `  # ${one}\n\n  - { name: ${one}, owner: us } # flow`),
  );
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 5 }),
      fc.array(name, { maxLength: 4 }),
      fc.boolean(),
      (entries, names, isWindows) => {
        const text = `# head\nversion: 1\ndomains:\n${entries.map((one) => `${one}\n`).join("")}\nx-tail: 1 # end\n`;
        const before = isWindows ? text.replaceAll("\n", "\r\n") : text;
        const after = insert(
          before,
          names.map((one) => item(one)),
        );
        const old = (parse(before) as { domains: unknown[] | null }).domains ?? [];
        expect((parse(after) as { domains: unknown[] | null }).domains ?? []).toEqual([...old, ...names]);
        const kept = after.split("\n");
        for (const line of before.split("\n")) expect(kept).toContain(line);
        expect(insert(after, [])).toBe(after);
      },
    ),
  );
});
