/** Challenges as records, and the names that DNS can hold. */
import { recordOfChallenge } from "../../../lib/core/challenge-record";
import { climb, isWithin, parentOf, parseDnsName, ROOT } from "../../../lib/core/dns-name";

test.each<[string, string, string, string, object | null]>([
  [
    "a CNAME",
    "CNAME",
    "_A.Example.com.",
    "B.ca.example.",
    { name: "_a.example.com", type: "CNAME", value: "b.ca.example" },
  ],
  ["a text keeps its case", "TXT", "_a.example.com", "Ab;", { name: "_a.example.com", type: "TXT", value: "Ab;" }],
  ["a text is bytes", "TXT", "_a.example.com", "é", { name: "_a.example.com", type: "TXT", value: "\u00c3\u00a9" }],
  ["no asterisk", "PERSISTENT_TXT", "_p.*.example.com", "x", { name: "_p.example.com", type: "TXT", value: "x" }],
  ["a target that is no name", "CNAME", "_a.example.com", "a b", null],
  ["an owner that is no name", "TXT", "_a..example.com", "x", null],
])("%s", (_, method, name, value, record) => {
  expect(recordOfChallenge({ method, name, value })).toEqual(record);
});

test.each<[string, string | null]>([
  ["Example.COM.", "example.com"],
  [".", ROOT],
  ["", null],
  ["a..b", null],
  [`${"a".repeat(64)}.com`, null],
  [`${"a.".repeat(127)}a`, null],
])("the name %j is %j", (text, name) => {
  expect(parseDnsName(text)).toBe(name);
});

test("names above, and names within", () => {
  expect([...climb("a.example.com")]).toEqual(["a.example.com", "example.com", "com", ROOT]);
  expect([parentOf("com"), parentOf(ROOT)]).toEqual([ROOT, ROOT]);
  expect([isWithin("a.b", "b"), isWithin("b", "b"), isWithin("ab", "b"), isWithin("b", ROOT)]).toEqual([
    ...[true, true, false, true],
  ]);
});
