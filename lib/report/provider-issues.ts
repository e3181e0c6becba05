/** The problems of the providers as one list: errors, which leave the plan incomplete, before warnings. */
import type { PlanDocument } from "./plan-document";

export interface ProviderIssue {
  readonly severity: "error" | "warning";
  readonly provider: string;
  readonly message: string;
}

export function providerIssues({ providers }: PlanDocument): readonly ProviderIssue[] {
  const errors = providers.flatMap(({ name, complete, error }): readonly ProviderIssue[] => {
    if (complete && error === null) return [];
    return [{ severity: "error", provider: name, message: error ?? `${name}: not read to the end` }];
  });
  const warnings = providers.flatMap(({ name, warnings }) =>
    warnings.map((message): ProviderIssue => ({ severity: "warning", provider: name, message })),
  );
  return [...errors, ...warnings];
}
