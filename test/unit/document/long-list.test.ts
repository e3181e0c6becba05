/** Long lists are read item by item, and nobody can tell: the same data, the same places, the same problems. */
import fc from "fast-check";
import { parseDocument } from "../../../lib/document/document";
import type { YamlDocument } from "../../../lib/document/document";

/** An anchor before a list has it kept whole. */
const WHOLE = "whole: &whole 1\n";
const PIECEMEAL = "whole: 1\n";

const ITEMS = [
  "- a.example\n",
  "- { name: b.example, owner: x }\n",
  "- name: c.example # a comment\n  owner: [x, y]\n",
  "-   'quoted'\n",
  '- "broken\n\n  in two"\n',
  "- |\n  block\n    more\n\n",
  "-\n",
  "-\n  below: 1\n",
  "- # a comment before\n  after: 1\n",
  "- - nested\n  - list\n",
  "# between\n- x\n",
  "\n\n- y\n  # indented comment\n",
  "- [flow,\n   broken]\n",
  "- { name: d, name: e }\n",
  "- *nobody\n",
  "- __proto__: 1\n  z: 2\n",
  "- a: 1\n b: 2\n",
  "- !x tag\n",
  "- name: 1\n  sub:\n  - a\n  - b: c\n",
];

const indented = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);

function said({ diagnostics }: YamlDocument): readonly string[] {
  return diagnostics.map(({ code, message, place }) => `${place.line}:${place.column} ${code} ${message}`);
}

test("whatever the items: data, places and problems are those of the list as a whole", () => {
  const cases = fc.record({
    items: fc.array(fc.constantFrom(...ITEMS), { minLength: 1, maxLength: 8 }),
    indent: fc.constantFrom("", "  "),
    behind: fc.constantFrom("", "after: 1\n", "# end\n", "after:\n- x\n"),
    key: fc.constantFrom("list:\n", "out:\n  list:\n"),
  });
  let compared = 0;
  fc.assert(
    fc.property(cases, ({ items, indent, behind, key }) => {
      const by = key.startsWith("out") ? `  ${indent}` : indent;
      // Enough to have the list read in pieces, at whatever items these begin and end.
      const filler = indented("- { name: f.example, owner: f, method: CNAME, days: 1 }\n".repeat(400), by);
      const list = indented(items.join(""), by);
      const text = `${key}${filler}${list}${filler}${list}${behind}`;
      const [one, other] = [parseDocument(PIECEMEAL + text, "f"), parseDocument(WHOLE + text, "f")];
      expect(said(one)).toEqual(said(other));
      expect(one.value).toEqual(other.value);
      if (one.value === null) return; // nobody asks for places in what could not be read
      compared += 1;
      const path = key.startsWith("out") ? ["out", "list"] : ["list"];
      for (let index = 398; index < 412; index += 1) {
        for (const at of [[index], [index, "name"], [index, "owner", 1], [index, 0], [index, "below"], [index, "z"]]) {
          expect(one.placeOf([...path, ...at])).toEqual(other.placeOf([...path, ...at]));
          expect(one.placeOf([...path, ...at], "key")).toEqual(other.placeOf([...path, ...at], "key"));
          expect(one.linesOf([...path, ...at])).toEqual(other.linesOf([...path, ...at]));
        }
      }
    }),
    { numRuns: 15 },
  );
  expect(compared).toBeGreaterThan(0);
}, 60_000);

test("a long list that is repeated counts in full", () => {
  const list = "- { name: f.example, owner: f, method: CNAME, days: 1 }\n".repeat(400);
  const again = (times: number) => parseDocument(`a: &a\n${list}b: [${"*a, ".repeat(times)}]\n`, "f").diagnostics;
  expect(again(50)).toEqual([]);
  expect(again(60).map(({ code }) => code)).toEqual(["yaml-alias-bomb"]);
});
