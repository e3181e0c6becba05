/** SARIF logs by the schema of the standard, and by what GitHub code scanning takes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import type { AnySchemaObject } from "ajv";
import MarkdownIt from "markdown-it";
import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import { printable } from "../../../lib/core/printable";
import type { FindingDocument, PlanDocument, RuleDocument } from "../../../lib/report/plan-document";
import { renderSarif } from "../../../lib/report/sarif/sarif";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { changeOf, CONTEXT, findingOf, planOf } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

/** RFC 3986, with or without a scheme; without one, no colon before the first slash. */
const URI = /^[a-z][a-z\d+.-]*:(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\da-f]{2})*$/i;
const RELATIVE = /^(?![^/?#]*:)(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\da-f]{2})*$/i;

function compileSchema(): (log: unknown) => string {
  const path = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  // It names itself by the keyword of an older draft, and nothing else in it is older.
  const entries = Object.entries(JSON.parse(readFileSync(path, "utf8")) as object);
  const schema = Object.fromEntries(entries.filter(([key]) => key !== "id" && key !== "$schema")) as AnySchemaObject;
  const ajv = new Ajv({
    strict: false,
    // One of its patterns is none by the rules for Unicode.
    unicodeRegExp: false,
    formats: {
      uri: (text: string) => URI.test(text),
      "uri-reference": (text: string) => URI.test(text) || RELATIVE.test(text),
      "date-time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/,
    },
  });
  const check = ajv.compile(schema);
  return (log) => (check(log) ? "" : ajv.errorsText(check.errors));
}

const violations = compileSchema();

/** The only run of the log, once it is known to be a good one. */
function render(plan: PlanDocument): Run & { readonly results: readonly Result[] } {
  const log = JSON.parse(wholeText(renderSarif(plan, CONTEXT))) as Log;
  expect(violations(log)).toBe("");
  const [run] = log.runs;
  if (run?.results === undefined) throw new Error("no results");
  return { ...run, results: run.results };
}

function rulesOf(run: Run): readonly ReportingDescriptor[] {
  return run.tool.driver.rules ?? [];
}

const GOLDEN = ["every-action", "hostile-ca", "one-ca-down"].map((name) => [
  name,
  JSON.parse(readFileSync(join(__dirname, `../../golden/${name}/expected.json`), "utf8")) as PlanDocument,
]) as readonly (readonly [string, PlanDocument])[];

test.each(GOLDEN)("%s: the log is valid, and has what GitHub requires", (_, plan) => {
  const run = render(plan);
  const gaps = run.results.filter(({ ruleId }) => ruleId === "plan-not-complete").length;
  expect(run.results).toHaveLength(plan.findings.length + gaps);
  for (const { ruleId, ruleIndex, locations, partialFingerprints, message } of run.results) {
    expect(rulesOf(run)[ruleIndex ?? -1]?.id).toBe(ruleId);
    expect(message.text).not.toBe("");
    expect(locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: "domains.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: expect.any(Number), startColumn: expect.any(Number) },
    });
    expect(partialFingerprints?.primaryLocationLineHash).toMatch(/^[0-9a-f]{64}:1$/);
  }
  expect(Object.keys(run.originalUriBaseIds ?? {})).toEqual(["%SRCROOT%"]);
});

const markdown = new MarkdownIt({ html: true, linkify: true });

/** Every text that SARIF reads placeholders and links in, by section 3.11. */
function messagesOf(held: unknown): readonly string[] {
  if (typeof held !== "object" || held === null) return [];
  return Object.entries(held).flatMap(([key, value]) =>
    (key === "text" || key === "markdown") && typeof value === "string" ? [value] : messagesOf(value),
  );
}

const TEXTS: Readonly<Record<string, string>> = {
  ...HOSTILE_TEXTS,
  "placeholders and links of SARIF": "{0} {{1}} }{ [a](1) [b](https://evil.example) [c\\](2)",
  "an address with what no address may hold": "https://example.com/a b<c>{d}?e={f}|%zz#`g`",
  "an address that is a script": "javascript:alert(1)",
};

test.each(Object.entries(TEXTS))("the log is valid, and nothing in it acts: %s", (_, text) => {
  const said = planSaying(text);
  const plan = { ...said, rules: said.rules.concat(ruleOf("other", { citation: text, remediation: text, url: text })) };
  expect(wholeText(renderSarif(plan, CONTEXT))).not.toMatch(/[^\n\P{Cc}]|[\u2028-\u202e\u2066-\u2069]|\p{Cs}/u);
  const run = render(plan);
  for (const shown of messagesOf(run)) expect(shown.replace(/\{\{|\}\}/g, "")).not.toMatch(/[{}]/);
  for (const { message } of run.results) expect(message.text).not.toContain("](");
  for (const { help, helpUri } of rulesOf(run)) {
    const tags = markdown.render(help?.markdown ?? "").match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => !/^<(?:\/?(?:p|strong|code)|\/a|a href="https?:[^"]*")>$/.test(tag))).toEqual([]);
    expect(tags.filter((tag) => tag.startsWith("<a "))).toHaveLength(helpUri === undefined ? 0 : 1);
  }
  const [shown] = run.results.filter(({ suppressions }) => suppressions?.length === 1);
  expect(shown?.properties).toMatchObject({ domain: printable(text), provider: printable(text) });
});

function ruleOf(rule: string, more: Partial<RuleDocument> = {}): RuleDocument {
  return {
    rule,
    title: "The validation stays usable",
    file: `policies/${rule}.yaml`,
    replaces: null,
    severity: "warning",
    citation: "Recommended practice",
    url: null,
    remediation: "Validate it again.",
    passed: 0,
    failed: 0,
    not_applicable: 0,
    not_effective: 0,
    unknown: 0,
    ...more,
  };
}

test("every rule has its entry, whether it found anything or is off", () => {
  const rules = [
    ruleOf("one", { severity: "error", url: "https://example.com/rules?a=(1)#one" }),
    ruleOf("two", { severity: "info" }),
    ruleOf("three", { severity: "off" }),
  ];
  const [one, two, three, gaps] = rulesOf(render(planOf([], { rules })));
  expect(one).toEqual({
    id: "one",
    shortDescription: { text: "The validation stays usable" },
    fullDescription: { text: "The validation stays usable. Source: Recommended practice." },
    help: {
      text: "What to do: Validate it again.\nSource: Recommended practice\nhttps://example.com/rules?a=(1)#one",
      markdown:
        "**What to do:** Validate it again.\n\n**Source:** [Recommended practice](<https://example.com/rules?a=(1)#one>)",
    },
    helpUri: "https://example.com/rules?a=(1)#one",
    defaultConfiguration: { level: "error" },
    properties: { tags: ["dcv"], precision: "very-high", "problem.severity": "error" },
  });
  expect(two).toMatchObject({
    defaultConfiguration: { level: "note" },
    properties: { "problem.severity": "recommendation" },
  });
  expect(three).toMatchObject({ id: "three", defaultConfiguration: { enabled: false } });
  expect(gaps).toMatchObject({ id: "plan-not-complete", defaultConfiguration: { level: "error" } });
});

test("a description is no longer than GitHub takes, and shows that it was cut", () => {
  const [rule] = rulesOf(render(planOf([], { rules: [ruleOf("one", { title: "t".repeat(2000) })] })));
  expect(rule?.shortDescription?.text).toHaveLength(1024);
  expect(rule?.shortDescription?.text).toMatch(/t…$/);
});

test.each([
  ["a brace, which is written twice", `${"t".repeat(1022)}{{`, `${"t".repeat(1022)}…`],
  ["braces alone", "}".repeat(2000), `${"}".repeat(1022)}…`],
  ["an escape", `${"t".repeat(1015)}\u202e${"t".repeat(9)}`, `${"t".repeat(1015)}…`],
])("a description is counted as it is written, and %s is not cut in two", (_, title, shown) => {
  const [rule] = rulesOf(render(planOf([], { rules: [ruleOf("one", { title })] })));
  expect(rule?.shortDescription?.text).toBe(shown);
});

test("a finding of a rule that the plan does not list has no index", () => {
  const [result] = render(planOf([], { findings: [findingOf("a.example.com")] })).results;
  expect(result).toMatchObject({ ruleId: "revalidation-window" });
  expect(result).not.toHaveProperty("ruleIndex");
});

const WAIVER = { reason: "moves away", owner: "pki@example.com", expires: "2027-01-31" };
const LEVELS: readonly (readonly [string, Partial<FindingDocument>, Result.level])[] = [
  ["an error is an error", { severity: "error" }, "error"],
  ["a warning is a warning", { severity: "warning" }, "warning"],
  ["what is for information is a note", { severity: "info" }, "note"],
  ["a waived error is a note", { severity: "error", waiver: WAIVER }, "note"],
];

test.each(LEVELS)("%s", (_, finding, level) => {
  expect(render(planOf([], { findings: [findingOf("a.example.com", finding)] })).results).toMatchObject([
    { level, properties: { severity: finding.severity } },
  ]);
});

test("a waived finding is suppressed, with its owner, its end and its reason; the others say that they are not", () => {
  const findings = [findingOf("a.example.com", { waiver: WAIVER }), findingOf("b.example.com")];
  expect(render(planOf([], { findings })).results.map(({ suppressions }) => suppressions)).toEqual([
    [
      {
        kind: "external",
        status: "accepted",
        justification: "accepted by pki@example.com until 2027-01-31: moves away",
      },
    ],
    [],
  ]);
});

const FILES: readonly (readonly [string, string, object])[] = [
  ["a file below the root", "certs/domains.yaml", { uri: "certs/domains.yaml", uriBaseId: "%SRCROOT%" }],
  ["a dot before it", "./domains.yaml", { uri: "domains.yaml", uriBaseId: "%SRCROOT%" }],
  ["blanks and other letters", "my certs/ü.yaml", { uri: "my%20certs/%C3%BC.yaml", uriBaseId: "%SRCROOT%" }],
  ["a name that looks like a scheme", "a:b%c?d#e.yaml", { uri: "a%3Ab%25c%3Fd%23e.yaml", uriBaseId: "%SRCROOT%" }],
  ["a file outside", "/etc/my dcv/domains.yaml", { uri: "file:///etc/my%20dcv/domains.yaml" }],
  ["a file outside on Windows", "C:/dcv/domains.yaml", { uri: "file:///C%3A/dcv/domains.yaml" }],
];

test.each(FILES)("the address of %s", (_, file, artifactLocation) => {
  const findings = [findingOf("a.example.com", { location: { file, line: 7, column: 5 } })];
  expect(render(planOf([], { findings })).results[0]?.locations).toEqual([
    {
      physicalLocation: { artifactLocation, region: { startLine: 7, startColumn: 5, endLine: 7 } },
      logicalLocations: [{ name: "a.example.com", fullyQualifiedName: "sectigo/a.example.com", kind: "resource" }],
    },
  ]);
});

test("a finding that no file mentions is shown at the first line of the file that declares the others", () => {
  const findings = [findingOf("b.example.com", { location: null })];
  const [result] = render(planOf([changeOf("a.example.com")], { findings })).results;
  expect(result?.locations?.[0]?.physicalLocation).toMatchObject({
    artifactLocation: { uri: "domains.yaml" },
    region: { startLine: 1, startColumn: 1 },
  });
});

test("findings that no file mentions are told apart by their fingerprints, and keep them", () => {
  const prints = (findings: readonly FindingDocument[]): readonly (string | undefined)[] =>
    render(planOf([], { findings })).results.map(
      ({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash,
    );
  const one = findingOf("a.example.com", { location: null });
  const two = findingOf("b.example.com", { location: null });
  const [first, second] = prints([one, two]);
  expect(first).not.toBe(second);
  expect(prints([{ ...two, message: "another", location: { file: "x.yaml", line: 9, column: 9 } }, one])).toEqual([
    second,
    first,
  ]);
});

test("what changed is a property, not a comparison with another log", () => {
  const findings = [findingOf("a.example.com", { changed: true }), findingOf("b.example.com", { changed: false })];
  const run = render(planOf([], { findings, changed_since: { ref: "origin/main", only_changed: true } }));
  expect(run.properties).toMatchObject({ changedSince: { ref: "origin/main", only_changed: true } });
  expect(run.results.map(({ properties }) => properties)).toMatchObject([{ changed: true }, { changed: false }]);
  for (const result of run.results) expect(result).not.toHaveProperty("baselineState");
});

const PROVIDER = { name: "sectigo", type: "sectigo", complete: true, observed: 1, error: null, warnings: [] };
const ODD = changeOf("a.example.com", { action: "unknown", reason: "not_understood", message: "an odd word" });
const GAPS: readonly (readonly [string, Partial<PlanDocument>, string])[] = [
  [
    "a CA that could not be read",
    { complete: false, providers: [{ ...PROVIDER, complete: false, error: "sectigo: 503" }] },
    "sectigo: 503",
  ],
  ["a domain that could not be judged", { complete: false, changes: [ODD] }, "a.example.com: an odd word"],
  ["nobody knows what", { complete: false }, "the plan is not complete, and does not say why"],
];

test.each(GAPS)("a plan that lacks %s did not succeed, and says so in a notification and a result", (_, more, text) => {
  const run = render(planOf([], more));
  expect(run.invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: "plan-not-complete" }, level: "error", message: { text } }],
    },
  ]);
  expect(run.results).toMatchObject([{ ruleId: "plan-not-complete", level: "error", message: { text } }]);
});

test("a complete plan succeeded; what a CA said beside the point is a notification", () => {
  const run = render(planOf([changeOf("a.example.com")], { providers: [{ ...PROVIDER, warnings: ["an odd word"] }] }));
  expect(run.results).toEqual([]);
  expect(run.invocations).toEqual([
    {
      executionSuccessful: true,
      toolExecutionNotifications: [
        { descriptor: { id: "not-understood" }, level: "warning", message: { text: "an odd word" } },
      ],
    },
  ]);
});

test("the notifications are about what the tool declares", () => {
  const [, plan] = GOLDEN[0] ?? [];
  if (plan === undefined) throw new Error("no plan");
  const run = render(plan);
  const declared = run.tool.driver.notifications?.map(({ id }) => id);
  for (const { descriptor } of run.invocations?.[0]?.toolExecutionNotifications ?? []) {
    expect(declared).toContain(descriptor?.id);
  }
});

const warnings = (count: number): readonly FindingDocument[] =>
  Array.from({ length: count }, (_, index) => findingOf(`${index}.example.com`));

test("what GitHub does not show is said", () => {
  const notified = (count: number): unknown => {
    const log = JSON.parse(wholeText(renderSarif(planOf([], { findings: warnings(count) }), CONTEXT))) as Log;
    return log.runs[0]?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text);
  };
  expect(notified(5_000)).toEqual([]);
  expect(notified(5_001)).toEqual(["GitHub shows the 5000 most severe of the 5001 results."]);
});

test("of more results than GitHub takes, the least severe are left out, and that is said", () => {
  const findings = [...warnings(25_000), findingOf("last.example.com", { severity: "error" })];
  const [run] = (JSON.parse(wholeText(renderSarif(planOf([], { findings }), CONTEXT))) as Log).runs;
  expect(run?.results).toHaveLength(25_000);
  expect(run?.results?.[0]?.message.text).toMatch(/^last\.example\.com/);
  expect(run?.results?.at(-1)?.message.text).toMatch(/^24998\.example\.com/);
  expect(run?.invocations?.[0]?.toolExecutionNotifications).toMatchObject([
    { message: { text: "1 of 25001 results are left out, the least severe, for GitHub takes 25000." } },
    { message: { text: "GitHub shows the 5000 most severe of the 25001 results." } },
  ]);
});
