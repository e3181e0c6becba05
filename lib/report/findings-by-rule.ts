/** Findings as people read them: by level and rule, so that what those of a rule have in common is said once. */
import { SEVERITIES } from "../core/vocabulary";
import type { Severity } from "../core/vocabulary";
import type { FindingDocument } from "./plan-document";

/** The severity of a finding that counts; the others come last, whatever they would be. */
export type Level = Severity | "waived";
const LEVELS: readonly Level[] = [...SEVERITIES, "waived"];

/** One or more findings, in the order of the plan. */
export type FindingGroup = readonly [FindingDocument, ...FindingDocument[]];

/** The findings of one rule that count alike. */
export interface RuleFindings {
  readonly level: Level;
  readonly rule: string;
  /** Null where it names something of the single finding, so that it is to be said with each. */
  readonly remediation: string | null;
  /** Likewise. */
  readonly citation: string | null;
  readonly findings: FindingGroup;
}

/** Errors first, what is waived last; within a level the rules come in the order of the plan. */
export function findingsByRule(findings: readonly FindingDocument[]): readonly RuleFindings[] {
  const ranked = findings.toSorted((a, b) => LEVELS.indexOf(levelOf(a)) - LEVELS.indexOf(levelOf(b)));
  return findingGroups(ranked, (finding) => JSON.stringify([levelOf(finding), finding.rule])).map((group) => ({
    level: levelOf(group[0]),
    rule: group[0].rule,
    remediation: common(group.map(({ remediation }) => remediation)),
    citation: common(group.map(({ citation }) => citation)),
    findings: group,
  }));
}

/** The findings that have a key in common, in the order in which the keys first come. */
export function findingGroups(
  findings: readonly FindingDocument[],
  keyOf: (finding: FindingDocument) => string,
): readonly FindingGroup[] {
  const groups = new Map<string, [FindingDocument, ...FindingDocument[]]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function levelOf({ severity, waiver }: FindingDocument): Level {
  return waiver === null ? severity : "waived";
}

function common(texts: readonly string[]): string | null {
  const [first = null] = texts;
  return texts.every((text) => text === first) ? first : null;
}
