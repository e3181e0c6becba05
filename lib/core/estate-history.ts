/** How an estate has fared: what of it was usable on each day, and what is left to do before the next cuts of the limits. */
import type { Change } from "./change";
import { isOver, mayBeOver } from "./measure";
import { daysAt } from "./reuse";
import type { ReuseLimit } from "./reuse";
import type { NewsKind } from "./since";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";
import { windowInForce } from "./window";

/** `expiring`: usable, and the time to validate it again has come. `lapsed`: not usable, or never validated. */
export const USABILITIES = ["valid", "expiring", "lapsed", "unknown"] as const;
export type Usability = (typeof USABILITIES)[number];

/** An instant at which the published limit falls: what is older then is cut off. */
export interface Cliff {
  readonly at: EpochMs;
  /** Null: no limit until then. */
  readonly daysBefore: number | null;
  readonly daysAfter: number;
}

export interface EstateDay {
  /** When the CAs were asked. */
  readonly at: EpochMs;
  readonly complete: boolean;
  /** Declared domains. */
  readonly counts: Readonly<Record<Usability, number>>;
  /** For each cliff: declared domains whose present validation cannot be used on that day. */
  readonly remaining: readonly number[];
  /** How often each thing has happened since the day before that was read; null for the first. */
  readonly news: Readonly<Partial<Record<NewsKind, number>>> | null;
}

export interface EstateHistory {
  readonly estate: string | null;
  /** How many domains it counts. */
  readonly declared: number;
  /** How many the files declare, where the history is about a part of them; null where it is about all. */
  readonly partOf: number | null;
  readonly cliffs: readonly Cliff[];
  /** The earliest first, one for each UTC day that has a state. */
  readonly days: readonly EstateDay[];
}

/** The steps down that come after an instant. */
export function cliffsAfter(limit: ReuseLimit, instant: EpochMs): readonly Cliff[] {
  return limit.steps.flatMap(({ from: at, days: daysAfter }) => {
    const before = daysAt(limit, at - 1);
    if (at <= instant || daysAfter >= before) return [];
    return [{ at, daysBefore: Number.isFinite(before) ? before : null, daysAfter }];
  });
}

/** The first instant from which on a validation can be used at the cliff. */
export function countsFrom({ at, daysAfter }: Cliff): EpochMs {
  return at - daysAfter * DAY_MS;
}

/** Changes of undeclared domains do not count. */
export function countUsability(changes: readonly Change[]): EstateDay["counts"] {
  const counts = { valid: 0, expiring: 0, lapsed: 0, unknown: 0 };
  for (const change of changes) {
    if (change.declared !== null) counts[usabilityOf(change, change.declared.revalidateWithinDays)] += 1;
  }
  return counts;
}

function usabilityOf({ live, reuse, observed, action }: Change, revalidateWithinDays: number): Usability {
  if (observed === "unknown" || action === "unknown") return "unknown";
  if (live?.status !== "VALIDATED" || reuse === null) return "lapsed";
  if (reuse.refreshedByCa) return "valid";
  if (isOver(reuse)) return "lapsed";
  const { leftMs } = reuse.atBest ?? reuse;
  if (leftMs === null || mayBeOver(reuse)) return "unknown";
  const { days } = windowInForce(revalidateWithinDays, reuse.limit);
  return leftMs < days * DAY_MS ? "expiring" : "valid";
}

/** Declared domains whose present validation is not known to be usable at the cliff. */
export function countRemaining(changes: readonly Change[], { at }: Cliff): number {
  return changes.filter((change) => change.declared !== null && !isUsableAt(change, at)).length;
}

function isUsableAt({ live, reuse }: Change, instant: EpochMs): boolean {
  if (live?.status !== "VALIDATED" || reuse === null) return false;
  if (reuse.refreshedByCa) return true;
  const { usableUntil: until, inclusive } = reuse;
  return until !== null && (until > instant || (until === instant && inclusive));
}
