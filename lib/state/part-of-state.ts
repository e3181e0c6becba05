/** A part of a state: the names that a run is about, seen alone, and put back into the whole. */
import { formatInstant, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { StateProvider } from "./format";
import type { Observed, State } from "./state";

/** Names by provider. */
export type Part = ReadonlyMap<string, ReadonlySet<string>>;

/** What was read of one provider alone. */
export interface PartReading {
  readonly provider: string;
  /** What was learned; a name without an entry was not seen. */
  readonly entries: Iterable<Observed>;
  /** Names that are certainly no longer listed. */
  readonly gone: Iterable<string>;
}

/** The state with the new observations in the place of the old ones. All other names stay as they are, of their own time. */
export function updateState(state: State, readings: readonly PartReading[], at: EpochMs): State {
  const providers = new Map(state.providers);
  for (const { provider, entries, gone } of readings) {
    const before = providers.get(provider) ?? new Map<string, Observed>();
    const updated = new Map(before);
    for (const domain of gone) updated.delete(domain);
    for (const entry of entries) {
      const { domain } = entry.observation;
      if (wasNotReached(entry) && before.has(domain)) continue;
      updated.set(domain, { ...withRowOf(entry, before.get(domain)), seenAt: at });
    }
    providers.set(provider, updated);
  }
  const observations = [...providers.values()].reduce((sum, { size }) => sum + size, 0);
  return { header: { ...state.header, observations }, providers };
}

/** A call that failed says nothing of the name: what was known before is known still, of its own time. */
function wasNotReached({ observation }: Observed): boolean {
  return observation.kind === "unknown" && observation.reason === "provider_unreachable";
}

/**
 * A name that was looked up alone has no row of the listing; its own record takes the place of the row. Where the listing is
 * not known to show the state of this name, there is none: the next run then asks again.
 */
function withRowOf(entry: Observed, before: Observed | undefined): Observed {
  const showsState = before !== undefined && (before.learnedAt === null || before.row !== null);
  return showsState ? entry : { ...entry, row: null };
}

/** When the name was read; the time of the whole for a name that is not in the state. */
export function seenAtOf(state: State, provider: string, domain: string): EpochMs {
  return state.providers.get(provider)?.get(domain)?.seenAt ?? wholeReadAt(state);
}

/** When the reading of the whole began; the reader has checked that this is an instant. */
export function wholeReadAt({ header }: State): EpochMs {
  return parseInstant(header.at) ?? Number.NaN;
}

/** The oldest time of these names. */
function oldestOf(state: State, part: Part): EpochMs {
  const times = [...part].flatMap(([provider, names]) => [...names].map((name) => seenAtOf(state, provider, name)));
  return times.reduce((oldest, one) => Math.min(oldest, one), times[0] ?? wholeReadAt(state));
}

/**
 * The state of these names alone; each keeps its own time.
 * @param at the time of the part; the oldest of the names unless given
 * @param over replaces what the header says of a provider
 */
export function partOfState(
  state: State,
  part: Part,
  at: EpochMs = oldestOf(state, part),
  over: ReadonlyMap<string, Partial<StateProvider>> = new Map(),
): State {
  const providers = new Map<string, ReadonlyMap<string, Observed>>();
  for (const [provider, names] of part) {
    const entries = [...(state.providers.get(provider) ?? [])].filter(([domain]) => names.has(domain));
    const timed = entries.map(
      ([domain, one]) => [domain, { ...one, seenAt: seenAtOf(state, provider, domain) }] as const,
    );
    providers.set(provider, new Map(timed));
  }
  return {
    header: {
      ...state.header,
      at: formatInstant(at),
      observations: [...providers.values()].reduce((sum, { size }) => sum + size, 0),
      providers: state.header.providers
        .filter(({ name }) => part.has(name))
        .map((one) => ({ ...one, ...over.get(one.name) })),
    },
    providers,
  };
}
