/** What one CA lists, as it is, without a plan: the answer to `dcv list`. */
import type { Observation } from "./observation";
import type { EpochMs } from "./time";

export interface Listing {
  readonly provider: string;
  readonly type: string;
  /** Whether everything was seen. */
  readonly complete: boolean;
  readonly error: string | null;
  readonly warnings: readonly string[];
  /** When it was read; ages are counted up to then. */
  readonly asOf: EpochMs;
  /** Validations whose dates take a call each that was not made. */
  readonly undated: number;
  /** Sorted by name. */
  readonly observations: readonly Observation[];
}
