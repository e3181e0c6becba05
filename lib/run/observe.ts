/** Observes every CA of a configuration at once: list, choose, inspect; and says of each whether that was all. */
import type { Config } from "../config/config";
import { coveredByAnswers, namesThatMayCover } from "../core/coverage";
import type { DesiredDomain } from "../core/desired";
import { namesToInspect } from "../core/inspection";
import { rowKeyOf } from "../core/known";
import type { KnownRecord } from "../core/known";
import { isOfShard } from "../core/name-share";
import type { Shard } from "../core/name-share";
import type { ListedRow, ListFilter, LiveRecord, Observation, UnreadableRow } from "../core/observation";
import type { Acknowledged } from "../core/acknowledged";
import { createRecordPool, withShared } from "../core/record-pool";
import { plausibilityProblem } from "../core/plausibility";
import type { ObservedProvider } from "../core/reconcile";
import { limitsFor } from "../core/tables";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import type { Observed } from "../state/state";
import { isInterruption } from "./context";
import type { RunContext } from "./context";
import { eachProvider } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Progress } from "./progress";
import { createReading, MAX_WARNINGS } from "./reading";
import type { Question } from "./reading";

export interface ObserveOptions {
  readonly asOf: EpochMs;
  readonly everyDate: boolean;
  readonly deadlineMs: number;
}

/** How a state takes part: what earlier runs learned, and which names this machine asks about. */
export interface Share {
  /** By provider, then by name. */
  readonly known: ReadonlyMap<string, ReadonlyMap<string, KnownRecord>>;
  readonly shard: Shard | null;
}

/** Without a state: nothing is known, and all is asked. */
export const WHOLE_SHARE: Share = { known: new Map(), shard: null };

export async function observeAll(
  { providers, acknowledged }: Pick<Config, "providers" | "acknowledged">,
  domains: readonly DesiredDomain[],
  tables: Tables,
  options: ObserveOptions,
  share: Share,
  host: RunContext,
  progress: Progress,
): Promise<readonly ProviderReading[]> {
  return eachProvider(providers, host, progress, options.deadlineMs, async (provider, signal) => {
    const desired = domains.filter((domain) => domain.provider === provider.name);
    const known = share.known.get(provider.name) ?? NOTHING_KNOWN;
    const question = { ...wholeEstate(desired, acknowledged, tables, options), known };
    const reading = await observeOne(provider, question, share.shard, signal, progress);
    // A shard does not see the other names; the plan over all of them looks for what is missing.
    const isWhole = share.shard === null;
    return isWhole ? { ...reading, observed: withPlausibility(reading.observed, provider, desired) } : reading;
  });
}

/** Everything that a provider lists, and the dates of the declared domains where they can change a decision. */
export function wholeEstate(
  desired: readonly DesiredDomain[],
  acknowledged: readonly Acknowledged[],
  tables: Tables,
  { asOf, everyDate }: Pick<ObserveOptions, "asOf" | "everyDate">,
): Question {
  const limitsOf = (domain: DesiredDomain, method: string | null) =>
    limitsFor(tables, domain.provider, method, domain.maxAgeDays);
  return { desired, limitsOf, everyDate, known: NOTHING_KNOWN, asOf, filter: null, acknowledged };
}

/** A listing as it is, without a declared domain. */
export function plainListing(
  filter: ListFilter | null,
  acknowledged: readonly Acknowledged[],
  asOf: EpochMs,
): Question {
  return { desired: [], limitsOf: () => [], everyDate: false, known: NOTHING_KNOWN, asOf, filter, acknowledged };
}

const NOTHING_KNOWN: ReadonlyMap<string, KnownRecord> = new Map();

/** What one provider was seen to say, and what of it can be kept for a later run. */
export interface ProviderReading {
  readonly observed: ObservedProvider;
  /** Whether the listing was read to its end. */
  readonly isListed: boolean;
  /** Names that it listed. */
  readonly listed: number;
  /** Names that a call of their own was made for, and those that an earlier call was believed for. */
  readonly asked: number;
  readonly known: number;
  /** Of the reading alone, whatever is declared. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly unreadable: readonly UnreadableRow[];
  /** As the CA answered, without an age that was computed. */
  entries(learnedAt: EpochMs): Iterable<Observed>;
}

/**
 * Reads one provider to its end: what it lists, then what is worth a call. What it could not say is in the result; only
 * an interruption and a bug are thrown.
 * @param shard the names that are asked about; null: all
 */
export async function observeOne(
  provider: OpenProvider,
  question: Question,
  shard: Shard | null,
  signal: AbortSignal,
  progress: Pick<Progress, "seen" | "answered">,
): Promise<ProviderReading> {
  const isOwn = (name: string): boolean => shard === null || isOfShard(name, shard);
  const desired = question.desired.filter(({ name }) => isOwn(name));
  const reading = createReading(provider, question);
  const rows = new Map<string, ListedRow>();
  const pool = createRecordPool();
  /** Rows of other shards, which may cover a name of this one. */
  const others = new Map<string, ListedRow>();
  const answers = new Map<string, Observation>();
  const errors: string[] = [];
  const warnings: string[] = [];
  const unreadable: UnreadableRow[] = [];
  const warn = (more: readonly string[]): void => void warnings.push(...more.slice(0, MAX_WARNINGS - warnings.length));

  try {
    // Every shard reads the whole listing, so that its end and its size can be judged by all that is declared.
    const expected = question.desired.map(({ name, keys }) => ({ domain: name, keys }));
    for await (const batch of provider.list({ filter: question.filter, expected }, signal)) {
      for (const row of batch.rows) {
        if (isOwn(row.domain)) rows.set(row.domain, withShared(row, pool));
        else if (provider.coverage !== "entry") others.set(row.domain, row);
      }
      reading.warn(batch.warnings);
      reading.cannotRead(batch.unreadable);
      warn(batch.warnings);
      unreadable.push(...batch.unreadable);
      progress.seen(provider.name, rows.size);
    }
  } catch (failure) {
    errors.push(explain(failure, provider.name, signal));
  }
  const isListed = errors.length === 0;
  // What came before a failure is asked about all the same: each answer is one domain less that is unknown.
  const all = others.size === 0 ? rows.values() : [...rows.values(), ...others.values()];
  const choice = namesToInspect(all, {
    ...question,
    desired,
    dates: provider.dates,
    entryKey: provider.entryKey ?? null,
    coverage: provider.coverage,
  });
  const own = <Item extends { readonly domain: string }>(items: readonly Item[]): readonly Item[] =>
    others.size === 0 ? items : items.filter(({ domain }) => isOwn(domain));
  const [settled, recalled] = [own(choice.settled), own(choice.recalled)];
  const above = new Set(provider.coverage === "entry" ? [] : desired.flatMap(namesThatMayCover));
  const targets = choice.targets.filter(({ domain }) => isOwn(domain) || above.has(domain));
  settled.forEach(reading.take);
  recalled.forEach(reading.take);
  let answered = 0;
  try {
    for await (const batch of provider.inspect(targets, signal)) {
      own(batch.observations).forEach(reading.take);
      answered += batch.observations.length;
      progress.answered?.(provider.name, answered, targets.length);
      for (const observation of batch.observations) answers.set(observation.domain, observation);
      reading.warn(batch.warnings);
      warn(batch.warnings);
    }
  } catch (failure) {
    errors.push(explain(failure, provider.name, signal));
  }
  if (above.size > 0) {
    for (const one of coveredByAnswers(desired, new Map([...rows, ...others]), answers)) reading.take(one);
  }
  errors.forEach(reading.fail);

  function* entries(learnedAt: EpochMs): Iterable<Observed> {
    // The row of a name that is not listed itself is that of the name which covers it.
    const unanswered = new Map(targets.map(({ domain, row }) => [domain, row]));
    for (const [domain, observation] of answers) {
      if (!isOwn(domain)) continue;
      const record = unanswered.get(domain)?.record ?? null;
      unanswered.delete(domain);
      yield { observation, learnedAt, row: record === null ? null : rowKeyOf(record) };
    }
    for (const observation of recalled) {
      const known = question.known.get(observation.domain);
      yield { observation, learnedAt: known?.learnedAt ?? null, row: known?.row ?? null };
      unanswered.set(observation.domain, null);
    }
    for (const { domain, record, problem } of rows.values()) {
      if (record === null && problem === null) continue; // it was a target
      if (answers.has(domain) || unanswered.has(domain)) continue;
      yield { observation: observationOf(domain, record, problem), learnedAt: null, row: null };
    }
  }

  const counts = { listed: rows.size, asked: targets.length, known: recalled.length };
  return { observed: reading.observed(), isListed, ...counts, errors, warnings, unreadable, entries };
}

function observationOf(domain: string, record: LiveRecord | null, problem: string | null): Observation {
  if (problem === null && record !== null) return { kind: "present", domain, record };
  return { kind: "unknown", domain, reason: "not_understood", detail: problem ?? "", record };
}

/** Every sentence begins with the name of the provider. */
export function explain(failure: unknown, name: string, signal: AbortSignal): string {
  if (isInterruption(signal.reason)) signal.throwIfAborted();
  if (signal.aborted) return `${name}: ${String(signal.reason)}`;
  // To compare with the class itself, its module and all that it imports would have to be loaded.
  if (failure instanceof Error && failure.name === "ProviderError") return failure.message;
  throw failure;
}

export function withPlausibility(
  observed: ObservedProvider,
  { minimumPresentPercent }: Pick<OpenProvider, "minimumPresentPercent">,
  declared: readonly DesiredDomain[],
): ObservedProvider {
  if (!observed.complete) return observed;
  const isSeen = ({ name }: DesiredDomain): boolean => (observed.observations.get(name)?.kind ?? "absent") !== "absent";
  const problem = plausibilityProblem(declared.length, declared.filter(isSeen).length, minimumPresentPercent);
  return problem === null ? observed : { ...observed, complete: false, error: `${observed.name}: ${problem}` };
}
