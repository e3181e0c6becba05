/** What a plan and its findings come to: complete or not, the verdict, the counts. */
import { plausibilityProblem } from "../../../lib/core/plausibility";
import { assembleJudgedPlan } from "../../../lib/core/finding";
import type { Finding, Judgement } from "../../../lib/core/finding";
import { assemblePlan } from "../../../lib/core/plan";
import { counted, printable } from "../../../lib/core/printable";
import { reconcile } from "../../../lib/core/reconcile";
import type { ObservedProvider } from "../../../lib/core/reconcile";
import type { Tables } from "../../../lib/core/tables";
import { unitedParts } from "../../../lib/core/changed-parts";
import type { ChangedParts, ChangedWaiver } from "../../../lib/core/changed-parts";
import { waiverCovers, waiverEnd } from "../../../lib/core/waiver";
import type { Waiver } from "../../../lib/core/waiver";
import { at, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

const ASOF = at("2026-11-21");
let tables: Tables;
beforeAll(async () => {
  tables = await shippedTables();
});

const planOf = (names: readonly string[], providers: readonly ObservedProvider[]) =>
  assemblePlan(
    reconcile(
      names.map((name) => desired(name)),
      providers,
      tables,
      ASOF,
    ),
    providers,
    ASOF,
  );

const good = present("good.example", validated("2026-11-01"));
const open = present("open.example", validated(null, { status: "NOT_VALIDATED", method: null }));

function finding(more: Partial<Finding> = {}): Finding {
  return {
    rule: "r",
    severity: "error",
    domain: "good.example",
    provider: "sectigo",
    message: "",
    remediation: "",
    location: null,
    citation: "",
    waiver: null,
    ...more,
  };
}
function judgement(findings: readonly Finding[], more: Partial<Judgement> = {}): Judgement {
  const { reusePeriods } = tables;
  return {
    estate: null,
    findings,
    rules: [],
    changes: [],
    enforcement: "mandatory",
    reusePeriods,
    comparison: null,
    state: null,
    ...more,
  };
}
const waiver = { reason: "", owner: "", expires: "2027-01-31" };

describe("a plan is complete only if everything was seen and understood", () => {
  test.each<[string, readonly string[], () => readonly ObservedProvider[], boolean]>([
    ["everything was seen", ["good.example"], () => [observed([good])], true],
    ["a provider was not read to the end", ["good.example"], () => [observed([good], { complete: false })], false],
    [
      "a declared domain was not understood",
      ["good.example"],
      () => [
        observed([{ kind: "unknown", domain: "good.example", reason: "not_understood", detail: "", record: null }]),
      ],
      false,
    ],
    [
      "the status of a declared domain is a word that nobody knows",
      ["good.example"],
      () => [observed([present("good.example", validated("2026-11-01", { status: "PERHAPS" }))])],
      false,
    ],
    [
      "the method of a declared domain is a word that nobody knows",
      ["good.example"],
      () => [observed([present("good.example", validated("2026-11-01", { method: "CARRIER_PIGEON" }))])],
      false,
    ],
    [
      "an undeclared domain was not understood, which is undeclared whatever its state",
      [],
      () => [observed([{ kind: "unknown", domain: "x.example", reason: "not_understood", detail: "", record: null }])],
      true,
    ],
    ["only an age is not known", ["x.example"], () => [observed([present("x.example", validated(null))])], true],
    ["an empty estate", [], () => [], true],
  ])("%s", (_, names, providers, complete) => {
    expect(planOf(names, providers()).complete).toBe(complete);
  });

  test("the providers are sorted, and say how many domains they were seen to list", () => {
    const providers = [
      observed([good, { kind: "absent", domain: "a.example", detail: null }], { name: "zeta" }),
      observed([{ kind: "unknown", domain: "b.example", reason: "provider_unreachable", detail: "", record: null }], {
        name: "alpha",
        complete: false,
        error: "503",
        warnings: ["w"],
      }),
    ];
    expect(planOf([], providers).providers).toEqual([
      { name: "alpha", type: "sectigo", complete: false, observed: 0, error: "503", warnings: ["w"] },
      { name: "zeta", type: "sectigo", complete: true, observed: 1, error: null, warnings: [] },
    ]);
  });
});

describe("the verdict", () => {
  const nothingToDo = () => planOf(["good.example"], [observed([good])]);
  const pending = () => planOf(["good.example", "open.example"], [observed([good, open])]);
  const halfSeen = () => planOf(["good.example"], [observed([good], { complete: false, error: "503" })]);
  const undeclared = () => planOf([], [observed([good])]);

  test.each([
    ["pass when there is nothing to do", nothingToDo, [], "mandatory", "pass"],
    ["pass with warnings", nothingToDo, [finding({ severity: "warning" })], "mandatory", "pass"],
    ["pass with a waived error", nothingToDo, [finding({ waiver })], "mandatory", "pass"],
    ["pass when only an undeclared domain is there", undeclared, [], "mandatory", "pass"],
    ["changes when something is to be validated", pending, [], "mandatory", "changes"],
    ["violation before changes", pending, [finding()], "mandatory", "violation"],
    ["no violation where policy is advisory", pending, [finding()], "advisory", "changes"],
    ["error before violation", halfSeen, [finding()], "mandatory", "error"],
    ["error even where policy is advisory", halfSeen, [], "advisory", "error"],
  ] as const)("%s", (_, plan, findings, enforcement, verdict) => {
    expect(assembleJudgedPlan(plan(), judgement(findings, { enforcement })).verdict).toBe(verdict);
  });

  test("the summary counts actions, and findings by severity, the waived ones apart", () => {
    const findings = [
      finding(),
      finding({ severity: "warning" }),
      finding({ severity: "warning", waiver }),
      finding({ severity: "info" }),
    ];
    const plan = planOf(["good.example", "open.example", "gone.example"], [observed([good, open])]);
    expect(assembleJudgedPlan(plan, judgement(findings)).summary).toEqual({
      domains: 3,
      byAction: { "no-op": 1, validate: 2, revalidate: 0, await: 0, undeclared: 0, unknown: 0 },
      errors: 1,
      warnings: 1,
      infos: 1,
      waived: 1,
      changed: null,
    });
  });
});

describe("compared with what was there before", () => {
  const changed = (more: Partial<ChangedParts> = {}): ChangedParts => ({
    everything: false,
    domains: new Set(),
    waivers: [],
    rules: new Set(),
    providers: new Set(),
    ...more,
  });
  const anyone: ChangedWaiver = { rule: "r", domain: "*.example", match: "subdomains" };

  test.each<[string, Partial<ChangedParts>, Partial<Finding>, boolean]>([
    ["nothing changed", {}, {}, false],
    ["its domain", { domains: new Set(["good.example"]) }, {}, true],
    ["another domain", { domains: new Set(["open.example"]) }, {}, false],
    ["its provider", { providers: new Set(["sectigo"]) }, {}, true],
    ["its rule", { rules: new Set(["r"]) }, {}, true],
    ["a waiver that covers it", { waivers: [anyone] }, {}, true],
    ["a waiver of another rule", { waivers: [{ ...anyone, rule: "q" }] }, {}, false],
    ["everything", { everything: true }, {}, true],
    ["the waiver that it is about", { waivers: [anyone] }, { domain: "*.example", provider: null }, true],
    ["another waiver", { waivers: [anyone] }, { domain: "x.example", provider: null }, false],
    [
      "a domain of the name of the waiver that it is about",
      { domains: new Set(["good.example"]) },
      { provider: null },
      true,
    ],
    ["another domain than that of the waiver", { domains: new Set(["x.example"]) }, { provider: null }, false],
  ])("a finding and %s", (_, parts, more, expected) => {
    const comparison = { since: "main", onlyChanged: true, changed: changed(parts) };
    const plan = planOf(["good.example"], [observed([good])]);
    const judged = assembleJudgedPlan(plan, judgement([finding(more)], { comparison }));
    expect(judged.findings.map((one) => one.changed)).toEqual([expected]);
    expect(judged.verdict).toBe(expected ? "violation" : "pass");
    expect(judged.summary).toMatchObject({ errors: 1, changed: { errors: expected ? 1 : 0 } });
  });

  test.each<[string, Partial<ChangedParts>, boolean, string]>([
    ["a pending domain that changed", { domains: new Set(["open.example"]) }, true, "changes"],
    ["a pending domain whose provider changed", { providers: new Set(["sectigo"]) }, true, "changes"],
    ["everything", { everything: true }, true, "changes"],
    ["a pending domain that did not change", {}, true, "pass"],
    ["the same, but all of them count", {}, false, "changes"],
  ])("%s", (_, parts, onlyChanged, verdict) => {
    const comparison = { since: "main", onlyChanged, changed: changed(parts) };
    expect(
      assembleJudgedPlan(planOf(["open.example"], [observed([open])]), judgement([], { comparison })).verdict,
    ).toBe(verdict);
  });

  test("parts of several files are parts of one change", () => {
    const one = changed({ domains: new Set(["a"]), waivers: [anyone], providers: new Set(["p"]) });
    const other = changed({ domains: new Set(["b"]), rules: new Set(["r"]), everything: true });
    expect(unitedParts([one, other])).toEqual({
      everything: true,
      domains: new Set(["a", "b"]),
      waivers: [anyone],
      rules: new Set(["r"]),
      providers: new Set(["p"]),
    });
  });
});

describe("a waiver", () => {
  const base: Waiver = {
    rule: "r",
    domain: "*.example.com",
    match: "exact",
    reason: "",
    owner: "",
    lastDay: at("2027-01-31"),
    place: { file: "", line: 1, column: 1 },
  };

  test.each([
    ["exact: the entry itself", base, "r", "*.example.com", true],
    ["exact: not a name below it", base, "r", "www.example.com", false],
    ["subdomains: a name below it", { ...base, match: "subdomains" as const }, "r", "a.b.example.com", true],
    ["subdomains: the wildcard itself", { ...base, match: "subdomains" as const }, "r", "*.example.com", true],
    ["subdomains: not the base", { ...base, match: "subdomains" as const }, "r", "example.com", false],
    [
      "subdomains: not a name that only ends alike",
      { ...base, match: "subdomains" as const },
      "r",
      "badexample.com",
      false,
    ],
    ["another rule", base, "other", "*.example.com", false],
  ])("%s", (_, one, rule, domain, covers) => {
    expect(waiverCovers(one, rule, domain)).toBe(covers);
  });

  test("its last day is included", () => {
    expect(waiverEnd(base)).toBe(at("2027-02-01"));
  });
});

describe("a collapsed answer", () => {
  test.each([
    ["all are there", 10, 10, 70, false],
    ["just enough are there", 10, 7, 70, false],
    ["one too few", 10, 6, 70, true],
    ["none of many", 500, 0, 70, true],
    ["one of a few, which says nothing", 9, 1, 70, false],
    ["none of a few", 1, 0, 70, true],
    ["none of none", 0, 0, 70, false],
    ["none of a few, and the setting allows it", 9, 0, 0, false],
    ["the setting allows it", 500, 0, 0, false],
  ])("%s", (_, declared, present, minimum, suspicious) => {
    const problem = plausibilityProblem(declared, present, minimum);
    expect(problem !== null).toBe(suspicious);
    if (suspicious) expect(problem).toContain("minimumPresentPercent");
  });
});

describe("text from outside", () => {
  test.each([
    ["plain text stays", "*.bücher.example", "*.bücher.example"],
    ["an escape sequence", "a\u001b[31mb", "a\\u{1b}[31mb"],
    ["a new line", "a\nb\r", "a\\u{a}b\\u{d}"],
    ["NUL and DEL", "\u0000\u007f", "\\u{0}\\u{7f}"],
    ["a C1 control", "\u009b31m", "\\u{9b}31m"],
    ["right-to-left override", "\u202egpj.exe", "\\u{202e}gpj.exe"],
    ["isolates and marks", "\u2066\u200f\u061c", "\\u{2066}\\u{200f}\\u{61c}"],
    ["zero width", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
    ["line separators", "\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["a lone surrogate", "\ud800", "\\u{d800}"],
    ["letters that show nothing", "\u115f\u1160\u3164\uffa0", "\\u{115f}\\u{1160}\\u{3164}\\u{ffa0}"],
    ["a joiner of graphemes", "a\u034fb", "a\\u{34f}b"],
    ["variation selectors", "a\ufe0f\u180b\u{e0100}", "a\\u{fe0f}\\u{180b}\\u{e0100}"],
    ["marks of annotations", "\ufff9a\ufffb", "\\u{fff9}a\\u{fffb}"],
    ["a tag character", "\u{e0041}", "\\u{e0041}"],
    ["a pair of surrogates is a character", "😀", "😀"],
    ["a workflow command", "::error::a ::b", "\\u{3a}:error::a ::b"],
    ["a workflow command behind blanks", "  ::error::a", "  \\u{3a}:error::a"],
    [
      "a command of other runners",
      "a ##[error]b ##vso[x]c ##teamcity[y]",
      "a HH[error]b HHvso[x]c HHteamcity[y]".replaceAll("HH", "\\u{23}\\u{23}"),
    ],
    ["what only looks like one", "# a ## b : c:d", "# a ## b : c:d"],
  ])("%s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("counts have their plural", () => {
    expect([0, 1, 2].map((count) => counted(count, "domain"))).toEqual(["0 domains", "1 domain", "2 domains"]);
  });
});
