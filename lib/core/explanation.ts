/** A rule as a person wants to read it, with what it says of each domain at present. */
import type { Severity } from "./vocabulary";

export interface RuleDescription {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity | "off";
  readonly citation: string;
  readonly url: string | null;
  /** Its first and last moment in force, as a phrase; null for always. */
  readonly effective: string | null;
  /** The conditions, as they stand in the file; `when` is null where it applies to everything. */
  readonly when: string | null;
  readonly require: string;
  readonly message: string;
  readonly remediation: string;
  /** The file it stands in, and that of the built-in rule whose place it takes. */
  readonly file: string;
  readonly replaces: string | null;
}

export type ExplainedOutcome = "pass" | "fail" | "waived" | "not_applicable" | "not_effective" | "unknown";

/** How the rule came out for one domain or waiver. */
export interface ExplainedSubject {
  /** `provider/domain`; the domain alone for a waiver. */
  readonly address: string;
  readonly outcome: ExplainedOutcome;
  /** The message of a finding, the figures of a pass, or what is missing. */
  readonly figures: string;
}

export interface Explanation {
  readonly rule: RuleDescription;
  /** Those that the rule applies to; null when nothing was observed. */
  readonly subjects: readonly ExplainedSubject[] | null;
  /** How many it does not apply to. */
  readonly notApplicable: number;
}
