/** One line of a plan: what must happen to one domain, why, and by when. */
import type { DesiredDomain } from "./desired";
import type { Evidence } from "./evidence";
import type { LiveRecord } from "./observation";
import type { LimitInForce } from "./reuse";
import type { EpochMs } from "./time";
import type { Action, AgeBasis, Reason } from "./vocabulary";

/**
 * How old a validation is, how old it may be, and until when it can be used. Where the instant of the validation is known
 * only as a range, this is for its first instant: it is at most that old, and usable at least that long.
 */
export interface Reuse extends ReuseSpan {
  readonly ageBasis: AgeBasis;
  /** The smallest limit in force on the date judged; null where none is. */
  readonly limit: LimitInForce | null;
  /** The same for the last possible instant of the validation; null where the instant is known, or nothing is. */
  readonly atBest: ReuseSpan | null;
  /** Whether the CA repeats the validation by itself, so that its end requires no action. */
  readonly refreshedByCa: boolean;
}

/** The age and the usable interval of a validation made at one instant. */
export interface ReuseSpan {
  /** Age on the date judged, in milliseconds. Null when unknown. */
  readonly ageMs: number | null;
  /** The end of the usable interval; null when it is unknown or there is none. */
  readonly usableUntil: EpochMs | null;
  /** Whether the validation can still be used at `usableUntil` itself. */
  readonly inclusive: boolean;
  /** What set `usableUntil`: a limit, or the CA's own expiry date. */
  readonly boundBy: Bound | null;
  /** `usableUntil` less the date judged, in milliseconds; negative when it is over. */
  readonly leftMs: number | null;
}

export type BoundKind = LimitInForce["kind"] | "ca_expiry";

export interface Bound {
  readonly kind: BoundKind;
  readonly source: string;
  /** Null for an expiry date, which is no number of days. */
  readonly days: number | null;
}

export interface Change {
  /** `provider/name`, unique in a plan. */
  readonly address: string;
  readonly domain: string;
  /** The U-label form where it differs. */
  readonly unicode: string | null;
  readonly provider: string;
  readonly action: Action;
  readonly reason: Reason;
  /** A sentence for people, without relative times, so that it stays the same as long as the facts do. */
  readonly message: string;
  /** Null when the file does not declare it. */
  readonly declared: DesiredDomain | null;
  /** Null when the CA does not list it, or could not be asked. */
  readonly live: LiveRecord | null;
  /** Null when there is no validation to speak of. */
  readonly reuse: Reuse | null;
  /** What is known of the domain at all; `unknown` makes the plan incomplete. */
  readonly observed: "present" | "absent" | "unknown";
  /** What DNS says; absent where it was not asked. */
  readonly evidence?: Evidence;
}
