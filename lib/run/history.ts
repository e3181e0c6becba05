/** How the estate of today's files has fared, from the states of several days. No CA is asked. */
import { resolve } from "node:path";
import type { DesiredDomain } from "../core/desired";
import { cliffsAfter, countRemaining, countUsability } from "../core/estate-history";
import type { EstateDay, EstateHistory } from "../core/estate-history";
import { reconcile } from "../core/reconcile";
import { newsOfTime } from "../core/since";
import type { NewsKind } from "../core/since";
import { formatDay, parseInstant } from "../core/time";
import { diffStates } from "../state/diff-states";
import { partOfState, seenAtOf } from "../state/part-of-state";
import { readStateHeader } from "../state/read-state";
import type { State } from "../state/state";
import { checkpoint } from "./checkpoint";
import type { RunContext } from "./context";
import { diagnosticsText } from "./diagnostics";
import { partOf } from "./observe-with-state";
import { openProviders } from "./open-providers";
import type { Prepared } from "./prepared";
import type { Progress } from "./progress";
import { recallFrom } from "./recall";
import { readStateFile, refuseForeign } from "./state-file";
import { UserError } from "./user-error";

/**
 * Judges each day as a plan of that day would, by the domains that the files declare now. At most two states are in memory.
 * @param paths states, in any order; of several of one UTC day the last counts
 * @throws UserError where one is no state, was made of another account, or is a shard
 */
export async function readHistory(
  paths: readonly string[],
  prepared: Prepared,
  domains: readonly DesiredDomain[],
  host: RunContext,
  progress: Progress,
): Promise<EstateHistory> {
  const { config, tables, partial } = prepared;
  const sources = await lastOfEachDay(paths, host);
  const cliffs = cliffsAfter(tables.reusePeriods, sources[0]?.at ?? 0);
  const opened = await openProviders(config.providers, host, progress, OPENING_MS);
  const days: EstateDay[] = [];
  let before: State | null = null;
  try {
    for (const { path, at } of sources) {
      const whole = await readStateFile(path, host);
      refuseForeign(path, whole, config, host);
      const state = partial === null ? whole : partOfState(whole, partOf(config, domains), at);
      const how = { asOf: at, everyDate: false };
      const recollection = { state, isPart: partial !== null, note: null };
      const observed = recallFrom(opened.providers, config, domains, tables, how, recollection);
      const changes = reconcile(domains, observed, tables, at);
      days.push({
        at,
        complete: config.providers.every(({ settings }) =>
          observed.some(({ name, complete }) => name === settings.name && complete),
        ),
        counts: countUsability(changes),
        remaining: cliffs.map((cliff) => countRemaining(changes, cliff)),
        news: before === null ? null : countNews(before, state, changes),
      });
      before = state;
      await checkpoint(host);
    }
  } finally {
    await opened.close();
  }
  const partOfAll = partial === null ? null : partial.declared;
  return { estate: config.estate, declared: domains.length, partOf: partOfAll, cliffs, days };
}

/** The providers are opened for their settings and asked nothing. */
const OPENING_MS = 60 * 60 * 1000;

interface Source {
  readonly path: string;
  readonly at: number;
}

async function lastOfEachDay(paths: readonly string[], host: RunContext): Promise<readonly Source[]> {
  const byDay = new Map<string, Source>();
  const problems: string[] = [];
  for (const path of paths) {
    const read = await readStateHeader(resolve(host.cwd, path), path, host.interrupted);
    const at = read.ok ? parseInstant(read.header.at) : null;
    if (!read.ok) problems.push(diagnosticsText([read.diagnostic]));
    if (at === null) continue;
    const known = byDay.get(formatDay(at));
    if (known === undefined || known.at < at) byDay.set(formatDay(at), { path, at });
  }
  if (problems.length > 0) throw new UserError(problems.join(""));
  return [...byDay.values()].sort((a, b) => a.at - b.at);
}

function countNews(before: State, after: State, changes: Parameters<typeof newsOfTime>[0]): EstateDay["news"] {
  const seen = diffStates(before, after);
  const counts: Partial<Record<NewsKind, number>> = {};
  const readAt = (provider: string, domain: string): number => seenAtOf(before, provider, domain);
  for (const { kind } of [...seen, ...newsOfTime(changes, readAt, seen)]) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
