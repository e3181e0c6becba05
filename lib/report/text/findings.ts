/** The findings for people at a terminal: a rule, what to do about it, and below it the domains that break it. */
import { printable } from "../../core/printable";
import { findingsByRule } from "../findings-by-rule";
import type { RuleFindings } from "../findings-by-rule";
import type { FindingDocument } from "../plan-document";
import { waiverText } from "../waiver-text";
import { LEVEL_PAINT } from "./colors";
import type { Colors } from "./colors";
import { hanging, indented } from "./table";

/** Each line is made when it is asked for. */
export function* findingLines(findings: readonly FindingDocument[], columns: number, colors: Colors): Iterable<string> {
  for (const group of findingsByRule(findings)) {
    yield* ruleLines(group, columns, colors);
    for (const finding of group.findings) yield* findingBlock(finding, group, columns);
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

/** What the findings of the rule do not have in common is said here. */
function findingBlock(finding: FindingDocument, group: RuleFindings, columns: number): readonly string[] {
  const { domain, message, remediation, citation, location, waiver, changed } = finding;
  const place = location === null ? "" : `  ${location.file}:${location.line}:${location.column}`;
  const sentences = [
    waiver === null ? message : `${message}; ${waiverText(waiver)}`,
    ...(group.remediation === null ? [`To do: ${remediation}`] : []),
    ...(group.citation === null ? [`Source: ${citation}`] : []),
  ];
  return [
    `    ${printable(`${domain}${place}${changed === true ? "  changed" : ""}`)}`,
    ...sentences.flatMap((sentence) => indented(sentence, columns)),
  ];
}
