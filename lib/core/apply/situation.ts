/** All that the next action of a change follows from. */
import type { MethodFlow } from "../acting";
import type { ChallengeRecord } from "../challenge-record";
import type { Place } from "../diagnostic";
import type { RecordState } from "../evidence";
import type { LiveRecord, Observation } from "../observation";
import type { EpochMs } from "../time";
import type { Method, Reason } from "../vocabulary";
import type { JournalEntry } from "./journal-entry";

/**
 * How a record gets into its zone. `records`: a person publishes it. `rfc2136`, `exec`: this program does. `connector`: the CA does,
 * once it is asked to look.
 */
export const PUBLISHERS = ["records", "rfc2136", "exec", "connector"] as const;
export type PublisherKind = (typeof PUBLISHERS)[number];

/** What the plan says of a change: what the CA says now is compared with it. */
export interface Baseline {
  /** `provider/name`. */
  readonly address: string;
  readonly reason: Reason;
  /** By which method to validate; null where the file names none and the CA has used none of ours. */
  readonly method: Method | null;
  /** Null where the CA did not list the domain. */
  readonly record: LiveRecord | null;
  readonly plannedAt: EpochMs;
  /** Where the file declares the domain, for messages. */
  readonly place: Place;
}

/** What was seen of a challenge where the CA looks for it: in DNS on every server, or at its URL. */
export interface Look {
  /** The mark of the challenge that was looked for. */
  readonly challenge: string;
  readonly at: EpochMs;
  readonly state: RecordState;
  /** How often in a row every server had it. */
  readonly rounds: number;
  /** Why the CA cannot succeed whatever is published, as a sentence; null where it can. */
  readonly obstacle: string | null;
  /** What is not as it should be, as a phrase; null where nothing is. */
  readonly problem: string | null;
}

/** How long this program waits, in milliseconds. */
export interface Patience {
  /** By how much the CA's status may be behind a call: until then an effect that cannot be seen proves nothing. */
  readonly graceMs: number;
  /** How long a call whose answer was good may stay without a visible effect. */
  readonly patienceMs: number;
  /** Between two readings of one domain at first. */
  readonly pollMs: number;
}

export const DEFAULT_PATIENCE: Patience = { graceMs: 600_000, patienceMs: 1_800_000, pollMs: 60_000 };

export interface Situation {
  readonly baseline: Baseline;
  /** As the CA says now. */
  readonly status: Observation;
  /** The last look; null where there was none in this run. */
  readonly look: Look | null;
  /** Of this change, in their order, also those of earlier plans. */
  readonly entries: readonly JournalEntry[];
  /** Identifies the plan that is applied. */
  readonly plan: string;
  readonly now: EpochMs;
  /** When this run began. */
  readonly since: EpochMs;
  /** Before this instant no call is sent: a run whose journal is lost may have sent one. */
  readonly callsFrom: EpochMs;
  /** How the method runs; null where the CA cannot be asked for it. */
  readonly flow: MethodFlow | null;
  /** The methods that the CA can be asked for; empty where it takes no order. */
  readonly methods: readonly Method[];
  /** Whether the CA can be asked to take up a domain, and the user wants it. */
  readonly registers: boolean;
  readonly publisherFor: (record: ChallengeRecord) => PublisherKind;
  readonly patience: Patience;
}
