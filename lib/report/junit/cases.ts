/**
 * A plan as test suites: one for the plan, and one for each CA. Each begins with a test case that says whether everything was
 * seen, so that no suite is empty and an incomplete plan is never green. Then each domain has one test case that says whether
 * the plan knows what to do, and one for each rule that may apply to it. They are there whether they pass or not, so that
 * a CI system shows what was fixed. Rules about the file itself, such as those about waivers, have a case only where they find
 * something.
 */
import type { DiagnosticSeverity, Place } from "../../core/diagnostic";
import { compareText } from "../../core/order";
import { waiverText } from "../../core/waiver";
import type { FileCheck } from "../file-check";
import { selectionText } from "../headline";
import { incompletenessOf, missingPartText } from "../incompleteness";
import type { ChangeDocument, FindingDocument, PlanDocument } from "../plan-document";
import { providerIssues } from "../provider-issues";
import { changesByFinding, nextStepLines } from "../step-text";

export interface TestSuite {
  /** `dcv`, or `dcv.` and the name of the CA. */
  readonly name: string;
  /** Never empty, and in few at a time; made anew at each call, for ten thousand domains have a hundred thousand. */
  readonly cases: () => Iterable<readonly TestCase[]>;
}

export interface TestCase {
  /** Unique in its suite. By it a CI system knows the test case again on the next run. */
  readonly name: string;
  readonly outcome: "passed" | "failure" | "error" | "skipped";
  /** What there is to say, the main point in the first line; empty where it passed and there is nothing. */
  readonly lines: readonly string[];
}

export function testSuites(plan: PlanDocument): readonly TestSuite[] {
  const { providers, changes, findings } = plan;
  const names = new Set([...providers.map(({ name }) => name), ...[...changes, ...findings].map(providerOf)]);
  return [planSuite(plan), ...[...names].filter((name) => name !== null).map((name) => providerSuite(name, plan))];
}

/** One suite: whether the files can be read, and what is wrong with them, a line each. */
export function checkSuite({ diagnostics }: FileCheck): TestSuite {
  const linesOf = (wanted: DiagnosticSeverity): readonly string[] =>
    diagnostics
      .filter(({ severity }) => severity === wanted)
      .map(({ code, message, place: { file, line, column } }) => `${file}:${line}:${column}: ${code}: ${message}`);
  const files = observationCase("the files can be read and have no errors", linesOf("error"), linesOf("warning"));
  return { name: "dcv", cases: () => [[files]] };
}

function providerOf({ provider }: ChangeDocument | FindingDocument): string | null {
  return provider;
}

/** What belongs to no CA: whether the plan is complete, and findings about the file itself. */
function planSuite(plan: PlanDocument): TestSuite {
  const complete = observationCase(
    "everything was read and understood",
    incompletenessOf(plan).map(missingPartText),
    [selectionText(plan)].filter((text) => text !== null),
  );
  const own = plan.findings.filter(({ provider }) => provider === null);
  const cases = [complete, ...own.map((finding) => findingCase(finding, undefined, plan))];
  return { name: "dcv", cases: () => [numbered(cases)] };
}

function providerSuite(name: string, plan: PlanDocument): TestSuite {
  const issues = providerIssues(plan).filter(({ provider }) => provider === name);
  const [errors, warnings] = (["error", "warning"] as const).map((wanted) =>
    issues.filter(({ severity }) => severity === wanted).map(({ message }) => message),
  );
  const read = observationCase("read to the end and understood", errors ?? [], warnings ?? []);
  const subjects = subjectsOf(name, plan);
  const changeOf = changesByFinding(plan);
  return {
    name: `dcv.${name}`,
    *cases() {
      yield [read];
      for (const { changes, findings } of subjects) {
        const cases = [
          ...changes.flatMap((change) => changeCases(change, plan)),
          ...findings.map((finding) => findingCase(finding, changeOf(finding), plan)),
        ];
        yield numbered(cases.sort((a, b) => compareText(a.name, b.name)));
      }
    },
  };
}

/** What the test cases are about whose names begin alike. */
interface Subject {
  readonly changes: ChangeDocument[];
  readonly findings: FindingDocument[];
}

const SEPARATOR = ": ";

/**
 * By the beginning of the names up to the first separator, in order. No such beginning is that of another, so the cases of
 * the subjects, sorted each by itself, come in the order in which all of them would come.
 */
function subjectsOf(name: string, plan: PlanDocument): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  const subjectOf = ({ domain }: ChangeDocument | FindingDocument): Subject => {
    const start = `${domain}${SEPARATOR}`;
    const key = start.slice(0, start.indexOf(SEPARATOR) + SEPARATOR.length);
    const known = subjects.get(key) ?? { changes: [], findings: [] };
    subjects.set(key, known);
    return known;
  };
  for (const change of plan.changes) if (change.provider === name) subjectOf(change).changes.push(change);
  for (const finding of plan.findings) if (finding.provider === name) subjectOf(finding).findings.push(finding);
  return [...subjects].sort(([a], [b]) => compareText(a, b)).map(([, subject]) => subject);
}

function observationCase(name: string, errors: readonly string[], warnings: readonly string[]): TestCase {
  return { name, outcome: errors.length === 0 ? "passed" : "error", lines: [...errors, ...warnings] };
}

/**
 * Whether it is known what to do, and what is no finding. Where it is not, that is one error, not one for each rule; but no
 * error in a plan that is complete, where it is a matter of the rules (`age-unknown`).
 */
function changeCases(change: ChangeDocument, { complete }: PlanDocument): readonly TestCase[] {
  const { domain, action, message, declared, passed, unjudged } = change;
  const isUnknown = action === "unknown";
  const place = declared === null ? [] : [...ownerLines(change), placeLine(declared)];
  const why = `could not be judged: ${isUnknown ? message : "a fact that the rule needs is not known"}`;
  return [
    observationCase(
      `${domain}${SEPARATOR}what to do is known`,
      isUnknown && !complete ? [message, ...place] : [],
      isUnknown && complete ? [message, ...place] : [],
    ),
    ...passed.map((rule): TestCase => ({ name: ruleCaseName(domain, rule), outcome: "passed", lines: [] })),
    ...unjudged.map((rule): TestCase => ({
      name: ruleCaseName(domain, rule),
      outcome: "skipped",
      lines: [why, ...place],
    })),
  ];
}

function ruleCaseName(domain: string, rule: string): string {
  return `${domain}${SEPARATOR}${rule}`;
}

/** @param change that of the domain; undefined for a finding about the file itself */
function findingCase(finding: FindingDocument, change: ChangeDocument | undefined, plan: PlanDocument): TestCase {
  const { rule, severity, domain, message, remediation, citation, location, changed } = finding;
  const reason = reasonToSkip(finding, plan);
  const outcome = reason !== null ? "skipped" : severity === "error" ? "failure" : "passed";
  const lines = [
    ...(reason === null ? [] : [reason]),
    severity === "error" ? message : `${severity}: ${message}`,
    `What to do: ${remediation}`,
    ...nextStepLines(change),
    `Source: ${citation}`,
    ...ownerLines(change),
    ...(location === null ? [] : [placeLine(location)]),
    ...(changed === true ? [`Changed since ${plan.changed_since?.ref ?? "then"}`] : []),
  ];
  return { name: ruleCaseName(domain, rule), outcome, lines };
}

/** Why a finding is shown but does not count for the verdict; null where it does, or where its severity never does. */
function reasonToSkip({ severity, waiver, changed }: FindingDocument, plan: PlanDocument): string | null {
  const { enforcement, changed_since } = plan;
  if (waiver !== null) return waiverText(waiver);
  if (severity !== "error") return null;
  if (changed_since?.only_changed === true && changed !== true) {
    return `does not belong to what changed since ${changed_since.ref}`;
  }
  return enforcement === "advisory" ? "policy is only advisory" : null;
}

function ownerLines(change: ChangeDocument | undefined): readonly string[] {
  const owner = change?.declared?.owner ?? null;
  return owner === null ? [] : [`Owner: ${owner}`];
}

function placeLine({ file, line, column }: Place): string {
  return `Place: ${file}:${line}:${column}`;
}

/** Two findings of one rule about one domain, such as those about its waivers, differ by their order. */
function numbered(cases: readonly TestCase[]): readonly TestCase[] {
  const times = new Map<string, number>();
  return cases.map((testCase) => {
    const time = (times.get(testCase.name) ?? 0) + 1;
    times.set(testCase.name, time);
    return time === 1 ? testCase : { ...testCase, name: `${testCase.name} (${time})` };
  });
}
