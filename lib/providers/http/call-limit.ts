/** How many calls to a CA are under way at once: as many as it tolerates, and never more than the setting says. */

export interface CallLimit {
  /** How many calls may be under way, a whole number from 1. */
  readonly atOnce: () => number;
  /**
   * Notes that the CA answered a call.
   * @param sentAt when the call was sent, on the clock of `now`
   * @param isFull whether as many calls were under way as might be: only then does the answer say that the CA takes so many
   */
  answered(sentAt: number, isFull: boolean): void;
  /** Notes that the CA refused a call for the rate of calls, or because it is busy. */
  refused(sentAt: number): void;
}

/** So many calls at once any CA takes. */
const FIRST = 4;
/** An answer is quick that took less than this multiple of the quickest of the last answers, or little more than that one. */
const SLOW_FACTOR = 2;
const SLOW_MS = 100;
/** Later calls may be of another kind, such as status calls after the pages of a list. */
const REMEMBERED = 32;

/**
 * As TCP finds the rate of a network (RFC 5681): one more with each quick answer until the CA refuses a call, then half as many, and from
 * then on one more after as many quick answers as there are calls under way. A refusal of a call that was sent before the last
 * halving says nothing new. Slow answers mean that the CA queues calls, so more of them would gain nothing.
 * @param most from 1
 * @param now a clock that only goes forward, in milliseconds
 */
export function createCallLimit(most: number, now = () => performance.now()): CallLimit {
  let limit = Math.min(most, FIRST);
  let wasRefused = false;
  let halvedAt = -Infinity;
  const durations: number[] = [];

  return {
    atOnce: () => Math.floor(limit),
    answered(sentAt, isFull) {
      const durationMs = now() - sentAt;
      durations.push(durationMs);
      if (durations.length > REMEMBERED) durations.shift();
      const quickest = Math.min(...durations);
      const isSlow = durationMs > Math.max(SLOW_FACTOR * quickest, quickest + SLOW_MS);
      if (isSlow || !isFull || sentAt < halvedAt) return;
      limit = Math.min(most, limit + (wasRefused ? 1 / Math.floor(limit) : 1));
    },
    refused(sentAt) {
      if (sentAt < halvedAt) return;
      wasRefused = true;
      halvedAt = now();
      limit = Math.max(1, Math.floor(limit / 2));
    },
  };
}
