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
