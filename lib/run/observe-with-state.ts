/** Observes with a state: asks the CAs for what may have changed and keeps the answers, or asks no CA at all. */
import type { DesiredDomain } from "../core/desired";
import { isCheckDue } from "../core/known";
import type { KnownRecord } from "../core/known";
import type { Shard } from "../core/name-share";
import type { ObservedProvider } from "../core/reconcile";
import type { EpochMs } from "../core/time";
import type { State } from "../state/state";
import type { RunContext } from "./context";
import { observeAll } from "./observe";
import type { ObserveOptions, ProviderReading } from "./observe";
import type { Progress } from "./progress";
import { knownOf, recallAll } from "./recall";
import type { Prepared } from "./prepared";
import type { StateOptions } from "./state-options";
import { readStateFile, readStateIfThere, refuseForeign, refuseOld, stateOf } from "./state-file";
import { whileLocked, writeStateFile } from "./state-file";

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
  const state = await readStateFile(options.path, host);
  refuseForeign(options.path, state, config, host);
  refuseOld(options.path, state, config, options.maxStateAgeHours, host);
  const note = `the CA was not asked (--refresh=false); what is shown is of ${state.header.at}`;
  const observed = await recallAll(config, domains, tables, observe, state, note, host, progress);
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
 * listing was not read to its end, a state that holds more is kept.
 */
export async function refreshState(
  { path, maxKnownAgeDays, shard }: Pick<StateOptions, "path" | "maxKnownAgeDays"> & { readonly shard: Shard | null },
  { config, tables }: Prepared,
  domains: readonly DesiredDomain[],
  observe: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<Refreshed> {
  return whileLocked(path, host, async () => {
    const at = Math.floor(host.now() / 1000) * 1000;
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
