/** What is known of one domain over time, from readings on several days. */
import { newsOf } from "./news-of";
import type { WhatHappened } from "./news-of";
import type { Observation } from "./observation";
import type { EpochMs } from "./time";

/** One reading of one domain. */
export interface Sighting {
  readonly at: EpochMs;
  /** Undefined where it was not listed. */
  readonly observation: Observation | undefined;
  /** Whether everything was read then: if not, a name that is missing says nothing. */
  readonly complete: boolean;
}

/** A reading that differs from the one before. */
export interface Moment {
  readonly at: EpochMs;
  readonly observation: Observation | undefined;
  /** Null for the first reading. */
  readonly news: WhatHappened | null;
}

/** The first reading, and each later one in which something has happened. The order of the readings does not matter. */
export function domainHistory(sightings: readonly Sighting[]): readonly Moment[] {
  const moments: Moment[] = [];
  let last: Sighting | null = null;
  for (const sighting of [...sightings].sort((a, b) => a.at - b.at)) {
    const { at, observation, complete } = sighting;
    if (observation === undefined && !complete) continue;
    const news = last === null ? null : newsOf(last.observation, observation);
    if (last === null || news !== null) moments.push({ at, observation, news });
    last = sighting;
  }
  return moments;
}
