/** What an apply is asked to do. */
import type { Patience } from "../../core/apply/situation";

export interface ApplyOptions {
  readonly configPath: string;
  /** Addresses (`provider/name`); empty for all of the plan. */
  readonly only: readonly string[];
  /** At most so many changes, the most urgent first; null: all, where they are no more than `apply.maxChanges` of the file. */
  readonly limit: number | null;
  /** Wait for the CA's answer. */
  readonly waits: boolean;
  readonly isDryRun: boolean;
  /** Relative to the directory of the run, or absolute. */
  readonly journalPath: string;
  /** No earlier run of an apply had a journal that is lost: the first call need not wait. */
  readonly isFirst: boolean;
  /** Make the CA know domains that it does not list. */
  readonly registers: boolean;
  readonly deadlineMs: number;
  /** The program for zones that publish by `exec`, an absolute path; null for none. */
  readonly hook: string | null;
  readonly patience: Patience;
}

const SECOND_MS = 1000;

/** The grace lasts one interval of reading at least: a call without an answer is sent again only after a look at what it did. */
export function patienceOf({ grace, poll }: { readonly grace: number; readonly poll: number }): Patience {
  const graceMs = Math.max(grace, poll) * SECOND_MS;
  return { graceMs, patienceMs: 3 * graceMs, pollMs: poll * SECOND_MS };
}
