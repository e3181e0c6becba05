/** Short ways to write down what a test is about, and nothing else. */
import type { DesiredDomain } from "../../lib/core/desired";
import type { LiveRecord, Observation } from "../../lib/core/observation";
import type { ObservedProvider } from "../../lib/core/reconcile";
import { parseInstant } from "../../lib/core/time";
import type { EpochMs } from "../../lib/core/time";
import type { Waiver } from "../../lib/core/waiver";

/** `2026-11-21`, or a whole ISO instant. */
export function at(text: string): EpochMs {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(`${text} is not an instant`);
  return instant;
}

export function desired(name: string, more: Partial<DesiredDomain> = {}): DesiredDomain {
  return {
    name,
    unicode: null,
    provider: "sectigo",
    method: null,
    owner: null,
    keys: {},
    labels: {},
    revalidateWithinDays: 30,
    maxAgeDays: null,
    place: { file: "domains.yaml", line: 7, column: 5 },
    ...more,
  };
}

/** A record that is VALIDATED by CNAME on the day given, with no order and no expiry date. */
export function validated(day: string | null, more: Partial<LiveRecord> = {}): LiveRecord {
  return {
    status: "VALIDATED",
    method: "CNAME",
    orderStatus: "NOT_INITIATED",
    orderMethod: null,
    orderSubmittedAt: null,
    validation: day === null ? null : { at: at(day), basis: "reported" },
    expiresAt: null,
    ...more,
  };
}

/** A validation of which only the first and the last possible day are known. */
export function bounded(earliest: string, latest: string): LiveRecord["validation"] {
  return { earliest: at(earliest), latest: at(latest), basis: "bounded" };
}

export function present(domain: string, record: LiveRecord): Observation {
  return { kind: "present", domain, record };
}

export function observed(observations: readonly Observation[], more: Partial<ObservedProvider> = {}): ObservedProvider {
  return {
    name: "sectigo",
    type: "sectigo",
    complete: true,
    error: null,
    observations: new Map(observations.map((one) => [one.domain, one])),
    warnings: [],
    ...more,
  };
}

/** Accepted until the end of January 2027. */
export function waiver(rule: string, domain: string, more: Partial<Waiver> = {}): Waiver {
  return {
    rule,
    domain,
    match: "exact",
    reason: "moves to a new host",
    owner: "pki@example.com",
    lastDay: at("2027-01-31"),
    place: { file: "domains.yaml", line: 30, column: 5 },
    ...more,
  };
}
