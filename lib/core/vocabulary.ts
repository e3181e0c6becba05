/** The closed lists of words that a plan is made of. A CA's own words are translated into these or stay as they came. */

/** What a plan says must happen to one domain. */
export const ACTIONS = ["no-op", "validate", "revalidate", "await", "undeclared", "unknown"] as const;
export type Action = (typeof ACTIONS)[number];

/** Why, for machines. The message of the change is for people. */
export const REASONS = [
  /** Validated, usable, nothing to do. */
  "valid",
  /** Declared, but the CA does not list it. */
  "not_found",
  /** The CA lists it, but it was never validated. */
  "not_validated",
  /** The CA lists it as switched off, whatever its validation. */
  "inactive",
  /** The CA itself says the validation has expired, or its expiry date has come. */
  "expired",
  /** Older than a reuse limit allows on the date judged. */
  "reuse_limit_exceeded",
  /** Still usable, but for fewer days than the window. */
  "expiring",
  /** Validated by another method than the declared one. */
  "method_drift",
  /** Validated by a method whose validations no longer count. */
  "method_void",
  /** An order was submitted, and it is not known to be stale. */
  "order_submitted",
  /** An order is prepared but has not been submitted. */
  "order_awaiting_submission",
  /** An order was submitted so long ago that its random value no longer counts. */
  "order_stale",
  /** The last order was rejected or timed out. */
  "order_failed",
  /** Listed by the CA, not in the file. */
  "not_declared",
  /** The CA could not be asked. */
  "provider_unreachable",
  /** The CA answered, but its answer does not give the state. */
  "not_understood",
] as const;
export type Reason = (typeof REASONS)[number];

/**
 * The state of a validation. Each provider translates its CA's words into these. `INACTIVE`: the CA lists the domain and does
 * not let it be ordered for.
 */
export const VALIDATION_STATUSES = ["VALIDATED", "NOT_VALIDATED", "EXPIRED", "INACTIVE"] as const;

/** The state of an order. No CA has all of them. */
export const ORDER_STATUSES = ["NOT_INITIATED", "AWAITING_SUBMISSION", "SUBMITTED", "REJECTED", "TIMED_OUT"] as const;

/** The methods a domain can be declared with. */
export const METHODS = ["CNAME", "TXT", "HTTP", "HTTPS", "EMAIL", "PERSISTENT_TXT"] as const;
export type Method = (typeof METHODS)[number];

/** How the age of a validation is known. */
export const AGE_BASES = [
  /** The CA gave the instant of validation. */
  "reported",
  /** Estimated: the CA's expiry date minus the configured basis (`expirationBasisDays`). */
  "derived",
  /** Known as a range: the validation is at most this old. */
  "bounded",
  /** The date of the validation is not known. */
  "unknown",
] as const;
export type AgeBasis = (typeof AGE_BASES)[number];

export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const VERDICTS = ["pass", "changes", "violation", "error"] as const;
export type Verdict = (typeof VERDICTS)[number];
