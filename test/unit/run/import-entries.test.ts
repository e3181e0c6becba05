/** The entries that an import adds: what each holds, and their order. */
import { missingEntries } from "../../../lib/run/import-entries";
import type { FileFacts, LiveName } from "../../../lib/run/import-entries";

const live = (domain: string, more: Partial<LiveName> = {}): LiveName => ({
  domain,
  provider: "ca",
  method: null,
  keys: {},
  ...more,
});
const FACTS: FileFacts = { declared: new Set(), provider: "ca", method: "CNAME" };

test.each<[string, LiveName, FileFacts, unknown]>([
  ["a name that needs nothing else is a text", live("a.example.com", { method: "CNAME" }), FACTS, "a.example.com"],
  [
    "another method is written",
    live("a.example.com", { method: "TXT" }),
    FACTS,
    { name: "a.example.com", method: "TXT" },
  ],
  ["a method of the CA's own is not", live("a.example.com", { method: "PIGEON" }), FACTS, "a.example.com"],
  [
    "without a default each method is written",
    live("a.example.com", { method: "TXT" }),
    { ...FACTS, method: null },
    { name: "a.example.com", method: "TXT" },
  ],
  [
    "another provider is written",
    live("a.example.com", { provider: "b" }),
    FACTS,
    { name: "a.example.com", provider: "b" },
  ],
  [
    "what the CA needs is written last",
    live("a.example.com", { provider: "b", keys: { certificateNo: "7" } }),
    FACTS,
    { name: "a.example.com", provider: "b", certificateNo: "7" },
  ],
])("%s", (_, name, facts, value) => {
  expect(missingEntries([name], facts).domains).toEqual([{ value, comment: null }]);
});

test("the order is that of registrable domains, each wildcard after its base, whatever the order of the CA", () => {
  const sorted = [
    ...["example.co.kr", "*.example.co.kr", "api.example.co.kr"],
    ...["a.example.com", "*.a.example.com", "x.a.example.com", "a-b.example.com", "b.example.com"],
    "example.net",
  ];
  const valuesOf = (names: readonly string[]): unknown =>
    missingEntries(
      names.map((name) => live(name)),
      FACTS,
    ).domains.map(({ value }) => value);
  expect(valuesOf(sorted.toReversed())).toEqual(sorted);
  expect(valuesOf([...sorted].sort())).toEqual(sorted);
});

test("a name is missing where another provider declares it, and not where its own does", () => {
  const facts = { ...FACTS, declared: new Set(["ca/a.example.com", "b/b.example.com"]) };
  const { domains, added } = missingEntries([live("a.example.com"), live("b.example.com")], facts);
  expect(domains.map(({ value }) => value)).toEqual(["b.example.com"]);
  expect(added).toEqual([{ domain: "b.example.com", provider: "ca", method: "CNAME" }]);
});

test("a name in A-labels has its readable form as a comment, and what cannot be declared has its reason", () => {
  const { domains, undeclarable } = missingEntries(
    [live("xn--bcher-kva.example"), live("_a.example.com"), live("co.kr")],
    FACTS,
  );
  expect(domains).toEqual([{ value: "xn--bcher-kva.example", comment: "bücher.example" }]);
  expect(undeclarable).toEqual([
    { domain: "co.kr", provider: "ca", problem: "is a public suffix (co.kr)" },
    { domain: "_a.example.com", provider: "ca", problem: 'holds "_"; use letters, digits, hyphens and dots' },
  ]);
});
