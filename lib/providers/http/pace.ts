/** One pace for all calls to a CA: when it refuses one for the rate, all of them pause. */
import { backoffMs, pause, type Backoff } from "./backoff";

export interface Pace {
  /** How long calls must not be sent, in milliseconds; 0 when they may. */
  readonly heldMs: () => number;
  /** Waits until calls may be sent. */
  wait(signal: AbortSignal): Promise<void>;
  /**
   * Notes that the CA refused a call for the rate.
   * @param sentAt when the call was sent, on the clock of `now`
   * @param askedMs how long the CA asks to wait; null where it does not say
   */
  refused(sentAt: number, askedMs: number | null): void;
  /** Notes that the CA answered a call. */
  answered(sentAt: number): void;
}

/**
 * Without a word of the CA the pause doubles with each refusal of a call that was sent after the last pause, and halves when
 * one is answered; so it settles near what the CA allows. Calls that were under way when a pause began say nothing new.
 * @param now a clock that only goes forward, in milliseconds
 * @param random jitter, 0 to 1
 */
export function createPace(backoff: Backoff, random: () => number, now = () => performance.now()): Pace {
  let heldUntil = -Infinity;
  let level = 0;

  const heldMs = (): number => Math.max(0, heldUntil - now());

  function hold(durationMs: number): void {
    heldUntil = Math.max(heldUntil, now() + durationMs);
  }

  return {
    heldMs,
    async wait(signal) {
      for (let ms = heldMs(); ms > 0; ms = heldMs()) await pause(Math.ceil(ms), signal);
    },
    refused(sentAt, askedMs) {
      // A wait of nothing is no answer to when the next call may come.
      if (askedMs !== null && askedMs > 0) return hold(askedMs);
      if (sentAt < heldUntil) return;
      hold(backoffMs(level, backoff, random()));
      level += 1;
    },
    answered(sentAt) {
      if (sentAt >= heldUntil) level = Math.max(0, level - 1);
    },
  };
}
