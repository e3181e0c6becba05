/** Windows that are not shorter than the limit in force, so that a validation made today would be due again at once. */
import type { DesiredDomain } from "../core/desired";
import type { Diagnostic } from "../core/diagnostic";
import type { LimitInForce } from "../core/reuse";
import { limitAt } from "../core/reuse";
import { limitsFor } from "../core/tables";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import { windowInForce } from "../core/window";

/**
 * One warning for each limit, at the first of its domains: a short limit is often that of a whole estate.
 * @param asOf when the limits are to be in force
 */
export function longWindows(domains: readonly DesiredDomain[], tables: Tables, asOf: EpochMs): readonly Diagnostic[] {
  const bySource = new Map<string, { readonly first: DesiredDomain; readonly limit: LimitInForce; count: number }>();
  for (const domain of domains) {
    const limits = limitsFor(tables, domain.provider, domain.method, domain.maxAgeDays);
    const { tooLong } = windowInForce(domain.revalidateWithinDays, limitAt(limits, asOf));
    if (tooLong === null) continue;
    const known = bySource.get(tooLong.limit.source);
    if (known === undefined) bySource.set(tooLong.limit.source, { first: domain, limit: tooLong.limit, count: 1 });
    else known.count += 1;
  }
  return [...bySource.values()].map(({ first, limit, count }) => {
    const whose = count === 1 ? "this domain" : `${count} domains, of which this is the first`;
    const message = `the window of ${first.revalidateWithinDays} days (revalidateWithinDays) is not shorter than the limit of ${limit.days} days (${limit.source}) for ${whose}; half of the limit is used as the window`;
    return { code: "long-window", severity: "warning", message, place: first.place, excerpt: null };
  });
}
