/**
 * The plan as SARIF 2.1.0, for GitHub code scanning and other viewers of static analysis.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 *
 * `changed` is a property of a result and no `baselineState`: a finding on a line that changed may be an old one, and one on
 * a line that did not may be new, for time passes.
 */
import type { Invocation, Location, Log, Notification, Result, Run } from "sarif";
import { printable } from "../../core/printable";
import { waiverText } from "../../core/waiver";
import { selectionText } from "../headline";
import { alertCount, alertsOf, NOT_COMPLETE } from "../alerts";
import type { Alert } from "../alerts";
import { incompletenessOf, missingPartText } from "../incompleteness";
import { jsonText } from "../json/json-text";
import type { PlanDocument } from "../plan-document";
import { providerIssues } from "../provider-issues";
import type { Renderer } from "../renderer";
import { artifactLocation, categoryOf, message, SOURCE_ROOT } from "./text";
import { driver, LEVELS } from "./tool";
import type { NotificationId } from "./tool";

/** GitHub refuses a log with more results than the first, and of those shows as many as the second. */
const RESULT_LIMIT = 25_000;
const SHOWN_LIMIT = 5_000;

/** A log whose results are made while they are written. */
type LogInPieces = Omit<Log, "runs"> & {
  readonly runs: readonly (Omit<Run, "results"> & { readonly results: Iterable<Result> })[];
};

/** The results lie in the log, its runs, and the only one of these. */
const LEVELS_TO_RESULTS = 4;

export const renderSarif: Renderer<PlanDocument> = (plan) => {
  const tool = { driver: driver(plan) };
  const ruleIndexes = new Map(tool.driver.rules.map(({ id }, index) => [id, index]));
  const log: LogInPieces = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool,
        // Up to the last slash it is the category, by which GitHub distinguishes the analyses of one commit.
        automationDetails: { id: `${categoryOf(plan.estate)}/${plan.as_of}` },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: "The root of the repository." } } },
        invocations: [invocation(plan)],
        results: results(plan, ruleIndexes),
        properties: runProperties(plan),
      },
    ],
  };
  return jsonText(log, LEVELS_TO_RESULTS);
};

function runProperties({ as_of, verdict, enforcement, changed_since }: PlanDocument): object {
  const since = changed_since === null ? null : { ...changed_since, ref: printable(changed_since.ref) };
  return { asOf: as_of, verdict, enforcement, changedSince: since };
}

function* results(plan: PlanDocument, ruleIndexes: ReadonlyMap<string, number>): Iterable<Result> {
  for (const alert of mostSevere(plan)) yield result(alert, ruleIndexes.get(printable(alert.rule)));
}

/** In the order of the plan as long as all of them are taken; otherwise level by level, as far as there is room. */
function* mostSevere(plan: PlanDocument): Iterable<Alert> {
  if (alertCount(plan) <= RESULT_LIMIT) {
    yield* alertsOf(plan);
    return;
  }
  let room = RESULT_LIMIT;
  for (const wanted of ["error", "warning", "note"]) {
    for (const alert of alertsOf(plan)) {
      if (level(alert) !== wanted) continue;
      if (room === 0) return;
      yield alert;
      room -= 1;
    }
  }
}

function result(alert: Alert, ruleIndex: number | undefined): Result {
  const { rule, provider, domain, identity, finding, change } = alert;
  const owner = change?.declared?.owner ?? null;
  return {
    ruleId: printable(rule),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: level(alert),
    message: message(alert.message),
    locations: [location(alert)],
    // The only fingerprint that GitHub looks at. It would make one from the text of the line and those below, which is the
    // same for all findings without a place of their own, and another one whenever a neighbour changes.
    partialFingerprints: { primaryLocationLineHash: `${identity}:1` },
    suppressions: suppressions(alert),
    properties: {
      domain: domain === null ? null : printable(domain),
      provider: provider === null ? null : printable(provider),
      severity: finding?.severity ?? "error",
      changed: finding?.changed ?? null,
      owner: owner === null ? null : printable(owner),
      nextStep: change?.next_step.kind ?? null,
    },
  };
}

/** GitHub does not look at suppressions, so that a waived finding is no more than a note as well. */
function level({ finding }: Alert): (typeof LEVELS)[keyof typeof LEVELS] {
  if (finding === null) return "error";
  return finding.waiver === null ? LEVELS[finding.severity] : "note";
}

/** Empty for what is not waived: the results of a run have either all or none of them the property (section 3.27.23). */
function suppressions({ finding }: Alert): NonNullable<Result["suppressions"]> {
  if (finding === null || finding.waiver === null) return [];
  return [{ kind: "external", status: "accepted", justification: printable(waiverText(finding.waiver)) }];
}

function location({ place, provider, domain }: Alert): Location {
  const { file, line, column } = place;
  const name = domain === null ? provider : domain;
  const path = [provider, domain].filter((part) => part !== null).join("/");
  return {
    physicalLocation: {
      artifactLocation: artifactLocation(file),
      region: { startLine: line, startColumn: column, endLine: line },
    },
    ...(name === null
      ? {}
      : { logicalLocations: [{ name: printable(name), fullyQualifiedName: printable(path), kind: "resource" }] }),
  };
}

function invocation(plan: PlanDocument): Invocation {
  const gaps = incompletenessOf(plan);
  const warnings = providerIssues(plan).filter(({ severity }) => severity === "warning");
  return {
    executionSuccessful: gaps.length === 0,
    toolExecutionNotifications: [
      ...gaps.map((gap) => notification(NOT_COMPLETE, "error", missingPartText(gap))),
      ...warnings.map((warning) => notification("not-understood", "warning", warning.message)),
      ...[selectionText(plan)].filter((text) => text !== null).map((text) => notification("partial", "note", text)),
      ...limitTexts(alertCount(plan)).map((text) => notification("results-left-out", "warning", text)),
    ],
  };
}

function limitTexts(count: number): readonly string[] {
  const left = count - RESULT_LIMIT;
  return [
    ...(left > 0
      ? [`${left} of ${count} results are left out, the least severe, for GitHub takes ${RESULT_LIMIT}.`]
      : []),
    ...(count > SHOWN_LIMIT ? [`GitHub shows the ${SHOWN_LIMIT} most severe of the ${count} results.`] : []),
  ];
}

function notification(id: NotificationId, level: Notification.level, text: string): Notification {
  return { descriptor: { id }, level, message: message(text) };
}
