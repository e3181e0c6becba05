/** Keeps calls within the number that a CA accepts in a time. */
import type { RateLimit } from "../../core/provider-module";
import { pause } from "./backoff";

/**
 * Resolves when one more call may be sent, in the order asked.
 * @param now a clock that only goes forward, in milliseconds
 */
export function createCallRate(
  rates: readonly RateLimit[],
  now = () => performance.now(),
  wait = pause,
): (signal: AbortSignal) => Promise<void> {
  const sent: number[] = [];
  const longest = Math.max(...rates.map(({ ms }) => ms));
  let turn: Promise<void> = Promise.resolve();

  async function next(signal: AbortSignal): Promise<void> {
    for (;;) {
      while (sent[0] !== undefined && sent[0] <= now() - longest) sent.shift();
      const until = Math.max(...rates.map(({ calls, ms }) => (sent.at(-calls) ?? -Infinity) + ms));
      if (until <= now()) break;
      await wait(Math.ceil(until - now()), signal);
    }
    sent.push(now());
  }

  return (signal) => {
    const mine = turn.then(() => next(signal));
    turn = mine.catch(() => undefined); // an abort of one call holds up no other
    return mine;
  };
}
