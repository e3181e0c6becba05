/** The findings for people at a terminal: a rule, what to do about it, and below it the domains that break it. */
import { placeText } from "../../core/diagnostic";
import { counted, printable } from "../../core/printable";
import { waiverText } from "../../core/waiver";
import { findingGroups, findingsByRule } from "../findings-by-rule";
import type { RuleFindings } from "../findings-by-rule";
import type { FindingDocument } from "../plan-document";
import { LEVEL_PAINT } from "./colors";
import type { Colors } from "./colors";
import { hanging, indented } from "./table";

/** How much is said of the findings of a rule; `brief` is a line a rule, for where there is no room for more. */
export type FindingDetail = "everything" | "work" | "brief";

/** So many names stand beside a finding that they share. */
const MAX_NAMES = 10;
/** A rule that says more different things than this about its domains is shown by their names alone. */
const MAX_MESSAGES = 3;

/** Each line is made when it is asked for. */
export function* findingLines(
  findings: readonly FindingDocument[],
  columns: number,
  colors: Colors,
  detail: FindingDetail,
): Iterable<string> {
  for (const group of findingsByRule(findings)) {
    yield* detail === "brief" ? briefLines(group, columns, colors) : ruleLines(group, columns, colors);
    if (detail === "everything") for (const finding of group.findings) yield* findingBlock(finding, group, columns);
    if (detail === "work") yield* shortLines(group, columns);
  }
}

function ruleLines(
  { level, rule, remediation, citation }: RuleFindings,
  columns: number,
  colors: Colors,
): readonly string[] {
  const source = citation === null ? "" : `  [${citation}]`;
  return [
    ...hanging(colors[LEVEL_PAINT[level]](level), level, `${rule}${source}`, columns),
    ...(remediation === null ? [] : indented(`To do: ${remediation}`, columns)),
  ];
}

function briefLines({ level, rule, findings }: RuleFindings, columns: number, colors: Colors): readonly string[] {
  const text = `${rule}: ${counted(findings.length, "finding")}: dcv explain ${rule}`;
  return hanging(colors[LEVEL_PAINT[level]](level), level, text, columns);
}

/** Equal findings once, with their names beside. */
function* shortLines(group: RuleFindings, columns: number): Iterable<string> {
  const said = findingGroups(group.findings, (finding) => sentencesOf(finding, group).join("\0"));
  if (said.length > MAX_MESSAGES) {
    yield* indented(namesText(group.rule, group.findings), columns);
    return;
  }
  for (const same of said) {
    const [first] = same;
    yield* same.length === 1
      ? [nameLine(first)]
      : indented(namesText(group.rule, same), columns).map((line) => line.replace(/^ {11}/, "    "));
    yield* sentencesOf(first, group).flatMap((sentence) => indented(sentence, columns));
  }
}

function namesText(rule: string, findings: readonly FindingDocument[]): string {
  const names = findings.slice(0, MAX_NAMES).map(({ domain }) => domain);
  const left = findings.length - names.length;
  return `${names.join(", ")}${left === 0 ? "" : `, and ${left} more: dcv explain ${rule}`}`;
}

function findingBlock(finding: FindingDocument, group: RuleFindings, columns: number): readonly string[] {
  return [nameLine(finding), ...sentencesOf(finding, group).flatMap((sentence) => indented(sentence, columns))];
}

function nameLine({ domain, location, changed }: FindingDocument): string {
  const place = location === null ? "" : `  ${placeText(location)}`;
  return `    ${printable(`${domain}${place}${changed === true ? "  changed" : ""}`)}`;
}

/** What the findings of the rule do not have in common is said here. */
function sentencesOf(
  { message, remediation, citation, waiver }: FindingDocument,
  group: RuleFindings,
): readonly string[] {
  return [
    waiver === null ? message : `${message}; ${waiverText(waiver)}`,
    ...(group.remediation === null ? [`To do: ${remediation}`] : []),
    ...(group.citation === null ? [`Source: ${citation}`] : []),
  ];
}
