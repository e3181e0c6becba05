/**
 * The plan as JUnit XML, for the test reports of Jenkins, GitLab and Azure Pipelines. There is no standard: this is what the
 * Jenkins xUnit plugin accepts (its `junit-10.xsd`); suites and cases have every attribute that those of Ant have.
 *
 * - An error that counts for the verdict is a `failure`.
 * - What is waived is `skipped`, and so are errors where policy is advisory or only counts what changed.
 * - Warnings and infos pass, with the finding in `system-out`: JUnit has no warnings.
 * - A domain that could not be judged, and a CA that could not be read, is an `error`.
 * - A rule that could not be judged because a fact is unknown is `skipped`: the domain has its error already.
 */
import { XMLBuilder } from "fast-xml-parser";
import { printable } from "../../core/printable";
import type { FileCheck } from "../file-check";
import { checkSuite, testSuites } from "./cases";
import type { TestCase, TestSuite } from "./cases";
import type { PlanDocument } from "../plan-document";
import type { Renderer } from "../renderer";

/** Attributes begin with `@`. */
type XmlElement = Readonly<Record<string, unknown>>;

const BUILDER = new XMLBuilder({
  attributeNamePrefix: "@",
  ignoreAttributes: false,
  // An attribute with the text `true` would lose its value.
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
});

/** An empty test case, which no suite has: it keeps the place of those that are written there. */
const SLOT = "    <testcase/>\n";

/** What stands around a test case in its suite. */
const [BEFORE = "", AFTER = ""] = BUILDER.build({ testsuites: { testsuite: { testcase: "" } } }).split(SLOT);

export const renderJunit: Renderer<PlanDocument> = (plan) => junitText(testSuites(plan), plan.as_of);

export const renderJunitCheck: Renderer<FileCheck> = (check) => junitText([checkSuite(check)], check.checkedAt);

function* junitText(all: readonly TestSuite[], asOf: string): Iterable<string> {
  const suites = all.map((suite) => ({ suite, counts: countsOf(suite) }));
  const total = (key: keyof Counts): number => suites.reduce((sum, { counts }) => sum + counts[key], 0);
  const document = BUILDER.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "dcv",
      "@tests": total("tests"),
      "@failures": total("failures"),
      "@errors": total("errors"),
      "@time": 0,
      testsuite: suites.map(({ suite, counts }, index) => suiteElement(suite.name, counts, index, asOf)),
    },
  });
  const [head = "", ...rest] = document.split(SLOT);
  yield head;
  for (const [index, { suite }] of suites.entries()) {
    for (const cases of suite.cases()) yield casesText(suite.name, cases);
    yield rest[index] ?? "";
  }
}

function casesText(suite: string, cases: readonly TestCase[]): string {
  const testcase = cases.map((testCase) => caseElement(suite, testCase));
  return BUILDER.build({ testsuites: { testsuite: { testcase } } }).slice(BEFORE.length, -AFTER.length);
}

function suiteElement(name: string, counts: Counts, index: number, asOf: string): XmlElement {
  return {
    "@name": xmlText(name),
    "@package": "dcv",
    "@id": index,
    // Ant's word for a host that does not matter.
    "@hostname": "localhost",
    // In UTC, for the type allows no zone.
    "@timestamp": asOf.slice(0, "2026-11-21T00:00:00".length),
    "@tests": counts.tests,
    "@failures": counts.failures,
    "@errors": counts.errors,
    "@skipped": counts.skipped,
    "@time": 0,
    testcase: "",
  };
}

function caseElement(suite: string, { name, outcome, lines }: TestCase): XmlElement {
  // Jenkins takes what is before the last dot for a package.
  const element = {
    "@name": xmlText(name),
    "@classname": xmlText(suite),
    "@time": 0,
  };
  // GitLab shows the text and not the attribute, Jenkins lists show the attribute: the first line is in both.
  const shown = lines.map(xmlText);
  const text = shown.join("\n");
  if (outcome === "passed") return text === "" ? element : { ...element, "system-out": text };
  return { ...element, [outcome]: { "@message": shown[0] ?? "", ...typeOf(outcome), "#text": text } };
}

/** A word of ours, never one from outside: GitLab's parser makes numbers and dates of texts with such a type. */
function typeOf(outcome: TestCase["outcome"]): XmlElement {
  return outcome === "skipped" ? {} : { "@type": outcome === "failure" ? "violation" : "incomplete" };
}

type Counts = Record<"tests" | "failures" | "errors" | "skipped", number>;

function countsOf({ cases }: TestSuite): Counts {
  const counts = { tests: 0, passed: 0, failure: 0, error: 0, skipped: 0 };
  for (const some of cases()) {
    counts.tests += some.length;
    for (const { outcome } of some) counts[outcome] += 1;
  }
  const { tests, failure: failures, error: errors, skipped } = counts;
  return { tests, failures, errors, skipped };
}

/** Two more characters that XML 1.0 does not allow, not even as references (section 2.2). */
function xmlText(text: string): string {
  return printable(text).replaceAll("\ufffe", "\\u{fffe}").replaceAll("\uffff", "\\u{ffff}");
}
