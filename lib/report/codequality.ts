/**
 * The plan as a Code Quality report of GitLab, one entry a finding.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 *
 * GitLab has no accepted findings: a waived one is an `info` that says so. It compares the report with that of the target
 * branch by itself, so the entries do not mark what changed. What could not be read is a `blocker`; otherwise it would look fixed.
 */
import { printable } from "../core/printable";
import type { Severity } from "../core/vocabulary";
import { alertsOf } from "./alerts";
import type { Alert } from "./alerts";
import { jsonText } from "./json/json-text";
import type { PlanDocument } from "./plan-document";
import type { Renderer } from "./renderer";

/** GitLab stops at the first entry that lacks any of these, and ignores everything else. */
interface CodeQualityEntry {
  readonly description: string;
  readonly check_name: string;
  /** Entries of one fingerprint are shown as one. */
  readonly fingerprint: string;
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

export const renderCodequality: Renderer<PlanDocument> = (plan) => jsonText(entries(plan), 1);

function* entries(plan: PlanDocument): Iterable<CodeQualityEntry> {
  for (const alert of alertsOf(plan)) yield entry(alert);
}

function entry(alert: Alert): CodeQualityEntry {
  const { rule, message, place, identity } = alert;
  return {
    description: printable(message),
    check_name: printable(rule),
    fingerprint: identity,
    severity: severityOf(alert),
    location: { path: printable(place.file), lines: { begin: place.line } },
  };
}

const SEVERITIES: Record<Severity, CodeQualityEntry["severity"]> = {
  error: "critical",
  warning: "minor",
  info: "info",
};

function severityOf({ finding }: Alert): CodeQualityEntry["severity"] {
  if (finding === null) return "blocker";
  return finding.waiver === null ? SEVERITIES[finding.severity] : "info";
}
