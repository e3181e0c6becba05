/** The findings of a plan as sections of Markdown, one for what a rule says: errors that count open, all else folded. */
import { waiverText } from "../../core/waiver";
import { findingsByRule } from "../findings-by-rule";
import type { RuleFindings } from "../findings-by-rule";
import { code, htmlCode, prose } from "../markdown-text";
import type { FindingDocument } from "../plan-document";
import type { Section } from "./sections";
import { NOTHING, table } from "./table";
import type { Column } from "./table";

/** What the findings of the rule do not have in common has a column of its own. */
function columnsOf({ remediation, citation }: RuleFindings): readonly Column<FindingDocument>[] {
  return [
    { title: "domain", cell: ({ domain }) => code(domain) },
    {
      title: "place",
      cell: ({ location }) => (location === null ? NOTHING : code(`${location.file}:${location.line}`)),
    },
    { title: "finding", cell: ({ message }) => prose(message) },
    { title: "to do", cell: (finding) => (remediation === null ? prose(finding.remediation) : NOTHING) },
    { title: "source", cell: (finding) => (citation === null ? prose(finding.citation) : NOTHING) },
    { title: "waiver", cell: ({ waiver }) => (waiver === null ? NOTHING : prose(waiverText(waiver))) },
  ];
}

/** What findings have in common where a plan is compared; `older` ones do not count. */
type Mark = "changed" | "older";

export function findingSections(findings: readonly FindingDocument[], mark: Mark | null): readonly Section[] {
  return findingsByRule(findings).map((group) => section(group, mark));
}

function section(group: RuleFindings, mark: Mark | null): Section {
  const { level, rule, remediation, citation, findings } = group;
  const label = `${mark === null ? level : `${level}, ${mark}`} (${findings.length})`;
  const common = [
    ...(remediation === null ? [] : [`- To do: ${prose(remediation)}\n`]),
    ...(citation === null ? [] : [`- Source: ${prose(citation)}\n`]),
  ];
  const about = common.length === 0 ? "" : `${common.join("")}\n`;
  const { head, rows } = table(columnsOf(group), findings);
  const isOpen = level === "error" && mark !== "older";
  return {
    open: isOpen
      ? `\n### ${code(rule)}: ${label}\n\n${about}${head}`
      : `${folded(`${htmlCode(rule)}: ${label}`)}\n${about}${head}`,
    rows,
    close: isOpen ? "" : FOLDED_END,
    noun: "finding",
  };
}

/** The begin of what is folded, up to the empty line after which Markdown is read again. `summary` is HTML. */
export function folded(summary: string): string {
  return `\n<details>\n<summary>${summary}</summary>\n`;
}

export const FOLDED_END = "\n</details>\n";
