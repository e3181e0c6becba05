/** What one CA lists, asked directly and without a plan; the dates of few validations, or of all that are wanted. */
import type { ConfiguredProvider } from "../config/config";
import type { Acknowledged } from "../core/acknowledged";
import type { DesiredDomain } from "../core/desired";
import { parseDomainName } from "../core/domain-name";
import { targetOf, withEstimatedDate } from "../core/inspection";
import type { Listing } from "../core/listing";
import { matchesName } from "../core/name-pattern";
import type { ListedRow, ListFilter, Observation } from "../core/observation";
import { compareText } from "../core/order";
import { isSelected } from "../core/selection";
import type { Selection } from "../core/selection";
import type { RunContext } from "./context";
import { explain, observeOne, plainListing } from "./observe";
import { MAX_LOOKED_UP } from "./observe-selected";
import { eachProvider } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Progress } from "./progress";

export interface ListRequest {
  readonly provider: ConfiguredProvider;
  readonly acknowledged: readonly Acknowledged[];
  readonly filter: ListFilter;
  /** Which of the listed names are wanted. */
  readonly isWanted: (name: string) => boolean;
  /** Ask for the date of every validation, one call each; otherwise only where they are few. */
  readonly everyDate: boolean;
  readonly deadlineMs: number;
}

/** What the CA could not say is in the result; only an interruption and a bug are thrown. */
export async function readListing(request: ListRequest, host: RunContext, progress: Progress): Promise<Listing> {
  const [listing] = await eachProvider([request.provider], host, progress, request.deadlineMs, (provider, signal) =>
    readOne(provider, request, host.now(), signal, progress),
  );
  if (listing === undefined) throw new Error("a provider that was opened is gone");
  return listing;
}

async function readOne(
  provider: OpenProvider,
  { filter, acknowledged, isWanted, everyDate }: ListRequest,
  asOf: number,
  signal: AbortSignal,
  progress: Progress,
): Promise<Listing> {
  const rows = new Map<string, ListedRow>();
  const wanted: OpenProvider = {
    ...provider,
    async *list(inner, until) {
      for await (const batch of provider.list(inner, until)) {
        const kept = batch.rows.filter(({ domain }) => isWanted(domain));
        for (const row of kept) rows.set(row.domain, row);
        yield { ...batch, rows: kept };
      }
    },
  };
  const { observed } = await observeOne(wanted, plainListing(filter, acknowledged, asOf), null, signal, progress);
  const found = new Map(
    [...observed.observations].map(([name, one]) => [name, withEstimatedDate(one, provider.dates, asOf)]),
  );
  const undated = [...found.values()].filter(isUndated).map(({ domain }) => domain);
  const errors = observed.error === null ? [] : [observed.error];
  const warnings = [...observed.warnings];
  const isNeverAsked = provider.dates.ask === "never";
  const isAsked = !isNeverAsked && (everyDate || undated.length <= MAX_LOOKED_UP);
  if (isAsked) {
    try {
      const targets = undated.map((domain) => targetOf(domain, rows.get(domain) ?? null, null));
      for await (const batch of provider.inspect(targets, signal)) {
        warnings.push(...batch.warnings);
        for (const one of batch.observations) found.set(one.domain, one);
      }
    } catch (failure) {
      errors.push(explain(failure, provider.name, signal));
    }
  }
  const observations = [...found.values()].sort((a, b) => compareText(a.domain, b.domain));
  const isUnderstood = observations.every((one) => one.kind !== "unknown");
  return {
    ...{ provider: provider.name, type: provider.type, asOf, warnings, observations },
    complete: observed.complete && errors.length === 0 && isUnderstood,
    error: errors.length === 0 ? null : errors.join("; "),
    undated: isAsked || isNeverAsked ? 0 : undated.length,
  };
}

/** A validation whose date the CA may give in a separate call. */
function isUndated(observation: Observation): boolean {
  if (observation.kind !== "present" || observation.record.status !== "VALIDATED") return false;
  const { validation } = observation.record;
  return validation === null || validation.basis === "bounded";
}

/**
 * Which listed names a selection holds. With owners or labels these are names of the files; by name alone, any that is listed.
 * @param declared the domains that the files declare at this CA
 */
export function wantedBy(selection: Selection, declared: readonly DesiredDomain[]): (name: string) => boolean {
  const { domains, owners, labels } = selection;
  if (owners.length + labels.length > 0) {
    const names = new Set(declared.filter((domain) => isSelected(selection, domain)).map(({ name }) => name));
    return (name) => names.has(name);
  }
  if (domains.length === 0) return () => true;
  return (name) => {
    const parsed = parseDomainName(name);
    const unicode = parsed.ok ? parsed.domain.unicode : null;
    return domains.some((pattern) => matchesName(name, pattern) || (unicode !== null && matchesName(unicode, pattern)));
  };
}
