/** Which row stands for a declared name where a validation covers the names below its own. */
import { coveredByAnswers, coveringNames, coveringRow, methodProblem } from "../../../lib/core/coverage";
import { namesToInspect } from "../../../lib/core/inspection";
import type { ListedRow, LiveRecord, Observation } from "../../../lib/core/observation";
import { at, desired, present, validated } from "../../support/domains";

const row = (domain: string, record: LiveRecord | null): ListedRow => ({
  domain,
  listedAs: [{ name: domain, entry: null }],
  record,
  problem: null,
});
const rowsOf = (rows: readonly ListedRow[]) => new Map(rows.map((one) => [one.domain, one]));
const WWW = desired("www.example.com");
const WILDCARD = desired("*.example.com");
const NONE = validated(null, { status: "NOT_VALIDATED", method: null });
const OFF = validated("2026-11-01", { status: "INACTIVE" });
const GOOD = validated("2026-11-01");

test("the names above, the nearest first, and none of one label", () => {
  expect(coveringNames("a.b.example.com")).toEqual(["b.example.com", "example.com"]);
  expect(coveringNames("*.example.com")).toEqual(["example.com"]);
  expect(coveringNames("example.com")).toEqual([]);
});

test.each([
  ["its own, where it is validated", [row("www.example.com", GOOD), row("example.com", GOOD)], null],
  ["the name above, where its own is not", [row("www.example.com", NONE), row("example.com", GOOD)], "example.com"],
  ["the name above, where it is not listed", [row("example.com", GOOD)], "example.com"],
  ["its own, where nothing above is validated", [row("www.example.com", NONE), row("example.com", NONE)], null],
  ["the name above, where nothing is validated", [row("example.com", NONE)], "example.com"],
  ["its own, where it is switched off", [row("www.example.com", OFF), row("example.com", GOOD)], null],
  [
    "its own, where it cannot be read",
    [{ ...row("www.example.com", GOOD), problem: "odd" }, row("example.com", GOOD)],
    null,
  ],
  ["one above of which nothing can be read", [{ ...row("example.com", null), problem: "odd" }], null],
  ["one above that cannot be read", [{ ...row("example.com", NONE), problem: "odd" }], "example.com"],
])("the row that counts: %s", (_, rows, coveredBy) => {
  const found = coveringRow(WWW, rowsOf(rows));
  expect(found?.domain).toBe("www.example.com");
  expect(found?.record?.coveredBy ?? null).toBe(coveredBy);
});

test.each([
  ["nothing is listed", []],
  ["another domain is", [row("example.org", GOOD)]],
  ["a file shows control of one host alone", [row("example.com", validated("2026-11-01", { method: "HTTP" }))]],
  ["an unknown method is not known to cover", [row("example.com", validated("2026-11-01", { method: "GUESS" }))]],
  [
    "a validation whose method is not known is not known to cover",
    [row("example.com", validated("2026-11-01", { method: null }))],
  ],
  ["a row that could not be read", [row("example.com", null)]],
])("no row counts: %s", (_, rows) => {
  expect(coveringRow(WWW, rowsOf(rows))).toBeNull();
});

test.each([
  ["CNAME", "example.com"],
  ["EMAIL", "example.com"],
  ["HTTP", null],
] as const)("a domain declared with %s is covered by %s", (method, coveredBy) => {
  const found = coveringRow({ ...WWW, method }, rowsOf([row("www.example.com", NONE), row("example.com", GOOD)]));
  expect(found?.record?.coveredBy ?? null).toBe(coveredBy);
  expect(coveringRow({ ...WWW, method }, rowsOf([row("example.com", NONE)]))?.record?.coveredBy ?? null).toBe(
    coveredBy,
  );
});

test.each([
  [
    "*.example.com",
    "HTTP",
    "HTTP shows control of one host alone and validates no wildcard; declare CNAME, TXT or EMAIL",
  ],
  [
    "*.example.com",
    "HTTPS",
    "HTTPS shows control of one host alone and validates no wildcard; declare CNAME, TXT or EMAIL",
  ],
  ["*.example.com", "TXT", null],
  ["*.example.com", null, null],
  ["www.example.com", "HTTP", null],
] as const)("%s by %s: %s", (name, method, problem) => {
  expect(methodProblem({ name, method })).toBe(problem);
});

test("a declared wildcard and a subdomain are settled by the row above them, where the CA's validations cover names below", () => {
  const context = {
    desired: ["*.example.com", "www.example.com", "example.org"].map((name) => desired(name)),
    limitsOf: () => [],
    dates: { ask: "auto", expirationBasisDays: null },
    entryKey: null,
    everyDate: false,
    known: new Map(),
    asOf: at("2026-11-21"),
  } as const;
  const settled = (coverage: "entry" | "authorization-domain") =>
    namesToInspect([row("example.com", GOOD)], { ...context, coverage }).settled.map(({ domain }) => domain);
  expect(settled("entry")).toEqual(["example.com"]);
  expect(settled("authorization-domain")).toEqual(["example.com", "*.example.com", "www.example.com"]);
});

describe("where only a call gives the state of a name", () => {
  const LISTED = ["example.com", "www.example.com"];
  const unknown = (domain: string): Observation => ({
    kind: "unknown",
    domain,
    reason: "provider_unreachable",
    detail: "503",
    record: null,
  });
  test.each<[string, readonly Observation[], object | null]>([
    ["its own validation", [present("www.example.com", GOOD), present("example.com", GOOD)], null],
    [
      "that of the name above",
      [present("www.example.com", NONE), present("example.com", GOOD)],
      { kind: "present", record: { coveredBy: "example.com" } },
    ],
    [
      "its own state, where nothing above is validated",
      [present("www.example.com", NONE), present("example.com", NONE)],
      null,
    ],
    ["no answer about the name above", [present("www.example.com", NONE)], null],
    [
      "that of the name above, without an answer about its own",
      [present("example.com", GOOD)],
      { kind: "present", record: { coveredBy: "example.com" } },
    ],
    [
      "its own state, where that of the name above is unknown",
      [present("www.example.com", NONE), unknown("example.com")],
      null,
    ],
  ])("what counts for a listed name: %s", (_, answers, expected) => {
    const rows = rowsOf(LISTED.map((name) => row(name, null)));
    const found = [...coveredByAnswers([WWW], rows, new Map(answers.map((one) => [one.domain, one])))];
    if (expected === null) expect(found).toEqual([]);
    else expect(found).toMatchObject([{ domain: "www.example.com", ...expected }]);
  });

  test.each<[string, readonly Observation[], readonly object[]]>([
    [
      "that of the name above",
      [present("example.com", GOOD)],
      [{ kind: "present", record: { coveredBy: "example.com" } }],
    ],
    [
      "an unknown one, where that of the name above is unknown",
      [unknown("example.com")],
      [{ kind: "unknown", detail: "503" }],
    ],
    ["none without an answer", [], []],
  ])("the state of a name that is not listed: %s", (_, answers, expected) => {
    const rows = rowsOf([row("example.com", null)]);
    const found = [...coveredByAnswers([WILDCARD], rows, new Map(answers.map((one) => [one.domain, one])))];
    expect(found).toMatchObject(expected.map((one) => ({ domain: "*.example.com", ...one })));
    expect(found).toHaveLength(expected.length);
  });

  test("a name above whose row gives its state is settled without an answer", () => {
    expect([...coveredByAnswers([WILDCARD], rowsOf([row("example.com", GOOD)]), new Map())]).toEqual([]);
  });

  test("a row that cannot be read gives no state, and needs no answer", () => {
    const rows = rowsOf([{ ...row("example.com", null), problem: "odd" }]);
    expect([...coveredByAnswers([WILDCARD], rows, new Map())]).toEqual([]);
  });
});
