/** What a journal holds of each change, also what is noted while a run goes on. */
import type { JournalEntry } from "../../core/apply/journal-entry";

/** By address, each in the order in which it was noted. */
export type JournalHistory = Map<string, JournalEntry[]>;

export function historyOf(entries: readonly JournalEntry[]): JournalHistory {
  const history: JournalHistory = new Map();
  for (const entry of entries) addTo(history, entry);
  return history;
}

export function addTo(history: JournalHistory, entry: JournalEntry): void {
  const known = history.get(entry.address);
  if (known === undefined) history.set(entry.address, [entry]);
  else known.push(entry);
}
