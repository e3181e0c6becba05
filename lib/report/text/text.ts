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
import type { FindingDetail } from "./findings";
import { hanging } from "./table";
import type { Lines } from "./table";
import { verdictLine } from "./verdict";

/** A plan of any size takes at most so many lines, unless everything is asked for: a person reads no more of it. */
const MAX_LINES = 119;
/** Of these, at most so many for the findings with all that is said of them. */
const MAX_FINDING_LINES = 50;
/** So many lines of one kind, such as warnings of a CA. */
const MAX_EQUAL_LINES = 10;

export const renderText: Renderer<PlanDocument> = function* (plan, { color, columns, detail }) {
  const colors = createColors(color);
  if (detail === "verdict") {
    yield `${verdictLine(plan)}\n`;
    return;
  }
  const showsAll = detail === "everything";
  yield `DCV plan as of ${plan.as_of}\n`;
  const after: readonly Lines[] = [
    showsAll ? findingsBlock(plan, columns, colors, "everything") : shortFindings(plan, columns, colors),
    replacementLines(plan),
    sinceLines(plan, showsAll),
    providerLines(plan, columns, colors, showsAll),
    deadlineLines(plan),
    summaryLines(plan),
  ];
  const room = showsAll ? null : MAX_LINES - 1 - linesOf(after);
  for (const block of [...changeBlocks(plan, columns, colors, room), ...after]) yield* paragraph(block);
};

/** With the empty line above each block. */
function linesOf(blocks: readonly Lines[]): number {
  return blocks.reduce((sum, block) => {
    const lines = [...block].length;
    return sum + (lines === 0 ? 0 : lines + 1);
  }, 0);
}

function shortFindings(plan: PlanDocument, columns: number, colors: Colors): readonly string[] {
  const lines = [...findingsBlock(plan, columns, colors, "work")];
  return lines.length <= MAX_FINDING_LINES ? lines : [...findingsBlock(plan, columns, colors, "brief")];
}

function atMost(lines: readonly string[], showsAll: boolean): readonly string[] {
  const left = lines.length - MAX_EQUAL_LINES;
  return showsAll || left <= 1 ? lines : [...lines.slice(0, MAX_EQUAL_LINES), `  and ${left} more: --verbose`];
}

/** An empty line sets it off from what is above; nothing at all where it has no lines. */
function* paragraph(lines: Lines): Lines {
  let before = "\n";
  for (const line of lines) {
    yield `${before}${line}\n`;
    before = "";
  }
}

function* findingsBlock({ findings }: PlanDocument, columns: number, colors: Colors, detail: FindingDetail): Lines {
  if (findings.length === 0) return;
  yield "Findings";
  yield* findingLines(findings, columns, colors, detail);
}

/** What has happened since the state of before. */
function sinceLines(plan: PlanDocument, showsAll: boolean): readonly string[] {
  const { state } = plan;
  const title = sinceTitle(plan);
  if (state === undefined) return [];
  const news = state.since?.news ?? [];
  const lines = news.map((one) => printable(`  ${newsLine(one)}`));
  return [...(title === null ? [] : [title, ...atMost(lines, showsAll)]), printable(stateText(state))];
}

/** A rule of the user's own in the place of a built-in one changes what everything above means. */
function replacementLines({ rules }: PlanDocument): readonly string[] {
  return rules.flatMap(({ rule, file, replaces }) =>
    replaces === null ? [] : [printable(`Rule ${rule} is that of ${file}, not the built-in one.`)],
  );
}

function providerLines(plan: PlanDocument, columns: number, colors: Colors, showsAll: boolean): readonly string[] {
  const issues = providerIssues(plan);
  if (issues.length === 0) return [];
  const lines = issues.flatMap(({ severity, message }) =>
    hanging(colors[LEVEL_PAINT[severity]](severity), severity, message, columns),
  );
  return ["Provider problems", ...atMost(lines, showsAll)];
}

function summaryLines(plan: PlanDocument): readonly string[] {
  return [`Plan: ${actionCountsText(plan.summary)}.`, ...scopeTexts(plan).map(printable), verdictLine(plan)];
}
