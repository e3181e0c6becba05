/** Which domains are worth a status call. It is one call a domain, so it is made only where its answer can matter. */
import type { LiveRecord, ObserveRequest } from "../../core/observation";
import type { SectigoSettings } from "./settings";
import { earliestValidation, withDerivedValidation } from "./mapping";

/** What is known without a call, or that a call is needed to know it. */
export type StatusDecision = { readonly ask: false; readonly record: LiveRecord } | { readonly ask: true };

/**
 * Decides for one listed domain. The list gives the expiry alone: with `auto` the earliest date of validation that it
 * allows is computed, and the call is saved where even that date changes no decision. Only the call tells when an
 * order was submitted.
 * @param declared whether the domain is in the file; no other is asked about
 */
export function decideStatusCall(
  name: string,
  record: LiveRecord,
  declared: boolean,
  settings: Pick<SectigoSettings, "validationDates" | "expirationBasisDays">,
  { filter, needsExactDate }: Pick<ObserveRequest, "filter" | "needsExactDate">,
): StatusDecision {
  const basisDays = settings.expirationBasisDays;
  const derived: StatusDecision = { ask: false, record: withDerivedValidation(record, basisDays) };
  // Nobody judges the age of a domain that is not declared, so none is made up for it.
  if (!declared || filter !== null) return { ask: false, record };
  if (settings.validationDates === "never") return derived;
  if (record.orderStatus === "SUBMITTED") return { ask: true };
  if (settings.validationDates === "always") {
    return record.status === "VALIDATED" || record.status === "EXPIRED" ? { ask: true } : derived;
  }
  // `auto`: what has expired at the CA must be done again, whatever its date; so none is asked for, and none made up.
  if (record.status !== "VALIDATED") return { ask: false, record };
  if (record.expiresAt === null) return { ask: true };
  const bound = earliestValidation(record.expiresAt, basisDays);
  if (needsExactDate(name, record.method, bound)) return { ask: true };
  return {
    ask: false,
    record: { ...record, validation: { earliest: bound, latest: record.expiresAt, basis: "bounded" } },
  };
}
