/** JUnit XML as the readers of test reports take it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { validateXML } from "xmllint-wasm";
import { printable } from "../../../lib/core/printable";
import { testSuites } from "../../../lib/report/junit/cases";
import { renderJunit } from "../../../lib/report/junit/junit";
import type { ChangeDocument, FindingDocument, PlanDocument } from "../../../lib/report/plan-document";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { changeOf, CONTEXT, findingOf, planOf } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

type Outcome = "failure" | "error" | "skipped" | "system-out";
type Said = Readonly<Record<"#text" | "@message" | "@type", string>>;

interface CaseXml extends Partial<Record<Outcome, Said | string>> {
  readonly "@name": string;
  readonly "@classname": string;
}

type Counts = Readonly<Record<"@tests" | "@failures" | "@errors" | "@skipped", string>>;

interface SuiteXml extends Counts {
  readonly "@name": string;
  readonly "@timestamp": string;
  readonly testcase: readonly CaseXml[];
}

interface ReportXml extends Counts {
  readonly testsuite: readonly SuiteXml[];
}

const GOLDEN = ["every-action", "hostile-ca", "one-ca-down"].map(
  (name) => JSON.parse(readFileSync(join(__dirname, `../../golden/${name}/expected.json`), "utf8")) as PlanDocument,
);
const SCHEMA = readFileSync(join(__dirname, "junit.xsd"), "utf8");
const KNOWN = "what to do is known";
const WAIVER = { reason: "moves away", owner: "pki@example.com", expires: "2027-01-31" };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  isArray: (name) => name === "testsuite" || name === "testcase",
});

function parse(text: string): ReportXml {
  return (parser.parse(text) as { readonly testsuites: ReportXml }).testsuites;
}

function render(plan: PlanDocument): ReportXml {
  return parse(wholeText(renderJunit(plan, CONTEXT)));
}

function outcomeOf(testCase: CaseXml | undefined): Outcome | "passed" {
  const outcomes = ["failure", "error", "skipped"] as const;
  return outcomes.find((outcome) => testCase?.[outcome] !== undefined) ?? "passed";
}

function caseNamed(report: ReportXml, name: string): CaseXml | undefined {
  return report.testsuite.flatMap(({ testcase }) => testcase).find((testCase) => testCase["@name"] === name);
}

/** What XML does not allow, and what the builder of it could take for something else. */
const TEXTS: Readonly<Record<string, string>> = {
  ...HOSTILE_TEXTS,
  "what is no character": "a\ufffeb\uffffc",
  "the word of an attribute without a value": "true",
  "a section of XML and its end": '<![CDATA[ a ]]> ]]> <!DOCTYPE a [<!ENTITY b "c">]> &b; </failure>',
};

/** The ids of rules in it may say anything, too. */
function hostilePlan(text: string): PlanDocument {
  const plan = planSaying(text);
  return {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, passed: [`+${text}`], unjudged: [`-${text}`] })),
  };
}

test("every report is valid by the schema, whatever the plan says", async () => {
  const plans = new Map(Object.entries(TEXTS).map(([tried, text]) => [tried, hostilePlan(text)]));
  GOLDEN.forEach((plan, index) => plans.set(`golden ${index}`, plan));
  plans.set("a plan of nothing", { ...planOf([]), providers: [] });
  const names = [...plans.keys()];
  const xml = [...plans.values()].map((plan, index) => ({
    fileName: `${index}.xml`,
    contents: wholeText(renderJunit(plan, CONTEXT)),
  }));
  const { valid, errors } = await validateXML({ xml, schema: SCHEMA });
  const told = errors.map(({ message, loc }) => `${names[parseInt(loc?.fileName ?? "", 10)]}: ${message}`);
  expect({ valid, told }).toEqual({ valid: true, told: [] });
});

test.each(Object.entries(TEXTS))("nothing in it acts, and all of it is shown: %s", (_, text) => {
  const xml = wholeText(renderJunit(hostilePlan(text), CONTEXT));
  expect(xml).not.toMatch(/[^\n\P{Cc}]|[\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/u);
  const shown = (whole: string): string =>
    printable(whole).replaceAll("\ufffe", "\\u{fffe}").replaceAll("\uffff", "\\u{ffff}");
  const report = parse(xml);
  expect(report.testsuite.map((suite) => suite["@name"])).toEqual(["dcv", shown(`dcv.${text}`)]);
  const skipped = report.testsuite.flatMap(({ testcase }) => testcase.flatMap((one) => one.skipped ?? []));
  const advice = `${shown(`What to do: ${text}`)}\n${shown(`Source: ${text}`)}\n`;
  expect(skipped).toContainEqual(expect.objectContaining({ "#text": expect.stringContaining(advice) }));
  for (const second of [text, `+${text}`, `-${text}`, KNOWN]) {
    expect(caseNamed(report, shown(`${text}: ${second}`))).toBeDefined();
  }
});

test.each(GOLDEN.map((plan) => [plan.changes.length, plan] as const))(
  "the totals are those of the test cases (a plan of %i domains)",
  (_, plan) => {
    const report = render(plan);
    const totals = { "@tests": 0, "@failures": 0, "@errors": 0, "@skipped": 0 };
    for (const suite of report.testsuite) {
      const outcomes = suite.testcase.map(outcomeOf);
      const count = (wanted: string): number => outcomes.filter((outcome) => outcome === wanted).length;
      const counts = {
        "@tests": outcomes.length,
        "@failures": count("failure"),
        "@errors": count("error"),
        "@skipped": count("skipped"),
      };
      expect(suite).toMatchObject(
        Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, String(value)])),
      );
      for (const key of Object.keys(counts) as (keyof typeof counts)[]) totals[key] += counts[key];
    }
    const { "@tests": tests, "@failures": failures, "@errors": errors } = totals;
    expect(report).toMatchObject({ "@tests": `${tests}`, "@failures": `${failures}`, "@errors": `${errors}` });
    expect(failures).toBe(plan.summary.errors);
  },
);

const OUTCOMES: readonly (readonly [string, Partial<FindingDocument>, Partial<PlanDocument>, Outcome | "passed"])[] = [
  ["an error is a failure", { severity: "error" }, {}, "failure"],
  ["a warning passes", { severity: "warning" }, {}, "passed"],
  ["what is for information passes", { severity: "info" }, {}, "passed"],
  ["a waived error is skipped", { severity: "error", waiver: WAIVER }, {}, "skipped"],
  ["a waived warning is skipped", { severity: "warning", waiver: WAIVER }, {}, "skipped"],
  ["an error is skipped where policy is advisory", { severity: "error" }, { enforcement: "advisory" }, "skipped"],
  [
    "an error that was there before is skipped where only what changed counts",
    { severity: "error", changed: false },
    { changed_since: { ref: "main", only_changed: true } },
    "skipped",
  ],
  [
    "an error that changed is a failure where only what changed counts",
    { severity: "error", changed: true },
    { changed_since: { ref: "main", only_changed: true } },
    "failure",
  ],
  [
    "an error that was there before is a failure where everything counts",
    { severity: "error", changed: false },
    { changed_since: { ref: "main", only_changed: false } },
    "failure",
  ],
];

test.each(OUTCOMES)("%s", (_, finding, more, outcome) => {
  const plan = planOf([changeOf("a.example.com")], { findings: [findingOf("a.example.com", finding)], ...more });
  expect(outcomeOf(caseNamed(render(plan), "a.example.com: revalidation-window"))).toBe(outcome);
});

test("a failure says in its text all that a reader needs, and in its message the gist", () => {
  const finding = findingOf("a.example.com", { severity: "error", changed: true });
  const plan = planOf([], { findings: [finding], changed_since: { ref: "main", only_changed: false } });
  expect(caseNamed(render(plan), "a.example.com: revalidation-window")?.failure).toEqual({
    "@message": "usable for fewer days than the window",
    "@type": "violation",
    "#text": [
      "usable for fewer days than the window",
      "What to do: validate it again",
      "Source: Recommended practice",
      "Place: domains.yaml:7:5",
      "Changed since main",
    ].join("\n"),
  });
});

test("a waived finding says by whom, until when and why", () => {
  const report = render(planOf([], { findings: [findingOf("a.example.com", { waiver: WAIVER })] }));
  expect(caseNamed(report, "a.example.com: revalidation-window")?.skipped).toMatchObject({
    "@message": "accepted by pki@example.com until 2027-01-31: moves away",
  });
});

test("each domain has a test case for each rule that may apply to it, and for what the plan knows of it", () => {
  const changes = [
    changeOf("a.example.com", { passed: ["method-drift", "revalidation-window"] }),
    changeOf("b.example.com", { passed: ["method-drift"], unjudged: ["order-stale"] }),
    changeOf("c.example.com"),
  ];
  const findings = [findingOf("b.example.com", { severity: "error" })];
  const suite = render(planOf(changes, { findings })).testsuite[1];
  expect(suite?.testcase.map((testCase) => [testCase["@name"], outcomeOf(testCase)])).toEqual([
    ["read to the end and understood", "passed"],
    ["a.example.com: method-drift", "passed"],
    ["a.example.com: revalidation-window", "passed"],
    [`a.example.com: ${KNOWN}`, "passed"],
    ["b.example.com: method-drift", "passed"],
    ["b.example.com: order-stale", "skipped"],
    ["b.example.com: revalidation-window", "failure"],
    [`b.example.com: ${KNOWN}`, "passed"],
    [`c.example.com: ${KNOWN}`, "passed"],
  ]);
  expect(new Set(suite?.testcase.map((testCase) => testCase["@classname"]))).toEqual(new Set(["dcv.sectigo"]));
});

const LATER: readonly (readonly [string, Partial<ChangeDocument>, Partial<FindingDocument> | null])[] = [
  ["it is mended", { passed: ["revalidation-window"] }, null],
  ["it is accepted for a while", {}, { waiver: WAIVER }],
  ["it weighs more", {}, { severity: "error" }],
  [
    "the CA does not answer",
    { action: "unknown", reason: "provider_unreachable", unjudged: ["revalidation-window"] },
    null,
  ],
];

test.each(LATER)("the test cases are the same on the next run, when %s", (_, change, finding) => {
  const names = (plan: PlanDocument): readonly string[] =>
    render(plan).testsuite.flatMap(({ testcase }) => testcase.map((testCase) => testCase["@name"]));
  const before = planOf([changeOf("a.example.com")], { findings: [findingOf("a.example.com")] });
  const after = planOf([changeOf("a.example.com", change)], {
    findings: finding === null ? [] : [findingOf("a.example.com", finding)],
  });
  expect(names(after)).toEqual(names(before));
});

test.each<[string, Partial<ChangeDocument>, string]>([
  ["the domain, where nothing is known of it", { action: "unknown", message: "503" }, "could not be judged: 503"],
  ["the rule, where the rest is known", {}, "could not be judged: a fact that the rule needs is not known"],
])("a rule that could not be judged says why, in the words of %s", (_, more, message) => {
  const report = render(planOf([changeOf("a.example.com", { unjudged: ["order-stale"], ...more })]));
  expect(caseNamed(report, "a.example.com: order-stale")?.skipped).toEqual({
    "@message": message,
    "#text": `${message}\nOwner: pki@example.com\nPlace: domains.yaml:7:5`,
  });
});

test("a domain that the file does not declare has no place", () => {
  const report = render(planOf([changeOf("a.example.com", { declared: null, unjudged: ["order-stale"] })]));
  expect(caseNamed(report, "a.example.com: order-stale")?.skipped).not.toMatchObject({
    "#text": expect.stringContaining("Place"),
  });
});

test("test cases of one suite have different names, also where one rule finds two things", () => {
  const findings = [findingOf("a.example.com", { provider: null }), findingOf("a.example.com", { provider: null })];
  expect(render(planOf([], { findings })).testsuite[0]?.testcase.map((testCase) => testCase["@name"])).toEqual([
    "everything was read and understood",
    "a.example.com: revalidation-window",
    "a.example.com: revalidation-window (2)",
  ]);
});

test("a CA that only a finding names has its suite", () => {
  const { testsuite } = render(planOf([], { findings: [findingOf("a.example.com", { provider: "plan" })] }));
  expect(testsuite.map((suite) => suite["@name"])).toEqual(["dcv", "dcv.sectigo", "dcv.plan"]);
});

const PROVIDER = { name: "sectigo", type: "sectigo", complete: true, observed: 1, error: null, warnings: [] };
const INCOMPLETE: readonly (readonly [string, Partial<PlanDocument>, readonly string[]])[] = [
  [
    "a CA that could not be read",
    { complete: false, providers: [{ ...PROVIDER, complete: false, error: "503" }] },
    ["everything was read and understood", "read to the end and understood"],
  ],
  [
    "a CA that does not say why it could not be read",
    { complete: false, providers: [{ ...PROVIDER, complete: false }] },
    ["everything was read and understood", "read to the end and understood"],
  ],
  [
    "a domain that could not be judged, once and not for each rule",
    {
      complete: false,
      changes: [
        changeOf("a.example.com", { action: "unknown", reason: "not_understood", unjudged: ["ca-reuse-limit", "x"] }),
      ],
    },
    ["everything was read and understood", `a.example.com: ${KNOWN}`],
  ],
  [
    "a domain that could not be judged and has a finding",
    {
      complete: false,
      changes: [changeOf("a.example.com", { action: "unknown", reason: "not_understood" })],
      findings: [findingOf("a.example.com")],
    },
    ["everything was read and understood", `a.example.com: ${KNOWN}`],
  ],
  ["a plan that does not say why it is not complete", { complete: false }, ["everything was read and understood"]],
];

test.each(INCOMPLETE)("%s is an error", (_, more, names) => {
  const cases = render(planOf([], more)).testsuite.flatMap(({ testcase }) => testcase);
  const errors = cases.filter((testCase) => outcomeOf(testCase) === "error");
  expect(errors.map((testCase) => testCase["@name"])).toEqual(names);
});

test("what a CA says beside the point is shown, and no error", () => {
  const report = render(planOf([], { providers: [{ ...PROVIDER, warnings: ["an unknown word"] }] }));
  expect(caseNamed(report, "read to the end and understood")).toMatchObject({ "system-out": "an unknown word" });
});

test("ten thousand domains have their cases", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `d${index}.example.com`);
  const changes = names.map((name) => changeOf(name, { passed: ["method-drift"], unjudged: ["order-stale"] }));
  const plan = planOf(changes, { findings: names.map((name) => findingOf(name)) });
  const cases = testSuites(plan).flatMap((suite) => [...suite.cases()].flat());
  expect(cases).toHaveLength(4 * names.length + 2);
});

test("the cases of a CA come in the order of their names, whatever the domains are called", () => {
  const names = ["a.example.com.example.net", "a.example.com", "a: b", "a", "a:", "a: b: c", "a: order-stale"];
  const changes = names.map((name) => changeOf(name, { passed: ["order-stale"] }));
  const [, suite] = testSuites(planOf(changes, { findings: names.toReversed().map((name) => findingOf(name)) }));
  const cases = [...(suite?.cases() ?? [])].flat().slice(1);
  expect(cases).toHaveLength(3 * names.length);
  const ordered = cases.map(({ name }) => name.replace(/ \(\d+\)$/, ""));
  expect(ordered).toEqual(ordered.toSorted());
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test("the instant is that of the plan, without zone and fraction", () => {
  expect(render(planOf([], { as_of: "2026-11-21T12:34:56.789Z" })).testsuite[0]?.["@timestamp"]).toBe(
    "2026-11-21T12:34:56",
  );
});
