/** When to read again. */
import type { EpochMs } from "../time";

/** Steps in parts of the poll time, and the one that repeats after them. */
interface Pace {
  readonly steps: readonly number[];
  readonly then: number;
}

/** What a call has done shows soon, or late. */
const AFTER_CALL: Pace = { steps: [1 / 30, 1 / 12, 1 / 6, 1 / 2, 1, 1], then: 2 };
/** A CA looks soon after it was asked to, and then less and less often. */
const AT_THE_CA: Pace = { steps: [1, 2, 5, 10], then: 15 };

/** After a call whose effect is waited for. */
export function nextLookTime(since: EpochMs, now: EpochMs, pollMs: number): EpochMs {
  return following(AFTER_CALL, since, now, pollMs);
}

/** While the CA is at work: just after its next look where it names that, else less and less often. */
export function nextReadTime(since: EpochMs, now: EpochMs, nextCheck: EpochMs | null, pollMs: number): EpochMs {
  return nextCheck !== null && nextCheck > now ? nextCheck + pollMs : following(AT_THE_CA, since, now, pollMs);
}

/** The first instant after now. */
function following({ steps, then }: Pace, since: EpochMs, now: EpochMs, pollMs: number): EpochMs {
  let at = since;
  for (const step of steps) {
    at += Math.ceil(step * pollMs);
    if (at > now) return at;
  }
  const stepMs = then * pollMs;
  return at + (Math.floor((now - at) / stepMs) + 1) * stepMs;
}
