/**
 * The plan for people at a terminal: what must be done, by urgency, then the findings; at the end, where a reader looks first,
 * the problems of the CAs, the next deadlines, the counts and the verdict.
 */
import { createColors } from "picocolors";
import { printable } from "../../core/printable";
import { actionCountsText, scopeTexts } from "../headline";
import { newsLine, sinceTitle, stateText } from "../news";
import type { PlanDocument } from "../plan-document";
import { providerIssues } from "../provider-issues";
import type { Renderer } from "../renderer";
import { LEVEL_PAINT } from "./colors";
import type { Colors } from "./colors";
import { deadlineLines } from "./deadlines";
import { changeBlocks } from "./domains";
import { findingLines } from "./findings";
import { hanging } from "./table";
import type { Lines } from "./table";
import { verdictLine } from "./verdict";

export const renderText: Renderer<PlanDocument> = function* (plan, { color, columns, detail }) {
  const colors = createColors(color);
  if (detail === "verdict") {
    yield `${verdictLine(plan)}\n`;
    return;
  }
  const showsAll = detail === "everything";
  yield `DCV plan as of ${plan.as_of}\n`;
  const blocks = [
    ...changeBlocks(plan, columns, colors, showsAll),
    findingsBlock(plan, columns, colors, showsAll),
    replacementLines(plan),
    sinceLines(plan),
    providerLines(plan, columns, colors),
    deadlineLines(plan),
    summaryLines(plan),
  ];
  for (const block of blocks) yield* paragraph(block);
};

/** An empty line sets it off from what is above; nothing at all where it has no lines. */
function* paragraph(lines: Lines): Lines {
  let before = "\n";
  for (const line of lines) {
    yield `${before}${line}\n`;
    before = "";
  }
}

function* findingsBlock({ findings }: PlanDocument, columns: number, colors: Colors, showsAll: boolean): Lines {
  if (findings.length === 0) return;
  yield "Findings";
  yield* findingLines(findings, columns, colors, showsAll);
}

/** What has happened since the state of before. */
function* sinceLines(plan: PlanDocument): Lines {
  const { state } = plan;
  const title = sinceTitle(plan);
  if (state?.since && title !== null) {
    yield title;
    for (const one of state.since.news) yield printable(`  ${newsLine(one)}`);
  }
  if (state !== undefined) yield printable(stateText(state));
}

/** A rule of the user's own in the place of a built-in one changes what everything above means. */
function replacementLines({ rules }: PlanDocument): readonly string[] {
  return rules.flatMap(({ rule, file, replaces }) =>
    replaces === null ? [] : [printable(`Rule ${rule} is that of ${file}, not the built-in one.`)],
  );
}

function providerLines(plan: PlanDocument, columns: number, colors: Colors): readonly string[] {
  const issues = providerIssues(plan);
  if (issues.length === 0) return [];
  const lines = issues.flatMap(({ severity, message }) =>
    hanging(colors[LEVEL_PAINT[severity]](severity), severity, message, columns),
  );
  return ["Provider problems", ...lines];
}

function summaryLines(plan: PlanDocument): readonly string[] {
  return [`Plan: ${actionCountsText(plan.summary)}.`, ...scopeTexts(plan).map(printable), verdictLine(plan)];
}
