/** Observes with a state: asks the CAs for what may have changed and keeps the answers, or asks no CA at all. */
import type { Config } from "../config/config";
import type { DesiredDomain } from "../core/desired";
import { isCheckDue } from "../core/known";
import type { KnownRecord } from "../core/known";
import type { Shard } from "../core/name-share";
import type { ObservedProvider } from "../core/reconcile";
import { wholeSecond } from "../core/time";
import type { EpochMs } from "../core/time";
import { partOfState, updateState, wholeReadAt } from "../state/part-of-state";
import type { Part, PartReading } from "../state/part-of-state";
import type { State } from "../state/state";
import type { RunContext } from "./context";
import { observeAll } from "./observe";
import type { ObserveOptions, ProviderReading } from "./observe";
import { readSelected } from "./observe-selected";
import type { Progress } from "./progress";
import { knownOf, recallAll } from "./recall";
import type { Prepared } from "./prepared";
import type { StateOptions } from "./state-options";
import { readStateFile, readStateIfThere, refuseForeign, refuseMissing, refuseOld, stateOf } from "./state-file";
import { whileLocked, writeStateFile } from "./state-file";
import { UserError } from "./user-error";

/** The state that a plan was made with. */
export interface StateUse {
  readonly state: State;
  /** Whether the CAs were asked in this run. */
  readonly refreshed: boolean;
  /** The state of the run before; null where there is none. */
  readonly previous: State | null;
}

export async function observeWithState(
  options: StateOptions,
  prepared: Prepared,
  domains: readonly DesiredDomain[],
  observe: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<{ readonly observed: readonly ObservedProvider[]; readonly use: StateUse }> {
  const { config, tables } = prepared;
  if (options.refresh) {
    const refreshed = await refreshState({ ...options, shard: null }, prepared, domains, observe, host, progress);
    const { readings, state, previous } = refreshed;
    return { observed: readings.map(({ observed }) => observed), use: { state, previous, refreshed: true } };
  }
  const whole = await readStateFile(options.path, host);
  refuseForeign(options.path, whole, config, host);
  refuseMissing(options.path, whole, config);
  const state = prepared.partial === null ? whole : partOfState(whole, partOf(config, domains));
  refuseOld(options.path, wholeReadAt(state), options.maxStateAgeHours, host);
  const note = `the CA was not asked (--refresh=false); what is shown is of ${state.header.at}`;
  const isPart = prepared.partial !== null;
  const observed = await recallAll(config, domains, tables, observe, { state, isPart, note }, host, progress);
  return { observed, use: { state, previous: null, refreshed: false } };
}

export interface Refreshed {
  readonly readings: readonly ProviderReading[];
  readonly state: State;
  readonly previous: State | null;
  /** Whether the file holds the new state; false: the old one was kept, since a listing could not be read to its end. */
  readonly written: boolean;
}

/**
 * Asks the CAs for what the state does not know, and writes it anew. The file stays as it is until all has been read. Where a
 * listing was not read to its end, a state that holds more is kept. Of a run that is about a part of the estate, only that part
 * of the state is new.
 */
export async function refreshState(
  { path, maxKnownAgeDays, shard }: Pick<StateOptions, "path" | "maxKnownAgeDays"> & { readonly shard: Shard | null },
  prepared: Prepared,
  domains: readonly DesiredDomain[],
  observe: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<Refreshed> {
  const { config, tables, partial } = prepared;
  if (partial !== null && shard !== null) {
    throw new UserError("a shard is a part of the whole estate: give --shard or a selection, not both");
  }
  if (partial !== null) return refreshPart({ path, maxKnownAgeDays }, prepared, domains, observe, host, progress);
  return whileLocked(path, host, async () => {
    const at = wholeSecond(host.now());
    const found = await readStateIfThere(path, host);
    // A shard's file is read again by the same shard; an old one of the whole gives what it knows to any shard.
    if (found !== null) refuseForeign(path, shard === null ? found : withoutShard(found), config, host);
    const share = { known: found === null ? new Map() : stillKnown(found, at, maxKnownAgeDays), shard };
    const readings = await observeAll(config, domains, tables, observe, share, host, progress);
    const state = stateOf(readings, config, shard, at, host);
    const written = found === null || shard !== null || readings.every(({ isListed }) => isListed);
    if (written) await writeStateFile(path, state, host);
    return { readings, state, previous: found, written };
  });
}

/** Asks about the domains alone, and puts what was learned into the state; the rest of it keeps its own time. */
async function refreshPart(
  { path, maxKnownAgeDays }: Pick<StateOptions, "path" | "maxKnownAgeDays">,
  prepared: Prepared,
  domains: readonly DesiredDomain[],
  observe: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<Refreshed> {
  const { config } = prepared;
  return whileLocked(path, host, async () => {
    const at = wholeSecond(host.now());
    const found = await readStateIfThere(path, host);
    if (found === null) {
      const advice = `run dcv refresh --state ${path} without a selection first`;
      throw new UserError(`${path}: there is no state yet, and a selection updates a part of one; ${advice}`);
    }
    refuseForeign(path, found, config, host);
    refuseMissing(path, found, config);
    const known = stillKnown(found, at, maxKnownAgeDays);
    const readings = await readSelected(prepared, domains, known, observe, host, progress);
    const part = partOf(config, domains);
    const updates = readings.map((reading): PartReading => {
      const entries = [...reading.entries(at)];
      const seen = new Set(entries.map(({ observation }) => observation.domain));
      const isEverythingSeen = reading.isListed && reading.errors.length === 0;
      const names = isEverythingSeen ? [...(part.get(reading.observed.name) ?? [])] : [];
      return { provider: reading.observed.name, entries, gone: names.filter((name) => !seen.has(name)) };
    });
    const state = updateState(found, updates, at);
    await writeStateFile(path, state, host);
    const said = readings.map(({ observed, listed, asked, known: recalled }) => {
      return [observed.name, { complete: observed.complete, listed, asked, known: recalled }] as const;
    });
    return {
      readings,
      state: partOfState(state, part, at, new Map(said)),
      previous: partOfState(found, part),
      written: true,
    };
  });
}

export function partOf({ providers }: Config, domains: readonly DesiredDomain[]): Part {
  return new Map(
    providers.map(({ settings: { name } }) => {
      const own = domains.filter(({ provider }) => provider === name);
      return [name, new Set(own.map((domain) => domain.name))];
    }),
  );
}

function withoutShard(state: State): State {
  return { ...state, header: { ...state.header, shard: null } };
}

/** What earlier calls answered and no call has to confirm yet. */
function stillKnown(
  { providers }: State,
  now: EpochMs,
  maxKnownAgeDays: number,
): ReadonlyMap<string, ReadonlyMap<string, KnownRecord>> {
  const known = new Map<string, ReadonlyMap<string, KnownRecord>>();
  for (const [provider, entries] of providers) {
    const ofOne = [...knownOf(entries)].filter(([domain, one]) => !isCheckDue(domain, one, now, maxKnownAgeDays));
    known.set(provider, new Map(ofOne));
  }
  return known;
}
