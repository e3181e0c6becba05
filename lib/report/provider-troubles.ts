/** What the CAs failed to tell, as one list: errors, which leave the plan incomplete, before warnings. */
import type { PlanDocument } from "./plan-document";

export interface ProviderTrouble {
  readonly severity: "error" | "warning";
  readonly provider: string;
  readonly message: string;
}

export function providerTroubles({ providers }: PlanDocument): readonly ProviderTrouble[] {
  const errors = providers.flatMap(({ name, complete, error }): readonly ProviderTrouble[] => {
    if (complete && error === null) return [];
    return [{ severity: "error", provider: name, message: error ?? `${name}: not read to the end` }];
  });
  const warnings = providers.flatMap(({ name, warnings }) =>
    warnings.map((message): ProviderTrouble => ({ severity: "warning", provider: name, message })),
  );
  return [...errors, ...warnings];
}
