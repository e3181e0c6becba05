/** What a plan could not see or understand: the reasons why it is not complete. */
import type { Place } from "../core/diagnostic";
import type { PlanDocument } from "./plan-document";
import { providerIssues } from "./provider-issues";

export interface MissingPart {
  /** Null where the plan does not say what is missing. */
  readonly provider: string | null;
  /** Null where it is about the CA as a whole. */
  readonly domain: string | null;
  readonly message: string;
  /** Where the domain is declared. */
  readonly location: Place | null;
}

/** Empty for a complete plan and never for another. A CA that could not be read is one gap, not one for each domain. */
export function incompletenessOf(plan: PlanDocument): readonly MissingPart[] {
  if (plan.complete) return [];
  const unread = providerIssues(plan)
    .filter(({ severity }) => severity === "error")
    .map(({ provider, message }): MissingPart => ({ provider, domain: null, message, location: null }));
  const unreadProviders = new Set(unread.map(({ provider }) => provider));
  const unjudged = plan.changes
    .filter(({ action }) => action === "unknown")
    .filter(({ reason, provider }) => reason !== "provider_unreachable" || !unreadProviders.has(provider))
    .map(({ provider, domain, message, declared }): MissingPart => ({ provider, domain, message, location: declared }));
  const gaps = [...unread, ...unjudged];
  if (gaps.length > 0) return gaps;
  return [{ provider: null, domain: null, message: "the plan is not complete, and does not say why", location: null }];
}

export function missingPartText({ domain, message }: MissingPart): string {
  return domain === null ? message : `${domain}: ${message}`;
}
