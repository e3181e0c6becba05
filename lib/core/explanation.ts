/** A rule as a person wants to read it and how it comes out for each domain; a domain and how each rule comes out for it. */
import type { Change } from "./change";
import type { Moment } from "./domain-history";
import type { RuleSeverity } from "./finding";
import type { ReuseLimit } from "./reuse";
import type { EpochMs } from "./time";

export interface RuleDescription {
  readonly id: string;
  /** What is true where it passes, as a sentence. */
  readonly title: string;
  readonly severity: RuleSeverity;
  readonly citation: string;
  readonly url: string | null;
  /** Its first and last day in force, as a phrase; null for always. */
  readonly effective: string | null;
  /** Where it applies and what it requires, as a sentence. */
  readonly condition: string;
  readonly message: string;
  readonly remediation: string;
  /** The file it stands in, and that of the built-in rule that it replaces. */
  readonly file: string;
  readonly replaces: string | null;
}

export type ExplainedOutcome = "pass" | "fail" | "waived" | "not_applicable" | "not_effective" | "unknown";

/** How the rule came out for one domain or waiver. */
export interface ExplainedTarget {
  /** `provider/domain`; the domain alone for a waiver. */
  readonly address: string;
  readonly outcome: ExplainedOutcome;
  /** The message of a finding, the figures of a pass, or what is missing. */
  readonly figures: string;
}

export interface Explanation {
  readonly rule: RuleDescription;
  readonly subject: "domain" | "waiver";
  /** Those that the rule applies to; null when no CA was asked. */
  readonly targets: readonly ExplainedTarget[] | null;
  /** How many it does not apply to. */
  readonly notApplicable: number;
}

/** How one rule came out for a domain. */
export interface ExplainedRule extends Omit<ExplainedTarget, "address"> {
  readonly rule: string;
  /** What is true where it passes, as a sentence. */
  readonly title: string;
  readonly severity: RuleSeverity;
  readonly citation: string;
  /** What to do about a finding, as a sentence or more; empty for another outcome. */
  readonly remediation: string;
  /** Its first and last day in force, as a phrase; null for always. */
  readonly effective: string | null;
}

/** Everything that is known of one declared domain. */
export interface DomainStory {
  readonly change: Change;
  /** Every limit on the age of its validation. */
  readonly limits: readonly ReuseLimit[];
  /** As a sentence; empty where there is nothing to do. */
  readonly nextStep: string;
  /** The rules that are about domains, by id. */
  readonly rules: readonly ExplainedRule[];
  /** From states of earlier days; null where none was named. */
  readonly history: readonly Moment[] | null;
  readonly asOf: EpochMs;
}
