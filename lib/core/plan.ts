/** The plan: plain data that can be saved, compared byte for byte, judged, rendered and acted on later. */
import type { Change } from "./change";
import { compareText } from "./order";
import type { Observation } from "./observation";
import type { ObservedProvider } from "./reconcile";
import type { PartialView } from "./selection";
import type { EpochMs } from "./time";

export interface PlanProvider {
  readonly name: string;
  readonly type: string;
  /** Identifies the account without naming it: 16 hex digits; absent where that is not known. */
  readonly account?: string;
  readonly complete: boolean;
  /** How many domains the CA was seen to list. */
  readonly observed: number;
  readonly error: string | null;
  readonly warnings: readonly string[];
}

export interface Plan {
  /** The instant for which everything is judged. */
  readonly asOf: EpochMs;
  /** Whether everything was seen and understood. A plan that is not complete is never green. */
  readonly complete: boolean;
  /** Sorted by name. */
  readonly providers: readonly PlanProvider[];
  /** Every domain, `no-op` too, sorted by provider, then name. */
  readonly changes: readonly Change[];
  /** What of the estate it is about; null for all of it. */
  readonly partial: PartialView | null;
}

export function assemblePlan(
  changes: readonly Change[],
  observed: readonly ObservedProvider[],
  asOf: EpochMs,
  partial: PartialView | null = null,
): Plan {
  const providers = observed
    .map(({ name, type, account, complete, error, observations, warnings }) => {
      const seen = [...observations.values()].filter(isListed).length;
      const known = account === undefined ? {} : { account };
      return { name, type, ...known, complete, observed: seen, error, warnings };
    })
    .sort((a, b) => compareText(a.name, b.name));
  const understood = changes.every((change) => change.declared === null || change.observed !== "unknown");
  return {
    asOf,
    complete: understood && providers.every((provider) => provider.complete),
    providers,
    changes,
    partial,
  };
}

/** Whether the CA was seen to list it; an unknown one was listed if it has a record. */
function isListed(observation: Observation): boolean {
  return observation.kind !== "absent" && observation.record !== null;
}
