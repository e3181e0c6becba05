/** Observes an estate from its state alone: no CA is asked, and what the state does not hold is unknown. */
import type { Config } from "../config/config";
import { coveredByAnswers } from "../core/coverage";
import type { DesiredDomain } from "../core/desired";
import { namesToInspect } from "../core/inspection";
import type { KnownRecord } from "../core/known";
import type { ListedRow } from "../core/observation";
import type { ObservedProvider } from "../core/reconcile";
import type { Tables } from "../core/tables";
import type { StateProvider } from "../state/format";
import type { Observed, State } from "../state/state";
import type { RunContext } from "./context";
import { wholeEstate, withPlausibility } from "./observe";
import type { ObserveOptions } from "./observe";
import { openProviders } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Progress } from "./progress";
import { createReading } from "./reading";
import type { Question } from "./reading";

export interface Recollection {
  readonly state: State;
  /** Whether the state is cut to the declared domains of a part of the estate: there is no judgement of what it lacks. */
  readonly isPart: boolean;
  /** What to say of each provider, as a sentence; null for nothing. */
  readonly note: string | null;
}

/** Opening a provider sends nothing; it gives the settings that dates are computed by. */
export async function recallAll(
  config: Pick<Config, "providers" | "acknowledged">,
  domains: readonly DesiredDomain[],
  tables: Tables,
  options: ObserveOptions,
  recollection: Recollection,
  host: RunContext,
  progress: Progress,
): Promise<readonly ObservedProvider[]> {
  const opened = await openProviders(config.providers, host, progress, options.deadlineMs);
  try {
    return recallFrom(opened.providers, config, domains, tables, options, recollection);
  } finally {
    await opened.close();
  }
}

/** A provider that the state does not have is left out: all of its names are unknown. */
export function recallFrom(
  providers: readonly OpenProvider[],
  { acknowledged }: Pick<Config, "acknowledged">,
  domains: readonly DesiredDomain[],
  tables: Tables,
  options: Pick<ObserveOptions, "asOf" | "everyDate">,
  { state, isPart, note }: Recollection,
): readonly ObservedProvider[] {
  return providers.flatMap((provider) => {
    const desired = domains.filter((domain) => domain.provider === provider.name);
    const header = state.header.providers.find(({ name }) => name === provider.name);
    if (header === undefined) return [];
    const question = wholeEstate(desired, acknowledged, tables, options);
    const entries = state.providers.get(provider.name) ?? new Map<string, Observed>();
    const notes = note === null ? [] : [`${provider.name}: ${note}`];
    const noted = { ...provider, warnings: [...provider.warnings, ...notes] };
    if (isPart) return [recallOne(noted, question, ofPart(header, desired, entries), entries)];
    return [withPlausibility(recallOne(noted, question, header, entries), provider, desired)];
  });
}

/** What else was read with the names of a part does not concern them, unless one of them is missing. */
function ofPart(
  header: StateProvider,
  desired: readonly DesiredDomain[],
  entries: ReadonlyMap<string, Observed>,
): StateProvider {
  const error = desired.every(({ name }) => entries.has(name)) ? null : header.error;
  return { ...header, warnings: [], unreadable: [], error };
}

/** Decides for each name as a run that asks would: where a call would be made, its answer is what the state holds. */
function recallOne(
  provider: Pick<OpenProvider, "name" | "type" | "account" | "warnings" | "dates" | "entryKey" | "coverage">,
  question: Question,
  header: StateProvider,
  entries: ReadonlyMap<string, Observed>,
): ObservedProvider {
  const reading = createReading(provider, question);
  reading.warn(header.warnings);
  reading.cannotRead(header.unreadable);
  if (header.error !== null) reading.fail(header.error);
  const isAlone = provider.coverage === "entry";
  const rows = isAlone ? rowsOf(entries) : [...rowsOf(entries)];
  const { settled, recalled, targets } = namesToInspect(rows, {
    ...question,
    known: knownOf(entries),
    dates: provider.dates,
    entryKey: provider.entryKey ?? null,
    coverage: provider.coverage,
  });
  settled.forEach(reading.take);
  recalled.forEach(reading.take);
  for (const { domain } of targets) {
    const entry = entries.get(domain);
    const detail = `${provider.name}: the state does not hold this domain, and the CA was not asked`;
    reading.take(
      entry?.observation ?? { kind: "unknown", domain, reason: "provider_unreachable", detail, record: null },
    );
  }
  for (const { observation } of entries.values()) if (observation.kind !== "present") reading.take(observation);
  if (!isAlone) {
    const listed = new Map([...rows].map((row) => [row.domain, row]));
    const answers = new Map([...entries].map(([domain, { observation }]) => [domain, observation]));
    for (const one of coveredByAnswers(question.desired, listed, answers)) reading.take(one);
  }
  return reading.observed();
}

/** What the listing said: the answer of a call is put back to its row. */
function* rowsOf(entries: ReadonlyMap<string, Observed>): Iterable<ListedRow> {
  for (const [domain, { observation, learnedAt, row }] of entries) {
    if (observation.kind === "absent") continue;
    const { record } = observation;
    const listedAs = [{ name: domain, entry: null }];
    const listed = row === null || record === null ? null : { ...record, ...row, validation: null };
    const problem = observation.kind === "unknown" && learnedAt === null ? observation.detail : null;
    yield { domain, listedAs, record: learnedAt === null ? record : listed, problem };
  }
}

/** What calls answered, by name. */
export function knownOf(entries: ReadonlyMap<string, Observed>): ReadonlyMap<string, KnownRecord> {
  const known = new Map<string, KnownRecord>();
  for (const [domain, { observation, learnedAt, row }] of entries) {
    if (observation.kind !== "present" || learnedAt === null || row === null) continue;
    known.set(domain, { record: observation.record, row, learnedAt });
  }
  return known;
}
