/**
 * Reads single domains for resources and data sources. Terraform asks for each in a call of its own; those that come together are read
 * together: a few by a call for each, more by the one listing of the process and a call for those only that it does not answer.
 */
import { unlessAborted } from "../../concurrency/on-abort";
import type { Change } from "../../core/change";
import { coveringNames } from "../../core/coverage";
import type { DesiredDomain } from "../../core/desired";
import { isCheckDue } from "../../core/known";
import type { KnownRecord } from "../../core/known";
import type { Observation } from "../../core/observation";
import type { Tables } from "../../core/tables";
import { wholeSecond } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { observeOne, wholeEstate } from "../../run/observe";
import type { ProviderReading } from "../../run/observe";
import { lookUp, MAX_LOOKED_UP, withoutUnreadable } from "../../run/observe-selected";
import type { OpenProvider, OpenProviders } from "../../run/open-providers";
import { knownOf } from "../../run/recall";
import { DEFAULT_MAX_KNOWN_AGE_DAYS } from "../../run/state-options";
import type { SharedProviders } from "./shared-providers";
import type { Situation } from "./situation";

/** What is asked within this time is read together: Terraform begins its calls at once. */
const GATHER_MS = 20;
/** So many names are asked about without the listing. */
const MAX_ALONE = 2;

export interface DomainReading {
  readonly observation: Observation;
  /** What a call answered, for later: it counts while the row of the listing is the same. */
  readonly known: KnownRecord | null;
}

export interface JudgedReading extends DomainReading {
  readonly change: Change;
  readonly situation: Situation;
}

/** Reads a domain and judges it. */
export type ReadDomain = (
  domain: DesiredDomain,
  known: KnownRecord | null,
  signal: AbortSignal,
) => Promise<JudgedReading>;

interface Reader {
  /**
   * @param known what an earlier call answered
   * @throws the reason of the signal, when it aborts
   */
  read(domain: DesiredDomain, known: KnownRecord | null, signal: AbortSignal): Promise<DomainReading>;
}

interface Request {
  readonly domain: DesiredDomain;
  readonly known: KnownRecord | null;
  readonly resolve: (reading: DomainReading) => void;
  readonly reject: (error: unknown) => void;
}

const NO_PROGRESS = { seen: () => undefined };

export function createReader(
  open: () => Promise<OpenProviders>,
  shared: SharedProviders,
  tables: Tables,
  now: () => EpochMs,
): Reader {
  const waiting = new Map<string, Request[]>();

  async function readTogether(name: string): Promise<void> {
    const requests = waiting.get(name) ?? [];
    waiting.delete(name);
    try {
      const { providers, signal } = await open();
      const provider = providers.find((one) => one.name === name);
      if (provider === undefined) throw new Error(`no provider ${name} is open`);
      const readings = await readBatch(provider, requests, signal);
      for (const { domain, resolve } of requests) resolve(readings(domain.name));
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
  }

  async function readBatch(
    provider: OpenProvider,
    requests: readonly Request[],
    signal: AbortSignal,
  ): Promise<(name: string) => DomainReading> {
    const asOf = wholeSecond(now());
    const desired = [...new Map(requests.map(({ domain }) => [domain.name, domain])).values()];
    const known = new Map<string, KnownRecord>();
    for (const { domain, known: one } of requests) {
      if (one !== null && !isCheckDue(domain.name, one, asOf, DEFAULT_MAX_KNOWN_AGE_DAYS)) known.set(domain.name, one);
    }
    // Every date: one that is asked for later only would look like a change of the domain.
    const questionOf = (domains: readonly DesiredDomain[]) => ({
      ...wholeEstate(domains, [], tables, { asOf, everyDate: true }),
      known,
    });
    const acted = shared.actedOn(provider.name);
    const isListWorthIt =
      shared.isListed(provider.name) || desired.length > (acted.size === 0 ? MAX_ALONE : MAX_LOOKED_UP);
    const byListing = isListWorthIt ? desired.filter(({ name }) => !isUnder(name, acted)) : [];
    const alone = desired.filter((domain) => !byListing.includes(domain));
    const readings: ProviderReading[] = [];
    if (byListing.length > 0) {
      const listing = ofNames(provider, byListing);
      const reading = await observeOne(listing, questionOf(byListing), null, signal, NO_PROGRESS);
      readings.push(reading);
      // A name that a listing lacks is gone only if the CA says so when it is asked for it.
      const { observations } = reading.observed;
      if (reading.isListed) alone.push(...byListing.filter(({ name }) => !observations.has(name)));
    }
    if (alone.length > 0) readings.push(await lookUp(provider, questionOf(alone), signal));
    const observed = new Map(readings.flatMap((one) => [...one.observed.observations]));
    const learned = knownOf(
      new Map(readings.flatMap((one) => [...one.entries(asOf)]).map((entry) => [entry.observation.domain, entry])),
    );
    const error = readings.flatMap((one) => one.observed.error ?? []).join("; ");
    return (name) => {
      const detail = error === "" ? `${provider.name} did not answer for ${name}` : error;
      const missing: Observation = {
        ...{ kind: "unknown", domain: name, reason: "provider_unreachable", detail, record: null },
      };
      return { observation: observed.get(name) ?? missing, known: learned.get(name) ?? null };
    };
  }

  return {
    async read(domain, known, signal) {
      const reading = new Promise<DomainReading>((resolve, reject) => {
        const request: Request = { domain, known, resolve, reject };
        const together = waiting.get(domain.provider);
        if (together === undefined) {
          waiting.set(domain.provider, [request]);
          setTimeout(() => void readTogether(domain.provider), GATHER_MS);
        } else {
          together.push(request);
        }
      });
      reading.catch(() => undefined); // the caller may have gone
      return unlessAborted(reading, signal);
    },
  };
}

/** A name that was acted on, or one that the validation of such a name may cover. */
function isUnder(name: string, acted: ReadonlySet<string>): boolean {
  return acted.has(name) || coveringNames(name).some((above) => acted.has(above));
}

/** Of the listing the rows of these names, and of those that may cover them. */
function ofNames(provider: OpenProvider, domains: readonly DesiredDomain[]): OpenProvider {
  const wanted = new Set(domains.flatMap(({ name }) => [name, ...coveringNames(name)]));
  const readable = withoutUnreadable(provider);
  return {
    ...readable,
    async *list(_, signal) {
      for await (const batch of readable.list({ filter: null, expected: [] }, signal)) {
        yield { ...batch, rows: batch.rows.filter(({ domain }) => wanted.has(domain)), warnings: [] };
      }
    },
  };
}
