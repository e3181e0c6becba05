/** Findings as lines of the messages that Terraform prints. */
import { placeText } from "../../core/diagnostic";
import type { Finding, JudgedPlan } from "../../core/finding";

/** An error without a waiver. */
export function isViolation({ severity, waiver }: Finding): boolean {
  return severity === "error" && waiver === null;
}

/** The address of the domain that it is about: a change's, or one that no change has (a waiver names no provider). */
export function addressOfFinding({ provider, domain }: Finding): string {
  return `${provider ?? ""}/${domain}`;
}

/** The violations that belong to no change, such as a waiver that has ended. They fail the plan as a whole. */
export function violationsOfTheFile({ plan, findings }: JudgedPlan): readonly Finding[] {
  const addresses = new Set(plan.changes.map(({ address }) => address));
  return findings.filter((finding) => isViolation(finding) && !addresses.has(addressOfFinding(finding)));
}

/** The violations that belong to no change, a line each. */
export function violationLines(judged: JudgedPlan): readonly string[] {
  return violationsOfTheFile(judged).map(lineWithSubject);
}

/** What does not fail the plan, but should be seen: warnings without a waiver, a line each. */
export function warningLines({ findings }: JudgedPlan): readonly string[] {
  return findings.filter(({ severity, waiver }) => severity === "warning" && waiver === null).map(lineWithSubject);
}

/** Rule, place, message, remedy and citation. */
export function findingLine({ rule, message, remediation, citation, location }: Finding): string {
  const place = location === null ? "" : ` (${placeText(location)})`;
  return `${rule}${place}: ${message}. ${remediation} [${citation}]`;
}

function lineWithSubject(finding: Finding): string {
  const subject = finding.provider === null ? finding.domain : addressOfFinding(finding);
  return `- ${subject}: ${findingLine(finding)}`;
}
