/**
 * What an apply writes down of one change, in the order in which it happened. A call is noted before it is sent, because a run may end
 * at any moment: what was noted and not answered may have taken effect.
 */
import type { ChallengeRecord } from "../challenge-record";
import type { Challenge } from "../observation";
import type { EpochMs } from "../time";
import type { EndState } from "./apply-state";

/** The calls that change something at a CA. */
export const CALLS = ["register", "start", "submit"] as const;
export type Call = (typeof CALLS)[number];

/** `done`: the CA said so. `refused`: it had no effect. `unknown`: it may have had one. */
export const CALL_RESULTS = ["done", "refused", "unknown"] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

export const PUBLISH_RESULTS = ["created", "already-there", "handed-over", "conflict", "failed"] as const;
export type PublishResult = (typeof PUBLISH_RESULTS)[number];

export const CLEANUP_RESULTS = ["removed", "absent", "handed-over", "conflict", "failed"] as const;
export type CleanupResult = (typeof CLEANUP_RESULTS)[number];

export type JournalEvent =
  /** About to call. `before` is the mark of the status at that time. */
  | { readonly kind: "intent"; readonly call: Call; readonly before: string }
  | {
      readonly kind: "outcome";
      readonly call: Call;
      readonly result: CallResult;
      /** For `refused`: whether the same call may succeed later, such as after a limit of the CA. */
      readonly mayPass: boolean;
      /** Why, as a sentence without secrets; empty for `done`. */
      readonly why: string;
      /** What the answer gave; null where it gave none. */
      readonly challenge: Challenge | null;
    }
  /** The status of the CA differs from the one before the last call: the call has taken effect. */
  | { readonly kind: "moved" }
  /** About to publish; DNS did not have the record then. */
  | { readonly kind: "publish"; readonly record: ChallengeRecord; readonly zone: string; readonly by: string }
  | {
      readonly kind: "published";
      readonly record: ChallengeRecord;
      readonly zone: string;
      readonly result: PublishResult;
      /** The value of ours in whose place it was put; null for none. */
      readonly replaces: string | null;
      /** Why it is not there, as a phrase; empty where it is. */
      readonly why: string;
    }
  | {
      readonly kind: "cleaned";
      readonly record: ChallengeRecord;
      readonly zone: string;
      readonly result: CleanupResult;
    }
  | { readonly kind: "end"; readonly state: EndState; readonly why: string };

export type JournalEntry = JournalEvent & {
  readonly at: EpochMs;
  /** Identifies the plan that was applied. */
  readonly plan: string;
  /** `provider/name`. */
  readonly address: string;
};
