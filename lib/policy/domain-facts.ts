/**
 * The facts about a domain: everything known of one change, flat, so that a rule can be read in one glance. Null means
 * that the fact is not known or that there is no such thing; a rule whose `require` needs a fact that is null comes out
 * `unknown`, never as a pass. Where the instant of a validation is known only as a range, its age and what depends on it
 * are read for one end of the range at a time.
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
import { windowInForce } from "../core/window";
import { ACTIONS, AGE_BASES, METHODS, ORDER_STATUSES, REASONS, VALIDATION_STATUSES } from "../core/vocabulary";
import { FLAG, FLAG_OR_NULL, INTEGER, INTEGER_OR_NULL, TEXT, TEXT_OR_NULL, wordOf, wordOrNull } from "./fact";
import type { Fact, FactValue } from "./fact";
import { DNS_FACTS } from "./dns-facts";

/** What facts about a domain are read from. */
export interface DomainSituation {
  /** Its `reuse` is for one instant of validation: `atBest` is null. */
  readonly change: Change;
  readonly tables: Tables;
  readonly asOf: EpochMs;
  /** The error-level rules that apply to it and could not be judged. */
  readonly unjudged: readonly UnjudgedRule[];
}

export interface UnjudgedRule {
  readonly rule: string;
  /** The facts that it needs and that are not known. */
  readonly missing: readonly string[];
}

/** Phone is a method of the tables, but none that a domain can be declared with. */
const METHOD_WORDS = [...METHODS, "PHONE"];

/** Every fact about a domain, by name. */
export const DOMAIN_FACTS = {
  domain: { doc: "the name, as an A-label", schema: TEXT, read: ({ change }) => change.domain, isOwn: true },
  provider: { doc: "the provider's name in the file", schema: TEXT, read: ({ change }) => change.provider },
  wildcard: {
    doc: "whether the name begins with `*.`",
    schema: FLAG,
    read: ({ change }) => isWildcard(change.domain),
    isOwn: true,
  },
  declared: { doc: "whether the file declares it", schema: FLAG, read: ({ change }) => change.declared !== null },
  observed: {
    doc: "whether the CA could be asked about it and its answer was understood",
    schema: FLAG,
    read: ({ change }) => isSeen(change),
  },
  owner: {
    doc: "the declared owner; null when the file names none",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.declared?.owner ?? null,
    isOptional: true,
    isOwn: true,
  },
  labels: {
    doc: "the declared labels as one text, such as `,env=production,team=web,`, sorted; `pattern: ,env=production,` matches one",
    schema: TEXT_OR_NULL,
    read: ({ change }) => (change.declared === null ? null : labelText(change.declared.labels)),
    isOptional: true,
    isOwn: true,
  },
  action: { doc: "what the plan says must happen", schema: wordOf(ACTIONS), read: ({ change }) => change.action },
  reason: { doc: "why, as one word", schema: wordOf(REASONS), read: ({ change }) => change.reason },
  status: {
    doc: "the status at the CA; `NOT_FOUND` when the CA does not list it. A word of the CA that is not in this list stays as it is, and no rule can name it",
    schema: wordOrNull([...VALIDATION_STATUSES, "NOT_FOUND"]),
    read: ({ change }) => whenSeen(change, change.live?.status ?? "NOT_FOUND"),
  },
  method: {
    doc: "the method of the last validation",
    schema: wordOrNull(METHOD_WORDS),
    read: ({ change }) => change.live?.method ?? null,
  },
  declared_method: {
    doc: "the method that the file asks for; null when it leaves that open",
    schema: wordOrNull(METHODS),
    read: ({ change }) => change.declared?.method ?? null,
    isOptional: true,
  },
  method_void: {
    doc: "whether validations by the method used no longer count on the date judged",
    schema: FLAG_OR_NULL,
    read: (situation) => isVoid(situation),
  },
  method_void_on: {
    doc: "the UTC day from which they do not",
    schema: TEXT_OR_NULL,
    read: (situation) => dayOf(firstEnd(situation)?.on),
  },
  method_citation: {
    doc: "the source of that day",
    schema: TEXT_OR_NULL,
    read: (situation) => firstEnd(situation)?.citation ?? null,
  },
  method_ends: {
    doc: "whether the method used or declared is being retired: the used one ends after the date judged, or the declared one has an end at all",
    schema: FLAG_OR_NULL,
    read: (situation) => isNamedMethod(situation, nextEnd(situation) !== undefined),
  },
  ending_method: {
    doc: "the method that `method_ends` speaks of",
    schema: wordOrNull(METHOD_WORDS),
    read: (situation) => nextEnd(situation)?.method ?? null,
  },
  method_ends_on: {
    doc: "the UTC day on which it ends",
    schema: TEXT_OR_NULL,
    read: (situation) => dayOf(nextEnd(situation)?.on),
  },
  method_discouraged: {
    doc: "whether the method used or declared is one that CAs SHOULD NOT use any more on the date judged, though its validations still count",
    schema: FLAG_OR_NULL,
    read: (situation) => isNamedMethod(situation, discouraged(situation) !== undefined),
  },
  discouraged_method: {
    doc: "the method that `method_discouraged` speaks of",
    schema: wordOrNull(METHOD_WORDS),
    read: (situation) => discouraged(situation)?.method ?? null,
  },
  discouraged_since: {
    doc: "the UTC day from which CAs SHOULD NOT use it",
    schema: TEXT_OR_NULL,
    read: (situation) => dayOf(discouraged(situation)?.on),
  },
  discouraged_citation: {
    doc: "the source of that day",
    schema: TEXT_OR_NULL,
    read: (situation) => discouraged(situation)?.citation ?? null,
  },
  method_fits_wildcard: {
    doc: "whether the methods used and declared can all validate wildcards",
    schema: FLAG_OR_NULL,
    read: (situation) => fitsWildcard(situation),
  },
  unfit_method: {
    doc: "the method that cannot",
    schema: wordOrNull(METHOD_WORDS),
    read: (situation) => unfitMethod(situation) ?? null,
  },
  order_status: {
    doc: "the state of the order at the CA",
    schema: wordOrNull(ORDER_STATUSES),
    read: ({ change }) => change.live?.orderStatus ?? null,
  },
  order_pending: {
    doc: "whether an order was submitted whose date is known and whose random value still counts",
    schema: FLAG_OR_NULL,
    read: (situation) => whenSeen(situation.change, isPending(situation)),
  },
  order_submitted_on: {
    doc: "the UTC day on which the order was submitted",
    schema: TEXT_OR_NULL,
    read: ({ change }) => dayOf(change.live?.orderSubmittedAt),
  },
  order_age_ms: {
    doc: "milliseconds since the order was submitted",
    schema: INTEGER_OR_NULL,
    read: (situation) => orderAgeMs(situation),
  },
  order_limit_ms: {
    doc: "how old an order may be, in milliseconds",
    schema: INTEGER,
    read: ({ tables }) => tables.randomValue.days * DAY_MS,
  },
  order_limit_days: { doc: "the same in days", schema: INTEGER, read: ({ tables }) => tables.randomValue.days },
  validation: {
    doc: "when and how it was validated, and how that is known, as words for a sentence",
    schema: TEXT_OR_NULL,
    read: ({ change: { live, reuse } }) => (live === null || reuse === null ? null : validatedOn(live)),
    isPhrase: true,
  },
  validated_on: {
    doc: "the UTC day of the validation; the earliest possible one when `age_basis` is `bounded`",
    schema: TEXT_OR_NULL,
    read: ({ change: { live } }) =>
      live?.validation == null ? null : formatDay(instantRange(live.validation).earliest),
  },
  age_basis: {
    doc: "how the age is known; null when there is no validation or the CA could not be asked",
    schema: wordOrNull(AGE_BASES),
    read: ({ change }) => whenSeen(change, change.reuse?.ageBasis ?? null),
  },
  age_ms: {
    doc: "age of the validation on the date judged, in milliseconds",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => change.reuse?.ageMs ?? null,
  },
  age_days: {
    doc: "the same in whole days",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => wholeDaysOf(change.reuse?.ageMs),
  },
  age: {
    doc: "the same in days, as words for a sentence",
    schema: TEXT_OR_NULL,
    read: ({ change: { reuse } }) => (reuse?.ageMs == null ? null : formatDuration(reuse.ageMs)),
    isPhrase: true,
  },
  baseline_limit_ms: {
    doc: "the oldest validation that the Baseline Requirements allow on the date judged, in milliseconds",
    schema: INTEGER_OR_NULL,
    read: ({ tables, asOf }) => inMilliseconds(daysInForce(tables.reusePeriods, asOf)),
  },
  baseline_limit_days: {
    doc: "the same in days",
    schema: INTEGER_OR_NULL,
    read: ({ tables, asOf }) => daysInForce(tables.reusePeriods, asOf),
  },
  ca_limit_ms: {
    doc: "the oldest validation that this CA allows on the date judged, in milliseconds; null when its profile sets no limit",
    schema: INTEGER_OR_NULL,
    read: (situation) => inMilliseconds(caLimitDays(situation)),
  },
  ca_limit_days: { doc: "the same in days", schema: INTEGER_OR_NULL, read: (situation) => caLimitDays(situation) },
  ca_limit_source: {
    doc: "the source of the CA's limit",
    schema: TEXT_OR_NULL,
    read: ({ change, tables }) => tables.caLimits.get(change.provider)?.source ?? null,
    isPhrase: true,
  },
  local_limit_ms: {
    doc: "the oldest validation that the file itself allows (`maxAgeDays`), in milliseconds; null when it sets no limit",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => inMilliseconds(change.declared?.maxAgeDays ?? null),
  },
  local_limit_days: {
    doc: "the same in days",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => change.declared?.maxAgeDays ?? null,
  },
  usable: {
    doc: "whether a certificate can be issued on this validation on the date judged",
    schema: FLAG_OR_NULL,
    read: ({ change }) => whenSeen(change, isUsable(change)),
  },
  usable_until: {
    doc: "the end of the usable interval, as an instant",
    schema: TEXT_OR_NULL,
    read: ({ change: { reuse } }) => (reuse?.usableUntil == null ? null : formatInstant(reuse.usableUntil)),
  },
  usable_left_ms: {
    doc: "milliseconds until that end",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => change.reuse?.leftMs ?? null,
  },
  days_left: {
    doc: "the same in whole days",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => wholeDaysOf(change.reuse?.leftMs),
  },
  cut_off_by_step: {
    doc: "whether a step of the reuse periods, or of the CA's own limit, ends it before its age does",
    schema: FLAG_OR_NULL,
    read: ({ change }) => whenSeen(change, stepOf(change) !== null),
  },
  next_step_on: {
    doc: "the UTC day of that step",
    schema: TEXT_OR_NULL,
    read: ({ change }) => whenSeen(change, dayOf(stepOf(change)?.on)),
  },
  next_step_days: {
    doc: "how old a validation may be from that day on",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => whenSeen(change, stepOf(change)?.days ?? null),
  },
  survives_from: {
    doc: "the first UTC day on which a new validation outlives that step",
    schema: TEXT_OR_NULL,
    read: ({ change }) => whenSeen(change, dayOf(stepOf(change)?.survivesFrom)),
  },
  bound_by: {
    doc: "what sets the end of the usable interval: the limit or the CA's expiry date, with its source",
    schema: TEXT_OR_NULL,
    read: ({ change: { reuse } }) => (reuse?.boundBy == null ? null : boundText(reuse.boundBy)),
    isPhrase: true,
  },
  window_ms: {
    doc: "the revalidation window in milliseconds, cut to half of the limit in force where it is not shorter than that",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => inMilliseconds(windowDays(change)),
  },
  window_days: {
    doc: "the same in days",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => windowDays(change),
  },
  expired_at_ca: {
    doc: "whether the CA's own expiry date has come",
    schema: FLAG_OR_NULL,
    read: (situation) => whenSeen(situation.change, expiredOn(situation) !== null),
  },
  state: {
    doc: "the status and that date, as words for a sentence",
    schema: TEXT,
    read: (situation) => stateText(situation),
    isPhrase: true,
  },
  refreshed_by_ca: {
    doc: "whether the CA repeats the validation by itself (a persistent record)",
    schema: FLAG_OR_NULL,
    read: ({ change, tables }) => whenSeen(change, isRefreshedByCa(methodFacts(tables, change.live?.method ?? null))),
  },
  ...DNS_FACTS,
  judged: {
    doc: "whether every error-level rule that applies could be judged; null when the CA could not be asked",
    schema: FLAG_OR_NULL,
    read: ({ change, unjudged }) => whenSeen(change, unjudged.length === 0),
    isAboutRules: true,
  },
  unjudged_rules: {
    doc: "the rules that could not be judged",
    schema: TEXT_OR_NULL,
    read: ({ unjudged }) => listOf(unjudged.map(({ rule }) => rule)),
    isAboutRules: true,
  },
  missing_facts: {
    doc: "the facts that they need and that are not known",
    schema: TEXT_OR_NULL,
    read: ({ unjudged }) => listOf(unjudged.flatMap(({ missing }) => missing)),
    isAboutRules: true,
  },
  as_of: { doc: "the instant judged", schema: TEXT, read: ({ asOf }) => formatInstant(asOf) },
  as_of_day: { doc: "its UTC day", schema: TEXT, read: ({ asOf }) => formatDay(asOf) },
} as const satisfies Readonly<Record<string, Fact<DomainSituation>>>;

function isSeen({ observed }: Change): boolean {
  return observed !== "unknown";
}

/** Of a domain that could not be seen, nothing that the CA would have had to say is known. */
function whenSeen(change: Change, value: FactValue): FactValue {
  return isSeen(change) ? value : null;
}

function isUsable({ live, reuse }: Change): boolean {
  return live?.status === "VALIDATED" && reuse !== null && !isOver(reuse);
}

interface MethodDate {
  readonly method: string;
  readonly on: EpochMs;
  readonly citation: string;
}

/** From when on one of the methods that a word may stand for no longer counts, the first of them first. */
function endsOf(tables: Tables, method: string | null): readonly MethodDate[] {
  return datesOf(tables, method, ({ voidFrom }) => voidFrom);
}

function datesOf(
  tables: Tables,
  method: string | null,
  dateIn: (facts: MethodFacts) => EpochMs | null,
): readonly MethodDate[] {
  if (method === null) return [];
  return methodFacts(tables, method)
    .flatMap((facts) => {
      const on = dateIn(facts);
      return on === null ? [] : [{ method, on, citation: facts.citation }];
    })
    .sort(byDate);
}

function byDate(a: MethodDate, b: MethodDate): number {
  return a.on - b.on;
}

/** A word that stands for several methods ends with the first of them. */
function firstEnd({ change, tables }: DomainSituation): MethodDate | undefined {
  return endsOf(tables, change.live?.method ?? null)[0];
}

function isVoid(situation: DomainSituation): boolean | null {
  const { change, tables, asOf } = situation;
  if (methodFacts(tables, change.live?.method ?? null).length === 0) return null;
  const end = firstEnd(situation);
  return end !== undefined && end.on <= asOf;
}

/** Of the method used only an end that is still to come counts; a declared one that has ended is of no use either. */
function nextEnd({ change, tables, asOf }: DomainSituation): MethodDate | undefined {
  const ofUsed = endsOf(tables, change.live?.method ?? null).filter(({ on }) => on > asOf);
  return [...ofUsed, ...endsOf(tables, change.declared?.method ?? null)].sort(byDate)[0];
}

/** Once its validations no longer count, `method_void` and `method_ends` speak of it. */
function discouraged({ change, tables, asOf }: DomainSituation): MethodDate | undefined {
  return namedMethods(change)
    .flatMap((method) =>
      datesOf(tables, method, ({ sunsetFrom, voidFrom }) =>
        voidFrom !== null && voidFrom <= asOf ? null : sunsetFrom,
      ),
    )
    .filter(({ on }) => on <= asOf)
    .sort(byDate)[0];
}

/** True where a method was found; false only where every method is known, else null. */
function isNamedMethod({ change, tables }: DomainSituation, isFound: boolean): boolean | null {
  if (isFound) return true;
  const isKnown = !isMethodUnseen(change) && namedMethods(change).every((method) => tables.methods.has(method));
  return isKnown ? false : null;
}

/** The method used and the one declared, as far as there are any. */
function namedMethods({ live, declared }: Change): readonly string[] {
  return [live?.method ?? null, declared?.method ?? null].filter((method) => method !== null);
}

function unfitMethod({ change, tables }: DomainSituation): string | undefined {
  return namedMethods(change).find((method) => methodFacts(tables, method).some(({ wildcard }) => !wildcard));
}

function fitsWildcard(situation: DomainSituation): boolean | null {
  const { change, tables } = situation;
  if (unfitMethod(situation) !== undefined) return false;
  const named = namedMethods(change);
  // A method that the tables do not know does not count as good.
  const isKnown = !isMethodUnseen(change) && named.length > 0 && named.every((method) => tables.methods.has(method));
  return isKnown ? true : null;
}

/** Whether there may be a method that the CA could not report: then the declared one alone says nothing good. */
function isMethodUnseen(change: Change): boolean {
  return !isSeen(change) && (change.live?.method ?? null) === null;
}

function orderAgeMs({ change, asOf }: DomainSituation): number | null {
  const submittedAt = change.live?.orderSubmittedAt ?? null;
  return submittedAt === null ? null : asOf - submittedAt;
}

/** An order without a date may be older than its random value counts, so it does not count as pending. */
function isPending(situation: DomainSituation): boolean {
  const ageMs = orderAgeMs(situation);
  const { change, tables } = situation;
  return change.live?.orderStatus === "SUBMITTED" && ageMs !== null && ageMs <= tables.randomValue.days * DAY_MS;
}

/** An exclusive end set by a number of days is a step: the new figure begins there, and it is exceeded already. */
function stepOf({ reuse }: Change): { on: EpochMs; days: number; survivesFrom: EpochMs } | null {
  const { usableUntil, inclusive, boundBy }: Pick<Reuse, "usableUntil" | "inclusive" | "boundBy"> = reuse ?? NO_END;
  if (usableUntil === null || inclusive || boundBy === null || boundBy.days === null) return null;
  return { on: usableUntil, days: boundBy.days, survivesFrom: usableUntil - boundBy.days * DAY_MS };
}

const NO_END = { usableUntil: null, inclusive: false, boundBy: null };

function expiredOn({ change: { live }, asOf }: DomainSituation): string | null {
  return live?.expiresAt != null && live.expiresAt <= asOf ? formatDay(live.expiresAt) : null;
}

function stateText(situation: DomainSituation): string {
  const { live, observed, provider } = situation.change;
  if (live === null) return observed === "absent" ? `${provider} does not list it` : "its state is unknown";
  const expired = expiredOn(situation);
  return expired === null ? `${provider} says ${live.status}` : `the validation expired at ${provider} on ${expired}`;
}

function caLimitDays({ change, tables, asOf }: DomainSituation): number | null {
  const limit = tables.caLimits.get(change.provider);
  return limit === undefined ? null : daysInForce(limit, asOf);
}

function daysInForce(limit: ReuseLimit, asOf: EpochMs): number | null {
  const days = daysAt(limit, asOf);
  return days === UNLIMITED ? null : days;
}

function inMilliseconds(days: number | null): number | null {
  return days === null ? null : days * DAY_MS;
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

function listOf(names: readonly string[]): string | null {
  return names.length === 0 ? null : [...new Set(names)].join(", ");
}

function windowDays({ declared, reuse }: Change): number | null {
  return declared === null ? null : windowInForce(declared.revalidateWithinDays, reuse?.limit ?? null).days;
}

/** No label holds a comma. Empty where there is no label. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? "" : `,${all.sort().join(",")},`;
}
