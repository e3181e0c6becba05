import { asList, asMapping, asNumber, asText, asWord } from "../../../lib/core/loose-values";
import { moduleOf } from "../../../lib/core/provider-module";
import { id, text, url } from "../../../lib/core/setting-schemas";

test("a module is found by its type, and a type without one is a bug", () => {
  const modules = [{ type: "a" }, { type: "b" }];
  expect(moduleOf(modules, "b")).toBe(modules[1]);
  expect(() => moduleOf(modules, "c")).toThrow('no module for the provider type "c"');
});

test.each([
  ["a mapping", asMapping({ a: 1 }), { a: 1 }],
  ["a list is no mapping", asMapping([1]), {}],
  ["nothing is no mapping", asMapping(null), {}],
  ["a list", asList([1]), [1]],
  ["a mapping is no list", asList({}), []],
  ["a text", asText("a"), "a"],
  ["an empty text is none", asText(""), null],
  ["a number is no text", asText(1), null],
  ["a number", asNumber(1), 1],
  ["an infinite number is none", asNumber(Infinity), null],
  ["a text is no number", asNumber("1"), null],
  ["a word", asWord("a", ["a", "b"]), "a"],
  ["another word", asWord("c", ["a", "b"]), null],
])("what a file may hold: %s", (_, read, expected) => {
  expect(read).toEqual(expected);
});

test("each shared schema says in words what it expects", () => {
  for (const schema of [id, text, url]) expect(schema.expected).toMatch(/^an? /);
});
