/** Instants and days. Everything here is UTC and exact to the millisecond; nothing here reads a clock. */

import { counted } from "./printable";

/** An instant, in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** A day of a reuse period is 86,400 seconds; comparisons are made in milliseconds and never rounded. */
export const DAY_MS = 86_400_000;

/** Whole days in a duration, rounded down: 1.9 days are 1, -0.1 days are -1. For display only, never for a decision. */
export function wholeDays(durationMs: number): number {
  return Math.floor(durationMs / DAY_MS);
}

/** The instant without its fraction of a second: what is judged and stored is exact to the second. */
export function wholeSecond(instant: EpochMs): EpochMs {
  return Math.floor(instant / 1000) * 1000;
}

/** `2026-11-21T00:00:00Z`; milliseconds are shown only where there are any. */
export function formatInstant(instant: EpochMs): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}

/** The UTC calendar day of an instant, `2026-11-21`. */
export function formatDay(instant: EpochMs): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/**
 * `200 days`, or `more than 200 days` where hours follow, so that an age over a limit of 200 days does not read as one within it. To the
 * day: a text that holds seconds is another text in each run.
 */
export function formatDuration(durationMs: number): string {
  const days = wholeDays(durationMs);
  if (days < 1) return "less than a day";
  return durationMs === days * DAY_MS ? counted(days, "day") : `more than ${counted(days, "day")}`;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*([Zz]|[+-]\d{2}:?\d{2}))?$/;

/**
 * Reads `yyyy-MM-dd` (00:00 UTC of that day) or an ISO 8601 instant with its zone (`2026-03-15T09:00:00+09:00`).
 * Anything else, a day that does not exist and a time without a zone included, is null: a date is never guessed.
 */
export function parseInstant(text: string): EpochMs | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const day = text.slice(0, 10);
  const [, , hours = "00", minutes = "00", seconds = "00", fraction = "0", zone = "Z"] = match;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse turns 30 February into 2 March; a day that does not survive the round trip does not exist.
  if (Number.isNaN(midnight) || formatDay(midnight) !== day) return null;
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (h > 23 || m > 59 || s > 59) return null;
  const offsetMs = zoneOffsetMs(zone);
  if (offsetMs === null) return null;
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  return midnight + ((h * 60 + m) * 60 + s) * 1000 + milliseconds - offsetMs;
}

/** Reads `yyyy-MM-dd` alone, as 00:00 UTC of that day; null for anything else. */
export function parseDay(text: string): EpochMs | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(text) : null;
}

function zoneOffsetMs(zone: string): number | null {
  if (zone.toUpperCase() === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return hours > 14 || minutes > 59 ? null : sign * (hours * 60 + minutes) * 60_000;
}
