/** The exit codes that scripts rely on. */
import type { Verdict } from "../core/vocabulary";

export const EXIT = {
  /** Done, and nothing violates policy. */
  ok: 0,
  /** A bad file, a CA out of reach, a plan that is not complete. Wins over a violation, which wins over changes. */
  error: 1,
  /** Only with `--detailed-exitcode`: changes are pending. */
  changes: 2,
  /** An error-level finding without a waiver. */
  violation: 3,
  interrupted: { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 },
} as const;

/** With `detailed`, pending changes have a code of their own. */
export function exitCodeOf(verdict: Verdict, detailed: boolean): number {
  switch (verdict) {
    case "error":
      return EXIT.error;
    case "violation":
      return EXIT.violation;
    case "changes":
      return detailed ? EXIT.changes : EXIT.ok;
    case "pass":
      return EXIT.ok;
  }
}
