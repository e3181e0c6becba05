/** What the rounds of an apply do to the world, one function each, so that a model can stand in its place. */
import type { ActOutcome } from "../../core/acting";
import type { ActiveState, EndState } from "../../core/apply/apply-state";
import type { Call, JournalEntry, PublishResult } from "../../core/apply/journal-entry";
import type { Baseline, Look, Patience, PublisherKind } from "../../core/apply/situation";
import type { MethodFlow } from "../../core/acting";
import type { ChallengeRecord } from "../../core/challenge-record";
import type { DesiredDomain } from "../../core/desired";
import type { Challenge, LiveRecord, Observation } from "../../core/observation";
import type { EpochMs } from "../../core/time";
import type { Method } from "../../core/vocabulary";
import type { InTurn } from "./turns";

/** One change that is to be applied. */
export interface ApplyItem {
  readonly baseline: Baseline;
  readonly declared: DesiredDomain;
  /** The name that the calls are about: its own, or the listed one whose validation covers it. */
  readonly listedName: string;
  /** How the method runs at this CA; null where the CA cannot be asked. */
  readonly flow: MethodFlow | null;
  /** The methods that it can be asked for. */
  readonly methods: readonly Method[];
  readonly registers: boolean;
  /**
   * The address that comes first in the same apply, because its validation may serve this one too: of the base name of a wildcard, or
   * of another name that the same listed name covers.
   */
  readonly after: string | null;
}

export interface StatusReading {
  /** In the order of the items. */
  readonly statuses: readonly Observation[];
  /** A failure of the CA as a whole; null for none. */
  readonly failure: CallFailure | null;
}

/** Why a call failed, in the words of the provider's error. */
export interface CallFailure {
  readonly code: string;
  readonly message: string;
}

export interface LookRequest {
  readonly item: ApplyItem;
  readonly challenge: Challenge;
  readonly record: LiveRecord;
}

/** `rounds` is counted by the caller. */
export type Seen = Omit<Look, "challenge" | "rounds"> & {
  /** The zone of the record; null where it was not found, and for a file. */
  readonly zone: string | null;
};

export interface PublishRequest {
  readonly item: ApplyItem;
  readonly record: ChallengeRecord;
  readonly zone: string;
  readonly replaces: string | null;
}

export interface Published {
  readonly result: PublishResult;
  /** Empty where there is nothing to say. */
  readonly why: string;
}

export interface ApplyPorts {
  readonly now: () => EpochMs;
  /** Returns early where the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly readStatus: (items: readonly ApplyItem[]) => Promise<StatusReading>;
  /**
   * Waits until a call to this CA may be sent, then does the work, which resolves with whether it sent one. Where the signal aborts before, it
   * does not do the work.
   */
  readonly inTurn: InTurn;
  /** Finds what the CA calls the name, so that `call` sends the call alone; null where nothing failed. */
  readonly prepareCall: (item: ApplyItem, call: Call) => Promise<CallFailure | null>;
  /** Why no record of the item could be published, as a phrase; null where nothing says so, and for what needs none. */
  readonly obstacleOf: (item: ApplyItem) => Promise<string | null>;
  /** One call that changes something. */
  readonly call: (
    item: ApplyItem,
    call: Call,
  ) => Promise<{ readonly outcome: ActOutcome } | { readonly failure: CallFailure }>;
  /** In the order of the requests. */
  readonly look: (requests: readonly LookRequest[]) => Promise<readonly Seen[]>;
  readonly publisherOf: (record: ChallengeRecord, zone: string | null) => PublisherKind;
  /** In the order of the requests. */
  readonly publish: (requests: readonly PublishRequest[]) => Promise<readonly Published[]>;
  /** Appends to the journal; resolves when it is on the disk. */
  readonly note: (entry: JournalEntry) => Promise<void>;
  readonly report: (transition: Transition) => void;
}

/** What is said of one change while the apply runs. */
export interface Transition {
  readonly address: string;
  readonly state: ActiveState | EndState;
  readonly why: string;
}

export interface ApplySettings {
  /** Identifies the plan. */
  readonly plan: string;
  readonly since: EpochMs;
  readonly callsFrom: EpochMs;
  /** What waits for longer than this ends the run for its change. */
  readonly until: EpochMs;
  readonly patience: Patience;
  /** Do not wait for the CA's answer. */
  readonly waits: boolean;
  /** Say what would be called and published, and do nothing. */
  readonly isDryRun: boolean;
  /** No call begins any more. */
  readonly interrupted: AbortSignal;
}

export interface ChangeEnd {
  readonly item: ApplyItem;
  readonly state: EndState;
  readonly why: string;
  /** As the CA said last; null where it was not read, or does not list the domain. */
  readonly record: LiveRecord | null;
}
