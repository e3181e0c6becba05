/** The plan for people at a terminal: by urgency, one line a domain, then the findings, then one line that sums up. */
import { createColors } from "picocolors";
import { printable } from "../../core/printable";
import type { Action } from "../../core/vocabulary";
import { daysLegend } from "../days-legend";
import { actionCountsText, findingCountsText, scopeTexts, verdictText } from "../headline";
import { newsLine, sinceTitle, stateText } from "../news";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { providerIssues } from "../provider-issues";
import type { Renderer } from "../renderer";
import { byUrgency, daysLeftText, usableUntilText } from "../urgency";
import type { Urgency } from "../urgency";
import { LEVEL_PAINT } from "./colors";
import type { Colors, Paint } from "./colors";
import { findingLines } from "./findings";
import { columnWidth, hanging, wrap } from "./table";

const SIGNS: Record<Action, string> = {
  validate: "+",
  revalidate: "~",
  await: ">",
  undeclared: "!",
  unknown: "?",
  "no-op": " ",
};

const URGENCY_PAINT: Record<Urgency["id"], Paint> = {
  unusable: "red",
  unknown: "magenta",
  renewable: "yellow",
  pending: "cyan",
  undeclared: "yellow",
  valid: "green",
};

/** Lines, made when they are asked for. */
type Lines = Iterable<string>;

export const renderText: Renderer<PlanDocument> = function* (plan, { color, columns }) {
  const colors = createColors(color);
  yield `DCV plan as of ${plan.as_of}\n`;
  const blocks = [
    providerLines(plan, columns, colors),
    ...changeBlocks(plan, columns, colors),
    findingsBlock(plan, columns, colors),
    replacementLines(plan),
    sinceLines(plan),
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

/** Only what is wrong with the CAs. */
function providerLines(plan: PlanDocument, columns: number, colors: Colors): readonly string[] {
  return providerIssues(plan).flatMap(({ severity, message }) =>
    hanging(colors[LEVEL_PAINT[severity]](severity), severity, message, columns),
  );
}

function changeBlocks(plan: PlanDocument, columns: number, colors: Colors): readonly Lines[] {
  // sign 4, days 8, date 10, the gaps between them 6, and 22 for the longest reason that is common
  const nameWidth = columnWidth(
    plan.changes.map(({ domain }) => printable(domain)),
    Math.max(20, columns - 50),
  );
  const blocks = [...byUrgency(plan)].map(function* ([{ id, title }, changes]): Lines {
    const paint = colors[URGENCY_PAINT[id]];
    yield paint(`${title} (${changes.length})`);
    for (const change of changes) yield* changeLines(change, nameWidth, columns, paint);
  });
  return [...blocks, daysLegend(plan.changes).map((line) => colors.dim(`  ${line}`))];
}

function changeLines(
  change: ChangeDocument,
  nameWidth: number,
  columns: number,
  paint: Colors[Paint],
): readonly string[] {
  const name = printable(change.domain);
  const unicode = change.unicode === null ? "" : ` (${printable(change.unicode)})`;
  const date = usableUntilText(change).padEnd(10);
  const rest = `${daysLeftText(change).padStart(8)}  ${date}  ${change.reason.replaceAll("_", " ")}${unicode}`;
  const head = name.length > nameWidth ? `${name}\n    ${" ".repeat(nameWidth)}` : name.padEnd(nameWidth);
  const line = `  ${paint(SIGNS[change.action])} ${head}${rest}`;
  if (change.action !== "unknown") return [line];
  return [line, ...wrap(change.message, columns - 6).map((part) => `      ${part}`)];
}

function* findingsBlock({ findings }: PlanDocument, columns: number, colors: Colors): Lines {
  if (findings.length === 0) return;
  yield "Findings";
  yield* findingLines(findings, columns, colors);
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

function summaryLines(plan: PlanDocument): readonly string[] {
  return [
    `${printable(verdictText(plan))}: ${findingCountsText(plan.summary)}.`,
    ...scopeTexts(plan).map(printable),
    `Plan: ${actionCountsText(plan.summary)}.`,
  ];
}
