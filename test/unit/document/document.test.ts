/** YAML that remembers its places, and the problems of the YAML itself. */
import fc from "fast-check";
import { didYouMean } from "../../../lib/document/did-you-mean";
import { knownDocument, parseDocument, withValue } from "../../../lib/document/document";
import { compileSchema } from "../../../lib/document/schema";

const codes = (text: string): readonly string[] =>
  parseDocument(text, "f.yaml").diagnostics.map(({ code, place: { line, column } }) => `${line}:${column} ${code}`);

describe("places", () => {
  const document = parseDocument("a:\n  - { name: x }\n  - y\nb: &anchor\n  c: 1\nd: *anchor\ne:\n", "f.yaml");

  test.each([
    ["a value", ["a", 1], "value", 3, 5],
    ["a value inside a value", ["a", 0, "name"], "value", 2, 13],
    ["a key", ["a", 0, "name"], "key", 2, 7],
    ["a key that is not there: its mapping", ["a", 0, "nam"], "key", 2, 5],
    ["an item that is not there: its list", ["a", 7], "value", 2, 3],
    ["below a text: the text", ["a", 1, "z"], "value", 3, 5],
    ["through an alias", ["d", "c"], "value", 5, 6],
    ["a value that is missing: where it would be", ["e"], "value", 7, 3],
    ["the whole", [], "value", 1, 1],
  ] as const)("%s", (_, path, part, line, column) => {
    expect(document.placeOf(path, part)).toEqual({ file: "f.yaml", line, column });
  });

  test("an empty file has a place too", () => {
    expect(parseDocument("", "f.yaml").placeOf(["a"])).toEqual({ file: "f.yaml", line: 1, column: 1 });
  });

  test("other data keep the places", () => {
    expect(withValue(document, { a: 1 })).toMatchObject({ value: { a: 1 }, file: "f.yaml" });
    expect(withValue(document, null).placeOf(["b"]).line).toBe(5);
  });
});

test("a text whose data are known is the same document, which is parsed when a place is asked for", () => {
  const text = "a:\n  - { name: x }\nb: 1\n";
  const [parsed, known] = [
    parseDocument(text, "f.yaml", ["a"]),
    knownDocument(text, "f.yaml", ["a"], { a: [{ name: "x" }], b: 1 }),
  ];
  expect(known).toMatchObject({ file: parsed.file, value: parsed.value, diagnostics: [] });
  for (const path of [[], ["a", 0, "name"], ["b"], ["c"]]) {
    expect(known.placeOf(path, "key")).toEqual(parsed.placeOf(path, "key"));
    expect(known.diagnostic("c", "error", "m", path)).toEqual(parsed.diagnostic("c", "error", "m", path));
  }
  expect([1, 2, 3].map(known.excerptOf)).toEqual(["a:", "  - { name: x }", null]);
  expect(known.isSecret(["a"])).toBe(false);
});

/** 60,000 values, four times. */
const REPEATED = `a: &a [${`[${"x,".repeat(15_000)}],`.repeat(4)}]\nb: [*a, *a, *a]\nc: { d: *a, e: 1 }\n`;

describe("what is wrong with the YAML", () => {
  test.each([
    ["a bracket that is not closed", "a: [1\n", ["2:1 yaml-bad-indent"]],
    ["a key twice", "a: 1\na: 2\n", ["2:1 yaml-duplicate-key"]],
    ["a key twice, once in quotes and once as a number", '1: x\n"1": y\n', ["2:1 yaml-duplicate-key"]],
    ["a tab for an indent", "a:\n\tb: 1\n", ["2:1 yaml-tab-as-indent"]],
    ["an end of lines of two characters", "a: 1\r\na: 2\r\n", ["2:1 yaml-duplicate-key"]],
    ["two documents", "a: 1\n---\nb: 2\n", ["2:1 yaml-multiple-docs"]],
    ["a tag that nobody knows", "a: !secret x\n", ["1:4 yaml-tag-resolve-failed"]],
    ["two problems", "a: 1\na: 2\nb: !x y\n", ["2:1 yaml-duplicate-key", "3:4 yaml-tag-resolve-failed"]],
  ])("%s", (_, text, expected) => {
    expect([...codes(text)].sort()).toEqual([...expected].sort());
    expect(parseDocument(text, "f.yaml").value).toBeNull();
  });

  test.each([
    ["__proto__", "a:\n  __proto__: { x: 1 }\n  b: 2\n", ["2:3 forbidden-key"], { a: { b: 2 } }],
    [
      "constructor and prototype",
      "constructor: 1\nb: [{ prototype: 2 }, c]\n",
      ["1:1 forbidden-key", "2:7 forbidden-key"],
      { b: [{}, "c"] },
    ],
    ["__proto__ behind an alias", "a: &a __proto__\nb: { *a : 1, c: 2 }\n", ["2:6 forbidden-key"], { b: { c: 2 } }],
    ["an anchor that nobody set", "a: *x\nb: 1\n", ["1:4 yaml-bad-alias"], { b: 1 }],
    ["an anchor that nobody set, in a list", "- *x\n- b\n", ["1:3 yaml-bad-alias"], ["b"]],
    ["a list that repeats itself", "- &self [*self, a]\n- b\n", ["1:10 yaml-alias-bomb"], [["a"], "b"]],
    [
      "a mapping that repeats itself",
      "a: &self\n  b: { c: *self, d: 1 }\n",
      ["2:11 yaml-alias-bomb"],
      { a: { b: { d: 1 } } },
    ],
    ["an anchor that is too large to be repeated four times", REPEATED, ["3:9 yaml-alias-bomb"], { c: { e: 1 } }],
    ["a key that is a list", "a: { [x]: 1, b: 2 }\n", ["1:6 yaml-bad-key"], { a: { b: 2 } }],
    ["a key behind an alias that is a list", "a: &a [x]\nb: { *a : 1, c: 2 }\n", ["2:6 yaml-bad-key"], { b: { c: 2 } }],
    ["a key behind an alias that nobody set", "b: { *a : 1, c: 2 }\n", ["1:6 yaml-bad-alias"], { b: { c: 2 } }],
  ])("is refused alone: %s", (_, text, expected, value) => {
    expect(codes(text)).toEqual(expected);
    expect(parseDocument(text, "f.yaml").value).toMatchObject(value);
    expect(JSON.stringify(parseDocument(text, "f.yaml").value)).not.toContain('__proto__":');
  });

  test("the whole file an alias: there is nothing left", () => {
    expect(codes("*x\n")).toEqual(["1:1 yaml-bad-alias"]);
    expect(parseDocument("*x\n", "f.yaml").value).toBeNull();
  });

  test("aliases that lead on to others are followed as deep as a text may be nested", () => {
    const chain = (length: number) =>
      ["l0: &l0 [x]", ...Array.from({ length }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}]`)].join("\n");
    expect(codes(chain(190))).toEqual([]);
    expect(codes(chain(2_000))).toEqual(["200:14 yaml-alias-bomb"]);
  });

  test.each([
    ["one text a thousand times", `a: &a x\nb: [${"*a, ".repeat(1000)}]\n`, 1000],
    ["an anchor inside of an anchor", "a: &a { b: &b [x, y] }\nb: [*a, *b]\n", 2],
  ])("is repeated: %s", (_, text, length) => {
    expect(codes(text)).toEqual([]);
    expect(parseDocument(text, "f.yaml").value).toMatchObject({ b: { length } });
  });

  test("a key that has an anchor, or is no text, is the text that it looks like", () => {
    const text = "&k name: x\n1: y\ntrue: z\n: w\nagain: { *k : v }\n";
    const document = parseDocument(text, "f.yaml");
    expect(document.value).toEqual({ name: "x", 1: "y", true: "z", "": "w", again: { name: "v" } });
    expect(document.placeOf([""], "key").line).toBe(4);
  });

  test("what a directive makes of YAML 1.1 is the text that it was", () => {
    const text = "%YAML 1.1\n---\nday: 2027-01-31\n'<<': x\nlist: !!omap [a: 1]\nbytes: !!binary aGVsbG8=\n";
    expect(parseDocument(text, "f.yaml").value).toEqual({
      day: "2027-01-31",
      "<<": "x",
      list: [{ a: 1 }],
      bytes: "aGVsbG8=",
    });
  });

  test("a problem that comes again and again is shown 200 times, and counted", () => {
    const { diagnostics } = parseDocument(`a: [${"!x y, ".repeat(1234)}]\n*b`, "f.yaml");
    expect(diagnostics).toHaveLength(201);
    expect(diagnostics.at(-1)).toMatchObject({
      code: "more-problems",
      severity: "error",
      message: expect.stringMatching(/^10\d\d more problems; correct the ones above first$/),
    });
  });

  test.each([
    ["two documents", "a: 1\n---\nb: 2\n", "there is more than one document in this file; keep one"],
    ["too many levels", "[".repeat(10_000) + "]".repeat(10_000), "nested too deeply to be read; flatten the file"],
    ["a key twice", "a: 1\na: 2\n", "this key stands in the mapping twice; keep one of them"],
  ])("in words of ours: %s", (_, text, message) => {
    expect(parseDocument(text, "f.yaml").diagnostics.map((one) => one.message)).toEqual([message]);
  });

  test.each([
    ["a tag", "password: !hunter2 x\n"],
    ["an escape", 'password: "\\Uhunter2z"\n'],
    ["the head of a block", "password: >hunter2\n"],
    ["what no token begins with", "a: [\n%hunter2\n"],
    ["an alias", "password: *hunter2\n"],
    ["a directive", "%hunter2 x\n---\na: 1\n"],
  ])("no message repeats a part of the text: %s", (_, text) => {
    const { diagnostics } = parseDocument(text, "f.yaml");
    expect(diagnostics).not.toEqual([]);
    expect(diagnostics.map(({ message }) => message).join("\n")).not.toContain("hunter2");
  });

  test("aliases that multiply are refused", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`);
    const text = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]", ...levels].join("\n");
    expect(codes(text)).toEqual(["6:10 yaml-alias-bomb"]);
  });

  test("a list of 20,000 items can be read", () => {
    expect(codes(`a:\n${"- \n".repeat(20_000)}`)).toEqual([]);
  });

  describe("a mapping takes over the keys of others with <<", () => {
    const BASE = "a: &a { x: 1, y: 2 }\nb: &b { y: 3, z: 4 }\n";

    test.each([
      ["one", "c: { <<: *a, w: 0 }", { x: 1, y: 2, w: 0 }],
      ["its own keys win, wherever they stand", "c: { y: 9, <<: *a, x: 8 }", { x: 8, y: 9 }],
      ["of several, the first wins", "c: { <<: [*a, *b] }", { x: 1, y: 2, z: 4 }],
      ["of several, the other way round", "c: { <<: [*b, *a] }", { x: 1, y: 3, z: 4 }],
      ["one that is written out", "c: { <<: { x: 5 } }", { x: 5 }],
      ["in quotes it is a key", 'c: { "<<": 1 }', { "<<": 1 }],
    ])("%s", (_, text, expected) => {
      expect(codes(BASE + text)).toEqual([]);
      expect(parseDocument(BASE + text, "f.yaml").value).toMatchObject({ c: expected });
    });

    test("the place of such a key is where it is written", () => {
      const document = parseDocument(`${BASE}c: &c { <<: [*a, *b], w: 0 }\nd: { <<: *c }\n`, "f.yaml");
      expect(document.placeOf(["c", "z"])).toMatchObject({ line: 2, column: 18 });
      expect(document.placeOf(["c", "y"], "key")).toMatchObject({ line: 1, column: 15 });
      expect(document.placeOf(["d", "w"])).toMatchObject({ line: 3, column: 26 });
      expect(document.placeOf(["d", "none"])).toMatchObject({ line: 4, column: 4 });
    });

    test.each([
      ["a text", "c: { <<: x }", "3:10 yaml-bad-merge"],
      ["a list of texts", "c: { <<: [x] }", "3:10 yaml-bad-merge"],
      ["itself", "c: &c { <<: *c }", "3:13 yaml-alias-bomb"],
      ["an anchor that does not exist", "c: { <<: *none }", "3:10 yaml-bad-alias"],
      ["twice", "c: { <<: *a, <<: *b }", "3:14 yaml-duplicate-key"],
    ])("is refused: %s", (_, text, expected) => {
      expect(codes(BASE + text)).toEqual([expected]);
    });
  });

  test("a few aliases are fine", () => {
    expect(parseDocument("a: &a { x: 1 }\nb: *a\n", "f.yaml").value).toEqual({ a: { x: 1 }, b: { x: 1 } });
  });

  test.each([
    ["10,000 brackets", "[".repeat(10_000) + "]".repeat(10_000), "1:200 yaml-too-deep"],
    ["10,000 braces that are not closed", "{a: ".repeat(10_000), "1:797 yaml-too-deep"],
    ["10,000 lists in a line", "- ".repeat(10_000), "1:399 yaml-too-deep"],
    ["10,000 keys in a line", "? ".repeat(10_000), "1:399 yaml-too-deep"],
    [
      "mappings of 1,000 levels",
      Array.from({ length: 1000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      "200:200 yaml-too-deep",
    ],
    ["a text of 65,537 characters", `a: 1\nb: ${"x".repeat(65_537)}\n`, "2:4 yaml-too-long"],
    ["a quoted text that never ends", `a: "${"x".repeat(65_537)}\n`, "1:4 yaml-too-long"],
    ["a comment of 100,000 characters", `#${"x".repeat(100_000)}\n`, "1:1 yaml-too-long"],
    ["too many brackets", `[${"[],".repeat(100_000)}]`, "1:250001 yaml-too-many"],
    ["too many tokens", "a b:\n".repeat(380_000), "375000:5 yaml-too-many"],
    ["too many items", `b: 1\na:\n${"- \n".repeat(20_001)}`, "3:1 yaml-too-many"],
  ])("is more than can be read, and all that is said: %s", (_, text, expected) => {
    expect(codes(text)).toEqual([expected]);
    expect(parseDocument(text, "f.yaml").value).toBeNull();
  });

  test("a text of 65,536 characters, and 190 levels, can be read", () => {
    expect(codes(`a: ${"x".repeat(65_536)}\nb: ${"[".repeat(190)}${"]".repeat(190)}\n`)).toEqual([]);
  });

  test("nothing that parses changes the prototype of anything", () => {
    parseDocument('{"__proto__": {"polluted": true}}', "f.yaml");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("whatever the text, every place lies inside it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", ":", " ", "-", "\n", "{", "}", "[", '"', "*", "&", "#", "\t") }),
        (text) => {
          const lines = text.split("\n");
          for (const { place } of parseDocument(text, "f.yaml").diagnostics) {
            expect(place.line).toBeGreaterThanOrEqual(1);
            expect(place.line).toBeLessThanOrEqual(lines.length);
            expect(place.column).toBeLessThanOrEqual((lines[place.line - 1]?.length ?? 0) + 1);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("a schema check", () => {
  const check = compileSchema({
    type: "object",
    required: ["name"],
    additionalProperties: false,
    properties: {
      name: { type: "string", minLength: 2, expected: "a name" },
      size: { type: ["integer", "null"], minimum: 1, expected: "a size, 1 or more" },
      kind: { enum: ["big", "small"] },
      one: { const: 1 },
      day: { type: "string", format: "date", expected: "a day" },
      auth: {
        type: "object",
        additionalProperties: false,
        properties: { password: { type: "string", minLength: 3, expected: "three letters" } },
      },
      map: { type: "object", propertyNames: { pattern: "^[a-z]+$", expected: "small letters" } },
      "a/b~c": { type: "array", items: { type: "boolean" }, maxItems: 2 },
    },
  });
  const said = (text: string): readonly string[] =>
    check(parseDocument(text, "f.yaml")).map(
      ({ place: { line, column }, code, message }) => `${line}:${column} ${code} ${message}`,
    );

  test.each([
    ["nothing is wrong", "name: abc\n", []],
    ["a misspelt key", "name: abc\nsiez: 1\n", ['2:1 unknown-key unknown key "siez"; did you mean "size"?']],
    ["a key like no other", "name: abc\nxyzzy: 1\n", ['2:1 unknown-key unknown key "xyzzy"']],
    ["a key is missing", "size: 1\n", ['1:1 missing-key the key "name" is missing']],
    ["another type", "name: [1]\n", ["1:7 wrong-type expected a name, found a list"]],
    ["nothing where something belongs", "name:\n", ["1:6 wrong-type expected a name, found nothing"]],
    ["one of two types", "name: abc\nsize: x\n", ["2:7 wrong-type expected a size, 1 or more, found text"]],
    ["a type without a phrase", "name: abc\na/b~c: [maybe]\n", ["2:9 wrong-type expected true or false, found text"]],
    ["too many", "name: abc\na/b~c: [true, true, true]\n", ["2:8 bad-value a list: must NOT have more than 2 items"]],
    [
      "a word that is none",
      "name: abc\nkind: smal\n",
      ['2:7 bad-value "smal" is not one of big, small; did you mean "small"?'],
    ],
    ["a number where a word belongs", "name: abc\nkind: 3\n", ["2:7 bad-value 3 is not one of big, small"]],
    ["another constant", "name: abc\none: 2\n", ["2:6 bad-value 2 is not one of 1"]],
    ["a day that does not exist", "name: abc\nday: 2027-02-29\n", ['2:6 bad-value "2027-02-29": expected a day']],
    ["too small", "name: abc\nsize: 0\n", ["2:7 bad-value 0: expected a size, 1 or more"]],
    ["a key of another form", "name: abc\nmap: { A1: x }\n", ['2:8 bad-value "A1": expected small letters']],
    [
      "a credential is not quoted",
      "name: abc\nauth: { password: x }\n",
      ["2:19 bad-value this value: expected three letters"],
    ],
    [
      "a key among credentials is not repeated",
      "name: abc\nauth: { passwrd: x }\n",
      ['2:9 unknown-key unknown key under auth; did you mean "password"?'],
    ],
    ["nor is one like no other", "name: abc\nauth: { hunter2: x }\n", ["2:9 unknown-key unknown key under auth"]],
    [
      "more digits than a number has",
      "name: abc\nsize: -1e21\n",
      ["2:7 bad-value this number: expected a size, 1 or more"],
    ],
    ["a mapping where a list belongs", "- 1\n", ["1:1 wrong-type expected a mapping (key: value), found a list"]],
  ])("%s", (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

test.each([
  ["near", "ownr", ["owner", "name"], '; did you mean "owner"?'],
  ["letters changed places", "onwer", ["owner"], '; did you mean "owner"?'],
  ["another case", "OWNER", ["owner"], '; did you mean "owner"?'],
  ["too far", "xyz", ["owner"], ""],
  ["nothing known", "x", [], ""],
  ["no word", "", ["owner"], ""],
])("did you mean: %s", (_, word, known, hint) => {
  expect(didYouMean(word, known)).toBe(hint);
});

test("a schema that refers to its definitions can be compiled again", () => {
  const schema = {
    $id: "https://schemas.example/x",
    type: "array",
    items: { $ref: "#/definitions/item" },
    definitions: { item: { type: "string", expected: "a name", minLength: 2 } },
  };
  for (const check of [compileSchema(schema), compileSchema(schema)]) {
    expect(check(parseDocument("[ab, c, 1]", "f.yaml")).map(({ message }) => message)).toEqual([
      '"c": expected a name',
      "expected a name, found a number",
    ]);
  }
});
