/** Lists of names that do not go through the parser line by line: the document is the one that the parser makes of the whole text. */
import { parseDocument } from "yaml";
import { composeInSteps } from "../../../lib/document/compose";
import { parseDocument as parseOurs } from "../../../lib/document/document";
import { shorten } from "../../../lib/document/item-runs";
import { PARSER_OPTIONS } from "../../../lib/document/yaml-problems";

function finished<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const shortened = (text: string) => finished(shorten(text, 1_000_000));

const lines = (line: (index: number) => string, count = 40): string =>
  Array.from({ length: count }, (_, n) => line(n)).join("");
const names = (prefix: string, indent = "  "): string => lines((n) => `${indent}- ${prefix}${n}.example.com\n`);

const WITH_RUNS: Readonly<Record<string, string>> = {
  "a list below a key, and keys after it": `a: 1\ndomains:\n${names("x")}b: { c: [d] }\ne:\n`,
  "a list at the top": names("x", ""),
  "two lists": `a:\n${names("x")}b:\n${names("y", "    ")}c: 1\n`,
  "lines that end in CR and LF": `a: 1\r\nb:\r\n${names("x").replaceAll("\n", "\r\n")}c: 1\r\n`,
  "names in quotes": `a:\n${lines((n) => `  - ${n % 2 === 0 ? `"*.x${n}.com"` : `'x${n}.com'`}\n`)}`,
  "items of other kinds before, between and after": `a:\n  - name: x\n${names("x")}  - { name: y }\n${names("y")}  - &z z\n  - *z\n`,
  "comments and empty lines between": `a: # one\n${names("x")}  # two\n\n${names("y")}  - z.example.com # three\n# four\n`,
  "an item that goes on in the next line": `a:\n${names("x")}    more of it\n  - z.example.com\n`,
  "no end of the last line": `a:\n${names("x")}  - z.example.com`,
  "a list inside of a list": `- - a.example.com\n${names("x")}- b\n`,
  "a list of lists": `a:\n  - - x.example.com\n${names("y", "    ")}  - z\n`,
  "YAML 1.1": `%YAML 1.1\n---\na:\n${names("x")}b: yes\n`,
  "names that look like numbers": `a:\n${lines((n) => `  - 1e${n}.ab\n`)}${lines((n) => `  - 0x${n}.ff\n`)}`,
  "a key without a value after the list": `a:\n${names("x")}b:\nc:\n`,
};

describe("is read as the parser reads it", () => {
  test.each(Object.entries(WITH_RUNS))("%s", (_, text) => {
    expect(shortened(text)).not.toBeNull();
    const { document, problems } = finished(composeInSteps(text));
    const expected = parseDocument(text, PARSER_OPTIONS);
    expect(problems).toEqual([]);
    expect(document?.contents).toEqual(expected.contents);
    expect(document?.range).toEqual(expected.range);
  });

  test.each([
    ["a text of many lines", `a: |\n${names("x")}b: 1\n`],
    ["a folded text", `a: >-\n${names("x")}b: 1\n`],
    ["a text in quotes", `a: "x\n${names("x")}  "\nb: 1\n`],
    ["a text without quotes", `a: x\n${names("x")}b: 1\n`],
  ])("where the lines are no items: %s", (_, text) => {
    const { document } = finished(composeInSteps(text));
    expect(document?.contents).toEqual(parseDocument(text, PARSER_OPTIONS).contents);
    expect(document?.toJS()).toMatchObject({ b: 1 });
  });
});

describe("a problem is reported at its place", () => {
  test.each([
    ["after the list", `a:\n${names("x")}b: [\n`, ["43:1 yaml-bad-indent"]],
    ["before the list", `b: !x y\na:\n${names("x")}`, ["1:4 yaml-tag-resolve-failed"]],
    ["a second document", `a:\n${names("x")}---\nb: 1\n`, ["42:1 yaml-multiple-docs"]],
    ["an equal key, which the parser accepts", `a:\n${names("x")}a: 1\n`, ["42:1 yaml-duplicate-key"]],
    ["brackets around the list", `a: [\n${names("x")}]\n`, ["2:3 yaml-block-in-flow"]],
  ])("%s", (_, text, expected) => {
    const { diagnostics } = parseOurs(text, "f.yaml");
    expect(diagnostics.map(({ code, place: { line, column } }) => `${line}:${column} ${code}`)).toEqual(expected);
  });

  test("the place of an item is its own", () => {
    const document = parseOurs(`a:\n${names("x")}b: 1\n`, "f.yaml");
    expect(document.placeOf(["a", 17])).toEqual({ file: "f.yaml", line: 19, column: 5 });
    expect(document.placeOf(["b"], "key")).toEqual({ file: "f.yaml", line: 42, column: 1 });
  });
});

test.each([
  ["short lists", `a:\n${lines((n) => `  - x${n}.com\n`, 15)}`],
  ["numbers", `a:\n${lines((n) => `  - ${n}.5\n`)}`],
  ["words without a dot", `a:\n${lines(() => "  - true\n")}`],
  ["aliases", `a:\n${lines((n) => `  - *.x${n}.com\n`)}`],
  ["escapes in quotes", `a:\n${lines((n) => `  - "x\\n${n}.com"\n`)}`],
  ["items with comments", `a:\n${lines((n) => `  - x${n}.com # y\n`)}`],
  ["mappings", `a:\n${lines((n) => `  - x${n}.com: y\n`)}`],
])("the parser sees each line: %s", (_, text) => {
  expect(shortened(text)).toBeNull();
});

test("more names than a file may hold are left to the parser, which says where the limit is", () => {
  const text = `a:\n${lines((n) => `- x${n}.com\n`, 260_000)}`;
  expect(finished(shorten(text, 1_500_000))).toBeNull();
  const [problem] = parseOurs(text, "f.yaml").diagnostics;
  expect(problem).toMatchObject({ code: "yaml-too-many" });
});
