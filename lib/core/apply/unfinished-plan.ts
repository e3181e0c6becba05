/** Which apply of a domain has not ended, by its journal. */
import type { EndState } from "./apply-state";
import type { JournalEntry } from "./journal-entry";

/** The states after which a run with the same mark goes on. */
const UNFINISHED: readonly EndState[] = ["publishing-by-hand", "by-hand", "waiting", "handed-over", "not-begun"];

/**
 * What the journal calls the order that it began last and has not ended; null where there is none.
 * @param entries of one address, the oldest first
 */
export function unfinishedPlan(entries: readonly JournalEntry[]): string | null {
  const begun = entries.findLastIndex(({ kind }) => kind === "intent");
  const plan = entries[begun]?.plan ?? null;
  const end = entries.slice(begun).findLast((entry) => entry.kind === "end" && entry.plan === plan);
  return end?.kind === "end" && !UNFINISHED.includes(end.state) ? null : plan;
}
