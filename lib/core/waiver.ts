/** Findings that an owner has accepted until a date. */
import type { Place } from "./diagnostic";
import { baseName } from "./domain-name";
import { DAY_MS, formatDay } from "./time";
import type { EpochMs } from "./time";

export interface Waiver {
  readonly rule: string;
  /** An A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** `exact`: this one entry. `subdomains`: every name below it, at any depth; it must begin with `*.`. */
  readonly match: "exact" | "subdomains";
  readonly reason: string;
  readonly owner: string;
  /** 00:00 UTC of the last day on which it holds. */
  readonly lastDay: EpochMs;
  readonly place: Place;
}

/** What a finding shows of the waiver that accepts it. */
export interface AppliedWaiver {
  readonly reason: string;
  readonly owner: string;
  /** The last UTC day on which it holds, `2027-01-31`. */
  readonly expires: string;
}

export function appliedWaiver({ reason, owner, lastDay }: Waiver): AppliedWaiver {
  return { reason, owner, expires: formatDay(lastDay) };
}

/** `accepted by pki@example.com until 2027-01-31: moves to a new host`, in the same words everywhere. */
export function waiverText({ owner, expires, reason }: AppliedWaiver): string {
  return `accepted by ${owner} until ${expires}: ${reason}`;
}

/** The last day is included: it ends at 00:00 UTC of the day after. */
export function waiverEnd(waiver: Waiver): EpochMs {
  return waiver.lastDay + DAY_MS;
}

export function waiverCovers(waiver: Pick<Waiver, "rule" | "domain" | "match">, rule: string, domain: string): boolean {
  if (waiver.rule !== rule) return false;
  return waiver.match === "exact" ? domain === waiver.domain : domain.endsWith(`.${baseName(waiver.domain)}`);
}
