/** What the facts about a domain are read from, and how what was not seen is read. */
import type { Change } from "../core/change";
import type { Tables } from "../core/tables";
import { formatDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { FactValue } from "./fact";

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

export function isSeen({ observed }: Change): boolean {
  return observed !== "unknown";
}

/** Null for a domain that could not be seen: what the CA would have answered is unknown. */
export function whenSeen(change: Change, value: FactValue): FactValue {
  return isSeen(change) ? value : null;
}

export function dayOf(instant: EpochMs | null | undefined): string | null {
  return instant === null || instant === undefined ? null : formatDay(instant);
}
