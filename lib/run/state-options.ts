/** How a run uses a state file. */

export const DEFAULT_MAX_STATE_AGE_HOURS = 36;
export const DEFAULT_MAX_KNOWN_AGE_DAYS = 30;

export interface StateOptions {
  /** As the user wrote it; relative to the host's directory, or absolute. */
  readonly path: string;
  /** False: no CA is asked. */
  readonly refresh: boolean;
  /** Without a refresh, an older state is refused. */
  readonly maxStateAgeHours: number;
  /** A known date is asked again before it was known for longer. */
  readonly maxKnownAgeDays: number;
}
