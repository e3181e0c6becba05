/**
 * The facts that rules may speak of: everything known of one change, flat, so that a rule can be read in one glance.
 * Null means that the fact is not known or that there is no such thing; a rule whose `require` needs a fact that is null
 * comes out `unknown`, never as a pass. What the file may leave out is another matter: there null is an answer.
 */
import type { Change, Reuse } from "../core/change";
import { validatedOn } from "../core/decide";
import { isWildcard } from "../core/domain-name";
import { isOver } from "../core/measure";
import { daysAt, UNLIMITED } from "../core/reuse";
import type { ReuseLimit } from "../core/reuse";
import { isRefreshedByCa, methodFacts } from "../core/tables";
import type { MethodFacts, Tables } from "../core/tables";
import { DAY_MS, formatDay, formatDuration, formatInstant, wholeDays } from "../core/time";
import type { EpochMs } from "../core/time";
import { instantRange } from "../core/validation-time";

export type FactValue = string | number | boolean | null;
export type Facts = Readonly<Record<string, FactValue>>;

/** Every fact about a domain, with what it says. The documentation of rules is made from this table. */
export const DOMAIN_FACTS = {
  domain: "the name, as an A-label",
  provider: "the provider's name in the file",
  wildcard: "whether the name begins with `*.`",
  declared: "whether the file declares it",
  observed: "whether the CA could be asked about it and was understood",
  owner: "the declared owner; null when the file names none",
  action: "what the plan says must happen",
  reason: "why, as one word",
  status: "`VALIDATED`, `NOT_VALIDATED`, `EXPIRED`, the CA's own word, or `NOT_FOUND` when the CA does not list it",
  method: "the method of the last validation",
  declared_method: "the method the file asks for; null when it leaves that open",
  method_void: "whether validations by that method no longer count on the date judged",
  method_void_on: "the UTC day from which they do not",
  method_citation: "where the tables have that day from",
  method_ends: "whether the method used or declared has an end that is still to come",
  ending_method: "which of them",
  method_ends_on: "the UTC day of that end",
  method_fits_wildcard: "whether neither the method used nor the declared one is unable to validate wildcards",
  unfit_method: "which of them is",
  order_status: "the state of the order at the CA",
  order_in_hand: "whether the CA is working on an order whose random value still counts",
  order_submitted_on: "the UTC day on which the order was submitted",
  order_age_ms: "milliseconds since the order was submitted",
  order_limit_ms: "how old an order may be, in milliseconds",
  order_limit_days: "the same in days",
  validation: "when and how it was validated, and how that is known, as words for a sentence",
  validated_on: "the UTC day of the validation; the earliest possible one when `age_basis` is `bounded`",
  age_basis: "how the age is known: `reported`, `derived`, `bounded` or `unknown`; null when the CA could not be asked",
  age_ms: "age of the validation on the date judged, in milliseconds",
  age_days: "the same in whole days",
  age: "the same to the second, as words for a sentence",
  baseline_limit_ms: "what the Baseline Requirements allow on the date judged, in milliseconds",
  baseline_limit_days: "the same in days",
  ca_limit_ms: "what this CA allows on the date judged, in milliseconds; null when its profile sets no limit",
  ca_limit_days: "the same in days",
  ca_limit_source: "where the CA's limit comes from",
  usable: "whether a certificate can be issued on this validation on the date judged",
  usable_until: "the end of the usable interval, as an instant",
  usable_left_ms: "milliseconds until that end",
  days_left: "the same in whole days",
  cut_off_by_step: "whether a step of the reuse periods, or of the CA's own limit, ends it before its age does",
  next_step_on: "the UTC day of that step",
  next_step_days: "how old a validation may be from that day on",
  survives_from: "the first UTC day on which a new validation outlives that step",
  local_limit_ms: "what the file itself allows (`maxAgeDays`), in milliseconds; null when it sets no limit",
  local_limit_days: "the same in days",
  bound_by: "what sets that end: the limit or the CA's expiry date, with its source",
  window_ms: "the revalidation window in milliseconds",
  window_days: "the same in days",
  expired_at_ca: "whether the CA's own expiry date has come",
  state: "the status and that date, as words for a sentence",
  refreshed_by_ca: "whether the CA repeats the validation by itself (a persistent record)",
  as_of: "the instant judged",
  as_of_day: "its UTC day",
} as const;

/** What the file says or leaves out; a rule may require that it is there. */
export const DECLARATIONS: ReadonlySet<string> = new Set(["owner", "declared_method"]);

/** Facts that are words for a sentence and need no name before them. */
export const PHRASES: ReadonlySet<string> = new Set(["validation", "state", "age", "bound_by", "ca_limit_source"]);

export type DomainFact = keyof typeof DOMAIN_FACTS;

/** The facts of one change on the date judged. */
export function domainFacts(change: Change, tables: Tables, asOf: EpochMs): Readonly<Record<DomainFact, FactValue>> {
  const { declared, live, reuse } = change;
  const methods = methodFacts(tables, live?.method ?? null);
  const baseline = inForce(tables.reusePeriods, asOf);
  const caLimit = tables.caLimits.get(change.provider);
  const ca = inForce(caLimit, asOf);
  const orderAgeMs = since(live?.orderSubmittedAt, asOf);
  const orderLimitMs = tables.randomValue.days * DAY_MS;
  const expiredOn = live?.expiresAt != null && live.expiresAt <= asOf ? formatDay(live.expiresAt) : null;
  // Of a domain that could not be seen, nothing that the CA would have had to say is known.
  const whenSeen = (value: FactValue): FactValue => (change.observed === "unknown" ? null : value);
  const isValidated = live?.status === "VALIDATED";
  return {
    domain: change.domain,
    provider: change.provider,
    wildcard: isWildcard(change.domain),
    declared: declared !== null,
    observed: change.observed !== "unknown",
    owner: declared?.owner ?? null,
    action: change.action,
    reason: change.reason,
    status: whenSeen(live?.status ?? "NOT_FOUND"),
    method: live?.method ?? null,
    declared_method: declared?.method ?? null,
    ...methodEnd(methods, asOf),
    ...methodAhead(change, tables, asOf),
    ...wildcardFit(change, tables),
    order_status: live?.orderStatus ?? null,
    order_in_hand: whenSeen(live?.orderStatus === "SUBMITTED" && (orderAgeMs === null || orderAgeMs <= orderLimitMs)),
    order_submitted_on: dayOf(live?.orderSubmittedAt),
    order_age_ms: orderAgeMs,
    order_limit_ms: orderLimitMs,
    order_limit_days: tables.randomValue.days,
    validation: live === null || reuse === null ? null : validatedOn(live),
    validated_on: live?.validation == null ? null : formatDay(instantRange(live.validation).earliest),
    age_basis: whenSeen(reuse?.ageBasis ?? null),
    age_ms: reuse?.ageMs ?? null,
    age_days: wholeDaysOf(reuse?.ageMs),
    age: reuse?.ageMs == null ? null : formatDuration(reuse.ageMs),
    baseline_limit_ms: baseline.ms,
    baseline_limit_days: baseline.days,
    ca_limit_ms: ca.ms,
    ca_limit_days: ca.days,
    ca_limit_source: caLimit?.source ?? null,
    local_limit_ms: declared?.maxAgeDays == null ? null : declared.maxAgeDays * DAY_MS,
    local_limit_days: declared?.maxAgeDays ?? null,
    usable: whenSeen(isValidated && reuse !== null && !isOver(reuse)),
    usable_until: reuse?.usableUntil == null ? null : formatInstant(reuse.usableUntil),
    usable_left_ms: reuse?.leftMs ?? null,
    days_left: wholeDaysOf(reuse?.leftMs),
    ...(change.observed === "unknown" ? CUT_OFF_UNKNOWN : cutOff(reuse)),
    bound_by: reuse?.boundBy == null ? null : boundText(reuse.boundBy),
    window_ms: declared === null ? null : declared.revalidateWithinDays * DAY_MS,
    window_days: declared?.revalidateWithinDays ?? null,
    expired_at_ca: whenSeen(expiredOn !== null),
    state: stateText(change, expiredOn),
    refreshed_by_ca: whenSeen(isRefreshedByCa(methods)),
    as_of: formatInstant(asOf),
    as_of_day: formatDay(asOf),
  };
}

type SomeFacts<Name extends DomainFact> = Readonly<Record<Name, FactValue>>;

/** A word that stands for several methods ends with the first of them. */
function methodEnd(
  methods: readonly MethodFacts[],
  asOf: EpochMs,
): SomeFacts<"method_void" | "method_void_on" | "method_citation"> {
  const [end] = ends(methods);
  return {
    method_void: methods.length === 0 ? null : end !== undefined && end.on <= asOf,
    method_void_on: dayOf(end?.on),
    method_citation: end?.citation ?? null,
  };
}

/** Of the method used only an end that is still to come counts; a declared one that has ended is of no use either. */
function methodAhead(
  change: Change,
  tables: Tables,
  asOf: EpochMs,
): SomeFacts<"method_ends" | "ending_method" | "method_ends_on"> {
  const [used, wanted] = [change.live?.method ?? null, change.declared?.method ?? null];
  const expirationsOf = (method: string | null): { method: string | null; on: EpochMs }[] =>
    ends(methodFacts(tables, method)).map(({ on }) => ({ method, on }));
  const ahead = [...expirationsOf(used).filter(({ on }) => on > asOf), ...expirationsOf(wanted)].sort(
    (a, b) => a.on - b.on,
  );
  const [next] = ahead;
  const named = [used, wanted].filter((one) => one !== null);
  const isKnown = !isMethodUnseen(change) && named.every((method) => tables.methods.has(method));
  return {
    method_ends: next !== undefined ? true : isKnown ? false : null,
    ending_method: next?.method ?? null,
    method_ends_on: dayOf(next?.on),
  };
}

function ends(methods: readonly MethodFacts[]): { on: EpochMs; citation: string }[] {
  return methods
    .flatMap(({ voidFrom, citation }) => (voidFrom === null ? [] : [{ on: voidFrom, citation }]))
    .sort((a, b) => a.on - b.on);
}

function wildcardFit(change: Change, tables: Tables): SomeFacts<"method_fits_wildcard" | "unfit_method"> {
  const named = [change.live?.method ?? null, change.declared?.method ?? null].filter((one) => one !== null);
  const unfit = named.find((method) => methodFacts(tables, method).some(({ wildcard }) => !wildcard));
  // A method that the tables do not know does not count as good.
  const isKnown = !isMethodUnseen(change) && named.length > 0 && named.every((method) => tables.methods.has(method));
  return { method_fits_wildcard: unfit !== undefined ? false : isKnown ? true : null, unfit_method: unfit ?? null };
}

/** Whether there may be a method that the CA could not tell: then the declared one alone says nothing good. */
function isMethodUnseen({ live, observed }: Change): boolean {
  return observed === "unknown" && (live?.method ?? null) === null;
}

const CUT_OFF_UNKNOWN = { cut_off_by_step: null, next_step_on: null, next_step_days: null, survives_from: null };

/** An exclusive end set by a number of days is a step: the new figure begins there, and it is exceeded already. */
function cutOff(
  reuse: Reuse | null,
): SomeFacts<"cut_off_by_step" | "next_step_on" | "next_step_days" | "survives_from"> {
  const { usableUntil, inclusive, boundBy } = reuse ?? { usableUntil: null, inclusive: false, boundBy: null };
  if (usableUntil === null || inclusive || boundBy === null || boundBy.days === null) {
    return { cut_off_by_step: false, next_step_on: null, next_step_days: null, survives_from: null };
  }
  return {
    cut_off_by_step: true,
    next_step_on: formatDay(usableUntil),
    next_step_days: boundBy.days,
    survives_from: formatDay(usableUntil - boundBy.days * DAY_MS),
  };
}

function stateText({ live, observed, provider }: Change, expiredOn: string | null): string {
  if (live === null) return observed === "absent" ? `${provider} does not list it` : "nobody knows its state";
  if (expiredOn !== null) return `the validation expired at ${provider} on ${expiredOn}`;
  return `${provider} says ${live.status}`;
}

function inForce(
  limit: ReuseLimit | undefined,
  asOf: EpochMs,
): { days: number; ms: number } | { days: null; ms: null } {
  const days = limit === undefined ? UNLIMITED : daysAt(limit, asOf);
  return days === UNLIMITED ? { days: null, ms: null } : { days, ms: days * DAY_MS };
}

function since(instant: EpochMs | null | undefined, asOf: EpochMs): number | null {
  return instant === null || instant === undefined ? null : asOf - instant;
}

function dayOf(instant: EpochMs | null | undefined): string | null {
  return instant === null || instant === undefined ? null : formatDay(instant);
}

function wholeDaysOf(durationMs: number | null | undefined): number | null {
  return durationMs === null || durationMs === undefined ? null : wholeDays(durationMs);
}

function boundText({ days, source }: { readonly days: number | null; readonly source: string }): string {
  return days === null ? source : `${days} days, ${source}`;
}

/** Every fact about a waiver. */
export const WAIVER_FACTS = {
  rule: "the rule that it waives",
  domain: "the domain that it names",
  owner: "who owns it",
  expires: "the last UTC day on which it holds",
  expired: "whether it has ended on the date judged",
  days_left: "whole days until it ends",
  used: "whether any finding matches it; null when the plan is not complete, so that nobody knows",
  as_of_day: "the date judged",
} as const;
export type WaiverFact = keyof typeof WAIVER_FACTS;
