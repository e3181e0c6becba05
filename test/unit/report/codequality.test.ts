/** Code Quality reports as GitLab documents them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { printable } from "../../../lib/core/printable";
import { renderCodequality } from "../../../lib/report/codequality";
import type { FindingDocument, PlanDocument } from "../../../lib/report/plan-document";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { changeOf, CONTEXT, findingOf, planOf } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

/** https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, and nothing beyond it. */
const SCHEMA = {
  type: "array",
  items: {
    type: "object",
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    additionalProperties: false,
    properties: {
      description: { type: "string" },
      check_name: { type: "string" },
      fingerprint: { type: "string", pattern: "^[0-9a-f]{64}$" },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        additionalProperties: false,
        properties: {
          path: { type: "string", not: { pattern: "^\\./" } },
          lines: {
            type: "object",
            required: ["begin"],
            additionalProperties: false,
            properties: { begin: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  },
} as const;

interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const ajv = new Ajv();
const check = ajv.compile<readonly Entry[]>(SCHEMA);

/** The report, once it is known to be a good one. */
function render(plan: PlanDocument): readonly Entry[] {
  const text = wholeText(renderCodequality(plan, CONTEXT));
  expect(text).not.toMatch(/[^\n\P{Cc}]|[\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u);
  const entries: unknown = JSON.parse(text);
  if (!check(entries)) throw new Error(ajv.errorsText(check.errors));
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
  return entries;
}

const GOLDEN = ["every-action", "hostile-ca", "one-ca-down"].map((name) => [
  name,
  JSON.parse(readFileSync(join(__dirname, `../../golden/${name}/expected.json`), "utf8")) as PlanDocument,
]) as readonly (readonly [string, PlanDocument])[];

test.each(GOLDEN)("%s: every finding is an entry, and every gap", (_, plan) => {
  const entries = render(plan);
  expect(entries.filter(({ severity }) => severity !== "blocker")).toHaveLength(plan.findings.length);
  expect(entries.some(({ severity }) => severity === "blocker")).toBe(!plan.complete);
});

test.each(Object.entries(HOSTILE_TEXTS))("the report is a good one, and shows it: %s", (_, text) => {
  const shown = printable(text);
  const entries = render(planSaying(text));
  expect(entries.map(({ check_name }) => check_name)).toContain(shown);
  expect(entries.every(({ description }) => description.includes(shown))).toBe(true);
});

test("a plan without findings is an empty list", () => {
  expect(wholeText(renderCodequality(planOf([changeOf("a.example.com")]), CONTEXT))).toBe("[]\n");
});

const WAIVER = { reason: "moves away", owner: "pki@example.com", expires: "2027-01-31" };
const SEVERITIES: readonly (readonly [string, Partial<FindingDocument>, string])[] = [
  ["an error is critical", { severity: "error" }, "critical"],
  ["a warning is minor", { severity: "warning" }, "minor"],
  ["what is for information is that", { severity: "info" }, "info"],
  ["a waived error is for information", { severity: "error", waiver: WAIVER }, "info"],
];

test.each(SEVERITIES)("%s", (_, finding, severity) => {
  expect(render(planOf([], { findings: [findingOf("a.example.com", finding)] }))).toMatchObject([{ severity }]);
});

test("an entry names its domain, and says by whom it is waived, until when and why", () => {
  const [plain, waived] = render(
    planOf([], { findings: [findingOf("a.example.com"), findingOf("b.example.com", { waiver: WAIVER })] }),
  );
  expect(plain).toMatchObject({
    description: "a.example.com: usable for fewer days than the window",
    check_name: "revalidation-window",
    location: { path: "domains.yaml", lines: { begin: 7 } },
  });
  expect(waived).toMatchObject({
    description:
      "b.example.com: usable for fewer days than the window; accepted by pki@example.com until 2027-01-31: moves away",
  });
});

const declaredIn = (file: string): Partial<PlanDocument> => ({
  changes: [
    changeOf("a.example.com", { declared: { file, line: 3, column: 5, method: null, owner: null, labels: {} } }),
  ],
});
const PLACES: readonly (readonly [string, Partial<PlanDocument>, string, number])[] = [
  ["its own place", { findings: [findingOf("a.example.com")] }, "domains.yaml", 7],
  [
    "the first line of the file that declares the others, where it has no place",
    { ...declaredIn("certs/domains.yaml"), findings: [findingOf("b.example.com", { location: null })] },
    "certs/domains.yaml",
    1,
  ],
  [
    "the first line of the file of another finding, where nothing is declared",
    {
      findings: [
        findingOf("b.example.com", { location: null }),
        findingOf("c.example.com", { location: { file: "other.yaml", line: 9, column: 1 } }),
      ],
    },
    "other.yaml",
    1,
  ],
  [
    "the first line of the default file, where the plan names none",
    { findings: [findingOf("b.example.com", { location: null })] },
    "domains.yaml",
    1,
  ],
  [
    "a path from the root, without a dot before it",
    { findings: [findingOf("a.example.com", { location: { file: "././certs/domains.yaml", line: 7, column: 5 } })] },
    "certs/domains.yaml",
    7,
  ],
];

test.each(PLACES)("a finding is shown at %s", (_, more, path, begin) => {
  expect(render(planOf([], more))[0]?.location).toEqual({ path, lines: { begin } });
});

test("a finding keeps its fingerprint while its message, its line and what stands beside it change", () => {
  const subject = (more: Partial<FindingDocument>): FindingDocument => findingOf("a.example.com", more);
  const [before] = render(planOf([], { findings: [subject({})] }));
  const moved = subject({
    message: "usable for 3 days",
    severity: "error",
    location: { file: "certs/domains.yaml", line: 70, column: 1 },
    waiver: WAIVER,
    changed: true,
  });
  const [, after] = render(planOf([], { findings: [findingOf("0.example.com"), moved] }));
  expect(after?.fingerprint).toBe(before?.fingerprint);
});

test("another rule, another CA, another domain, the same again: each has its own fingerprint", () => {
  const findings = [
    findingOf("a.example.com"),
    findingOf("a.example.com", { rule: "reuse-cliff" }),
    findingOf("a.example.com", { provider: "ncloud" }),
    findingOf("a.example.com", { provider: null }),
    findingOf("b.example.com"),
    findingOf("a.example.com"),
    findingOf("a.example.com"),
  ];
  expect(render(planOf([], { findings }))).toHaveLength(findings.length);
});

const PROVIDER = { name: "sectigo", type: "sectigo", complete: true, observed: 1, error: null, warnings: [] };
const UNREAD = changeOf("a.example.com", { action: "unknown", reason: "provider_unreachable", message: "not read" });
const ODD = changeOf("a.example.com", { action: "unknown", reason: "not_understood", message: "an odd word" });
const GAPS: readonly (readonly [string, Partial<PlanDocument>, readonly string[]])[] = [
  [
    "a CA that could not be read is one, and its domains are none",
    { complete: false, providers: [{ ...PROVIDER, complete: false, error: "sectigo: 503" }], changes: [UNREAD] },
    ["sectigo: 503"],
  ],
  [
    "a domain of a CA that says nothing of its own is one",
    { complete: false, changes: [UNREAD] },
    ["a.example.com: not read"],
  ],
  ["a domain that could not be judged is one", { complete: false, changes: [ODD] }, ["a.example.com: an odd word"]],
  [
    "a plan that does not say why it is not complete is one",
    { complete: false },
    ["the plan is not complete, and does not say why"],
  ],
  ["a plan that is complete has none", { changes: [changeOf("a.example.com")] }, []],
];

test.each(GAPS)("blockers: %s", (_, more, descriptions) => {
  const entries = render(planOf([], more));
  expect(entries.map(({ check_name, severity, description }) => [check_name, severity, description])).toEqual(
    descriptions.map((description) => ["plan-not-complete", "blocker", description]),
  );
});
