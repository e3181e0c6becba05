/** How long a run may take. */

export interface Deadline {
  /** Aborted at the deadline, with a sentence as its reason. */
  readonly signal: AbortSignal;
  readonly remainingMs: () => number;
  stop(): void;
}

export function startDeadline(deadlineMs: number): Deadline {
  const controller = new AbortController();
  const endsAt = performance.now() + deadlineMs;
  const reason = `not done within ${deadlineMs / 1000} seconds; allow more time with --deadline`;
  const timer = setTimeout(() => controller.abort(reason), deadlineMs);
  return {
    signal: controller.signal,
    remainingMs: () => endsAt - performance.now(),
    stop: () => clearTimeout(timer),
  };
}

/** How long a run may take where neither the command line nor the caller says. */
export const DEFAULT_DEADLINE_SECONDS = 600;
