/** Unites the states of shards into the state that one machine would have made. */
import { MAX_SENTENCES } from "./format";
import type { StateHeader, StateProvider } from "./format";
import type { Observed, State } from "./state";

export interface NamedState {
  /** How messages name it. */
  readonly name: string;
  readonly state: State;
}

export type Merged =
  | { readonly ok: true; readonly state: State }
  /** A sentence each, all at once. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Refuses a shard that is missing, that is there twice, or that belongs to other accounts. */
export function mergeStates(states: readonly NamedState[]): Merged {
  const [first] = states;
  if (first === undefined) return { ok: false, problems: ["there is no state to merge"] };
  const problems = [...shardProblems(states), ...foreignProblems(first, states), ...overlapProblems(states)];
  if (problems.length > 0) return { ok: false, problems };
  const providers = new Map<string, Map<string, Observed>>();
  for (const { state } of states) {
    for (const [provider, observed] of state.providers) {
      const united = providers.get(provider) ?? new Map<string, Observed>();
      providers.set(provider, united);
      for (const [domain, one] of observed) united.set(domain, one);
    }
  }
  const headers = states.map(({ state }) => state.header);
  const header: StateHeader = {
    ...first.state.header,
    // The oldest decides: what was seen last does not make the rest newer.
    at: headers.map(({ at }) => at).sort()[0] ?? first.state.header.at,
    complete: headers.every(({ complete }) => complete),
    shard: null,
    observations: [...providers.values()].reduce((sum, observed) => sum + observed.size, 0),
    providers: first.state.header.providers.map((provider) => unitedProvider(provider, headers)),
  };
  return { ok: true, state: { header, providers } };
}

function shardProblems(states: readonly NamedState[]): readonly string[] {
  const count = states[0]?.state.header.shard?.count ?? null;
  const seen = new Map<number, string>();
  const problems: string[] = [];
  for (const { name, state } of states) {
    const { shard } = state.header;
    if (shard === null || count === null) {
      problems.push(`${name} is no shard; only states that were made with --shard can be merged`);
      continue;
    }
    if (shard.count !== count) problems.push(`${name} is one of ${shard.count} shards, the others are of ${count}`);
    const twin = seen.get(shard.index);
    if (twin !== undefined) problems.push(`${name} and ${twin} are both shard ${shard.index}`);
    seen.set(shard.index, name);
  }
  if (problems.length > 0 || count === null) return problems;
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !seen.has(index));
  return missing.map((index) => `shard ${index} of ${count} is missing`);
}

function foreignProblems(first: NamedState, states: readonly NamedState[]): readonly string[] {
  const identity = ({ state }: NamedState): string =>
    JSON.stringify(state.header.providers.map(({ name, type, account }) => [name, type, account]));
  return states
    .filter((one) => identity(one) !== identity(first))
    .map(({ name }) => `${name} was made of other providers or accounts than ${first.name}`);
}

/** A shard asks only about its own names, so a name in two of them was not split as `dcv` splits. */
function overlapProblems(states: readonly NamedState[]): readonly string[] {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const { name, state } of states) {
    for (const [provider, observed] of state.providers) {
      for (const domain of observed.keys()) {
        const address = `${provider}/${domain}`;
        const other = seen.get(address);
        if (other === undefined) seen.set(address, name);
        else if (problems.length === 0) problems.push(`${address} is both in ${other} and in ${name}`);
      }
    }
  }
  return problems;
}

function unitedProvider(provider: StateProvider, headers: readonly StateHeader[]): StateProvider {
  const parts = headers.flatMap(({ providers }) => providers.filter(({ name }) => name === provider.name));
  const sum = (key: "listed" | "asked" | "known"): number => parts.reduce((total, part) => total + part[key], 0);
  const errors = [...new Set(parts.flatMap(({ error }) => (error === null ? [] : [error])))];
  return {
    ...provider,
    complete: parts.every(({ complete }) => complete),
    error: errors.length === 0 ? null : errors.join("; "),
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))].sort().slice(0, MAX_SENTENCES),
    // Every shard reads the whole listing, so the longest list is the list.
    unreadable: parts.map(({ unreadable }) => unreadable).reduce((a, b) => (b.length > a.length ? b : a)),
    listed: sum("listed"),
    asked: sum("asked"),
    known: sum("known"),
  };
}
