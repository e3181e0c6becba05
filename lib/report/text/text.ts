/** The plan for people at a terminal: by urgency, one line a domain, then the findings, then one line that sums up. */
import { createColors } from "picocolors";
import { printable } from "../../core/printable";
import type { Action } from "../../core/words";
import { actionCountsText, comparisonText, findingCountsText, verdictText } from "../headline";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { providerTroubles } from "../provider-troubles";
import type { Renderer } from "../registry";
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
  "in-hand": "cyan",
  undeclared: "yellow",
  valid: "green",
};

export const renderText: Renderer<PlanDocument> = (plan, { color, columns }) => {
  const colors = createColors(color);
  const { findings } = plan;
  const blocks = [
    [`DCV plan as of ${plan.as_of}`],
    troubleLines(plan, columns, colors),
    ...changeBlocks(plan, columns, colors),
    findings.length === 0 ? [] : ["Findings", ...findingLines(findings, columns, colors)],
    replacementLines(plan),
    summaryLines(plan),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
};

/** Only what is wrong with the CAs; that they answered goes without saying. */
function troubleLines(plan: PlanDocument, columns: number, colors: Colors): readonly string[] {
  return providerTroubles(plan).flatMap(({ severity, message }) =>
    hanging(colors[LEVEL_PAINT[severity]](severity), severity, message, columns),
  );
}

function changeBlocks(plan: PlanDocument, columns: number, colors: Colors): readonly (readonly string[])[] {
  // sign 4, days 8, date 10, the gaps between them 6, and 22 for the longest reason that is common
  const nameWidth = columnWidth(
    plan.changes.map(({ domain }) => printable(domain)),
    Math.max(20, columns - 50),
  );
  const blocks = [...byUrgency(plan)].map(([{ id, title }, changes]) => {
    const paint = colors[URGENCY_PAINT[id]];
    const lines = changes.flatMap((change) => changeLines(change, nameWidth, columns, paint));
    return [paint(`${title} (${changes.length})`), ...lines];
  });
  return [...blocks, legend(plan.changes.map(daysLeftText), colors)];
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

function legend(lefts: readonly string[], colors: Colors): readonly string[] {
  const marks = new Set(lefts.map((left) => left.replace(/[^~+]/g, "")));
  return [
    ...(marks.has("~")
      ? [colors.dim("  ~ d: estimated from the expiry date, for the CA gave no validation date")]
      : []),
    ...(marks.has("+") ? [colors.dim("  + d: at least, judging by the expiry date")] : []),
  ];
}

/** A rule of the user's own in the place of a built-in one changes what everything above means. */
function replacementLines({ rules }: PlanDocument): readonly string[] {
  return rules.flatMap(({ rule, file, replaces }) =>
    replaces === null ? [] : [printable(`Rule ${rule} is that of ${file}, not the built-in one.`)],
  );
}

function summaryLines(plan: PlanDocument): readonly string[] {
  const comparison = comparisonText(plan);
  return [
    `${printable(verdictText(plan))}: ${findingCountsText(plan.summary)}.`,
    ...(comparison === null ? [] : [printable(comparison)]),
    `Plan: ${actionCountsText(plan.summary)}.`,
  ];
}
