/** Observes every CA of a configuration at once: list, choose, inspect; and says of each whether that was all. */
import type { Config } from "../config/config";
import type { DesiredDomain } from "../core/desired";
import { matchesFilter, namesToInspect, withEstimatedDate, withoutContradiction } from "../core/inspection";
import type { InspectionContext } from "../core/inspection";
import type { ListedRow, ListFilter, LiveRecord, Observation, UnreadableRow } from "../core/observation";
import { unacknowledged, unreadableNamesProblem } from "../core/acknowledged";
import type { Acknowledged } from "../core/acknowledged";
import { plausibilityProblem } from "../core/plausibility";
import { counted } from "../core/printable";
import type { ObservedProvider } from "../core/reconcile";
import { limitsFor } from "../core/tables";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import { isInterruption } from "./context";
import type { RunContext } from "./context";
import { openProviders } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Progress } from "./progress";

export interface ObserveOptions {
  readonly asOf: EpochMs;
  readonly everyDate: boolean;
  readonly deadlineMs: number;
}

export async function observeAll(
  { providers, acknowledged }: Pick<Config, "providers" | "acknowledged">,
  domains: readonly DesiredDomain[],
  tables: Tables,
  { asOf, everyDate, deadlineMs }: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<readonly ObservedProvider[]> {
  const opened = await openProviders(providers, host, progress, deadlineMs);
  try {
    return await Promise.all(
      opened.providers.map(async (provider) => {
        const desired = domains.filter((domain) => domain.provider === provider.name);
        const question = { ...wholeEstate(desired, tables, asOf), acknowledged, everyDate };
        return withPlausibility(await observeOne(provider, question, opened.signal, progress), provider, desired);
      }),
    );
  } finally {
    progress.clear();
    await opened.close();
  }
}

/** What is wanted of one provider. */
export interface Question extends Omit<InspectionContext, "dates"> {
  /** Null: everything that the account sees. */
  readonly filter: ListFilter | null;
  /** Names that cannot be read and do not make the listing incomplete. */
  readonly acknowledged: readonly Acknowledged[];
}

/** Everything that a provider lists, and the dates of the declared domains where they can change a decision. */
function wholeEstate(desired: readonly DesiredDomain[], tables: Tables, asOf: EpochMs): Omit<Question, "acknowledged"> {
  const limitsOf = (domain: DesiredDomain, method: string | null) =>
    limitsFor(tables, domain.provider, method, domain.maxAgeDays);
  return { desired, limitsOf, everyDate: false, known: NOTHING_KNOWN, asOf, filter: null };
}

/** A listing as it is, without a declared domain. */
export function plainListing(filter: ListFilter, acknowledged: readonly Acknowledged[], asOf: EpochMs): Question {
  return { desired: [], limitsOf: () => [], everyDate: false, known: NOTHING_KNOWN, asOf, filter, acknowledged };
}

const NOTHING_KNOWN: ReadonlyMap<string, LiveRecord> = new Map();

/**
 * Reads one provider to its end: what it lists, then what is worth a call. What it could not say is in the result; only
 * an interruption and a bug are thrown.
 */
export async function observeOne(
  provider: OpenProvider,
  question: Question,
  signal: AbortSignal,
  progress: Pick<Progress, "seen">,
): Promise<ObservedProvider> {
  const { desired, filter, asOf } = question;
  const declared = new Set(desired.map(({ name }) => name));
  const rows = new Map<string, ListedRow>();
  const observations = new Map<string, Observation>();
  const warnings = createWarnings(provider.warnings);
  const errors = new Set<string>();
  const unreadable: UnreadableRow[] = [];

  function take(observation: Observation): void {
    const dated = declared.has(observation.domain) ? withEstimatedDate(observation, provider.dates, asOf) : observation;
    const sound = withoutContradiction(dated, provider.name, asOf);
    if (matchesFilter(sound, filter)) observations.set(sound.domain, sound);
  }

  try {
    const expected = desired.map(({ name, keys }) => ({ domain: name, keys }));
    for await (const batch of provider.list({ filter, expected }, signal)) {
      for (const row of batch.rows) rows.set(row.domain, row);
      warnings.add(batch.warnings);
      unreadable.push(...batch.unreadable);
      progress.seen(provider.name, rows.size);
    }
  } catch (failure) {
    errors.add(explain(failure, provider.name, signal));
  }
  const open = unacknowledged(unreadable, question.acknowledged, asOf);
  warnings.add(open.map(({ problem }) => problem));
  if (open.length > 0) errors.add(`${provider.name}: ${unreadableNamesProblem(open.map(({ name }) => name))}`);
  // What came before a failure is asked about all the same: each answer is one domain less that is unknown.
  const { settled, targets } = namesToInspect(rows.values(), { ...question, dates: provider.dates });
  settled.forEach(take);
  try {
    for await (const batch of provider.inspect(targets, signal)) {
      batch.observations.forEach(take);
      warnings.add(batch.warnings);
    }
  } catch (failure) {
    errors.add(explain(failure, provider.name, signal));
  }
  const { name, type } = provider;
  const error = errors.size === 0 ? null : [...errors].join("; ");
  return { name, type, complete: error === null, error, observations, warnings: warnings.all() };
}

/** More than a person reads; a CA may send as many odd rows as it likes. */
const MAX_WARNINGS = 1000;

/** Keeps the first warnings and counts the others. */
function createWarnings(first: readonly string[]): { add(more: readonly string[]): void; all(): readonly string[] } {
  const kept = [...first];
  let omitted = 0;
  return {
    add(more) {
      for (const warning of more) {
        if (kept.length < MAX_WARNINGS) kept.push(warning);
        else omitted += 1;
      }
    },
    all: () => [...kept.sort(), ...(omitted === 0 ? [] : [`and ${counted(omitted, "more warning")}`])],
  };
}

/** Every sentence begins with the name of the provider. */
export function explain(failure: unknown, name: string, signal: AbortSignal): string {
  if (isInterruption(signal.reason)) signal.throwIfAborted();
  if (signal.aborted) return `${name}: ${String(signal.reason)}`;
  // To compare with the class itself, its module and all that it imports would have to be loaded.
  if (failure instanceof Error && failure.name === "ProviderError") return failure.message;
  throw failure;
}

function withPlausibility(
  observed: ObservedProvider,
  { minimumPresentPercent }: OpenProvider,
  declared: readonly DesiredDomain[],
): ObservedProvider {
  if (!observed.complete) return observed;
  const isSeen = ({ name }: DesiredDomain): boolean => (observed.observations.get(name)?.kind ?? "absent") !== "absent";
  const problem = plausibilityProblem(declared.length, declared.filter(isSeen).length, minimumPresentPercent);
  return problem === null ? observed : { ...observed, complete: false, error: `${observed.name}: ${problem}` };
}
