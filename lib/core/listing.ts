/** What one CA lists, as it is, without a plan: the answer to `dcv list`. */
import type { Observation } from "./observation";

export interface Listing {
  readonly provider: string;
  readonly type: string;
  /** Whether everything was seen. */
  readonly complete: boolean;
  readonly error: string | null;
  readonly warnings: readonly string[];
  /** Sorted by name. */
  readonly observations: readonly Observation[];
}
