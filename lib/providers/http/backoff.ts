/** How long to wait before a call is sent again. */
import type { EpochMs } from "../../core/time";
import { onAbort } from "../../concurrency/on-abort";

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { baseMs: 250, maxMs: 10_000 };

/** Doubles with every retry (counted from 0), then takes between half and all of it: `random` is 0 to 1. */
export function backoffMs(retry: number, { baseMs, maxMs }: Backoff, random: number): number {
  const whole = Math.min(maxMs, baseMs * 2 ** retry);
  return whole / 2 + (whole / 2) * random;
}

const HTTP_DATE =
  /^(?:[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/** Reads `Retry-After` as seconds or as an HTTP-date (RFC 9110, sections 10.2.3 and 5.6.7); null for anything else. */
export function parseRetryAfterMs(text: string | undefined, now: EpochMs): number | null {
  const value = text?.trim() ?? "";
  if (/^\d{1,12}$/.test(value)) return Number(value) * 1000;
  if (!HTTP_DATE.test(value)) return null;
  // The asctime form names no zone but means GMT as well.
  const instant = Date.parse(value.endsWith("GMT") ? value : `${value} GMT`);
  return Number.isNaN(instant) ? null : Math.max(0, instant - now);
}

/** Waits, or rejects with the signal's reason as soon as it aborts. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, durationMs);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
