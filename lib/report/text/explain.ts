/** Rules for people at a terminal: one in full, or all in a list. */
import { createColors } from "picocolors";
import type { ExplainedOutcome, Explanation, RuleDescription } from "../../core/explanation";
import { counted, printable } from "../../core/printable";
import type { RenderContext } from "../renderer";
import type { Paint } from "./colors";
import { columnWidth, wrap } from "./table";

export const OUTCOME_LABELS: Record<ExplainedOutcome, string> = {
  fail: "finding",
  waived: "waived",
  unknown: "unknown",
  pass: "pass",
  not_effective: "not in force",
  not_applicable: "not applicable",
};
export const OUTCOME_PAINT: Record<ExplainedOutcome, Paint | null> = {
  fail: "red",
  waived: "dim",
  unknown: "yellow",
  pass: "green",
  not_effective: null,
  not_applicable: null,
};
const ORDER = Object.keys(OUTCOME_LABELS) as ExplainedOutcome[];

export function renderExplanation(
  { rule, subject, targets, notApplicable }: Explanation,
  context: RenderContext,
): string {
  const colors = createColors(context.color);
  const paint = (outcome: ExplainedOutcome, text: string): string => {
    const name = OUTCOME_PAINT[outcome];
    return name === null ? text : colors[name](text);
  };
  const field = (name: string, text: string): readonly string[] =>
    wrap(text, context.columns - 13).map((line, index) => `  ${(index === 0 ? name : "").padEnd(11)}${line}`);
  const lines = [
    colors.bold(`${rule.id} (${rule.severity})`),
    ...field("says", rule.title),
    ...field("source", rule.url === null ? rule.citation : `${rule.citation}, ${rule.url}`),
    ...field("in force", rule.effective ?? "always"),
    ...field("condition", rule.condition),
    ...field("message", rule.message),
    ...field("to do", rule.remediation),
    ...field("file", rule.replaces === null ? rule.file : `${rule.file}, instead of ${rule.replaces}`),
  ];
  if (targets === null) return `${lines.join("\n")}\n`;
  const sorted = targets.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  const width = columnWidth(
    sorted.map(({ outcome }) => OUTCOME_LABELS[outcome]),
    Number.POSITIVE_INFINITY,
  );
  const rows = sorted.flatMap(({ address, outcome, figures }) => [
    `  ${paint(outcome, OUTCOME_LABELS[outcome].padEnd(width))}  ${printable(address)}`,
    ...(figures === ""
      ? []
      : wrap(figures, context.columns - width - 6).map((line) => `${" ".repeat(width + 6)}${line}`)),
  ]);
  return `${[...lines, "", ...rows, `  ${reach(sorted.length, notApplicable, subject)}`].join("\n")}\n`;
}

/** How much of what there is the rule applies to. */
function reach(applicable: number, notApplicable: number, subject: Explanation["subject"]): string {
  const total = applicable + notApplicable;
  if (total === 0) return `There is no ${subject} that it could apply to`;
  if (total === 1) return applicable === 1 ? `Applies to the only ${subject}` : `Does not apply to the only ${subject}`;
  return `Applies to ${notApplicable === 0 ? "all" : `${applicable} of`} ${counted(total, subject)}`;
}

export function renderRuleList(rules: readonly RuleDescription[]): string {
  const width = columnWidth(
    rules.map(({ id }) => id),
    Number.POSITIVE_INFINITY,
  );
  return rules
    .map(({ id, severity, title, file, replaces }) => {
      const own = replaces === null ? "" : ` (${file}, not the built-in one)`;
      return `${id.padEnd(width)}  ${severity.padEnd(7)}  ${printable(`${title}${own}`)}\n`;
    })
    .join("");
}
