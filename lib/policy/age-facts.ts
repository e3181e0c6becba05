/** The facts about the validation of a domain: its age, what limits it, and how long it stays usable. */
import type { Change, Reuse } from "../core/change";
import { validatedOn } from "../core/decide";
import { isOver } from "../core/measure";
import { daysAt, UNLIMITED } from "../core/reuse";
import type { ReuseLimit } from "../core/reuse";
import { isRefreshedByCa, methodFacts } from "../core/tables";
import { DAY_MS, formatDay, formatDuration, formatInstant, wholeDays } from "../core/time";
import type { EpochMs } from "../core/time";
import { instantRange } from "../core/validation-time";
import { windowInForce } from "../core/window";
import { AGE_BASES } from "../core/vocabulary";
import { FLAG_OR_NULL, INTEGER_OR_NULL, TEXT, TEXT_OR_NULL, wordOrNull } from "./fact";
import type { Fact } from "./fact";
import { whenSeen, dayOf } from "./domain-situation";
import type { DomainSituation } from "./domain-situation";

export const AGE_FACTS = {
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
} as const satisfies Readonly<Record<string, Fact<DomainSituation>>>;

function isUsable({ live, reuse }: Change): boolean {
  return live?.status === "VALIDATED" && reuse !== null && !isOver(reuse);
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

function wholeDaysOf(durationMs: number | null | undefined): number | null {
  return durationMs === null || durationMs === undefined ? null : wholeDays(durationMs);
}

function boundText({ days, source }: { readonly days: number | null; readonly source: string }): string {
  return days === null ? source : `${days} days, ${source}`;
}

function windowDays({ declared, reuse }: Change): number | null {
  return declared === null ? null : windowInForce(declared.revalidateWithinDays, reuse?.limit ?? null).days;
}
