/** The last call of a change that the journal holds, and what became of it. */
import type { EpochMs } from "../time";
import type { Call, CallResult, JournalEntry } from "./journal-entry";

export interface LastCall {
  readonly call: Call;
  readonly at: EpochMs;
  readonly plan: string;
  /** The mark of the status before it. */
  readonly before: string;
  /** Null where the run ended before an answer was noted. */
  readonly outcome: {
    readonly at: EpochMs;
    readonly result: CallResult;
    readonly mayPass: boolean;
    readonly why: string;
  } | null;
  /** Whether the status was seen to differ from the one before it. */
  readonly isSettled: boolean;
}

/** @param entries of one change, in their order */
export function lastCallOf(entries: readonly JournalEntry[]): LastCall | null {
  const index = entries.findLastIndex(({ kind }) => kind === "intent");
  const intent = entries[index];
  if (intent?.kind !== "intent") return null;
  const after = entries.slice(index + 1);
  const outcome = after.find((entry) => entry.kind === "outcome") ?? null;
  const { call, at, plan, before } = intent;
  return { call, at, plan, before, outcome, isSettled: after.some(({ kind }) => kind === "moved") };
}
