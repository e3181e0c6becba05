/** Observes a part of an estate: a few names are looked up alone, and of a listing only the selected names count. */
import type { DesiredDomain } from "../core/desired";
import { rowKeyOf } from "../core/known";
import type { Observation } from "../core/observation";
import type { EpochMs } from "../core/time";
import type { Observed } from "../state/state";
import type { RunContext } from "./context";
import { inspectCovered } from "./inspect-covered";
import { explain, observeOne, wholeEstate } from "./observe";
import type { ObserveOptions, ProviderReading, Share } from "./observe";
import { eachProvider } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Prepared } from "./prepared";
import type { Progress } from "./progress";
import { createReading } from "./reading";
import type { Question } from "./reading";

/** With more names than this at one provider, its listing takes fewer calls than a look-up of each name. */
export const MAX_LOOKED_UP = 25;

/**
 * A reading for each provider that has one of the names; there is no judgement of how many of them a CA should list.
 * @param domains all of them are asked about
 * @param known what earlier calls answered, for names that a listing shows; by provider
 */
export async function readSelected(
  { config, tables }: Pick<Prepared, "config" | "tables">,
  domains: readonly DesiredDomain[],
  known: Share["known"],
  options: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<readonly ProviderReading[]> {
  return eachProvider(config.providers, host, progress, options.deadlineMs, async (provider, signal) => {
    const desired = domains.filter((domain) => domain.provider === provider.name);
    const question = wholeEstate(desired, [], tables, options);
    if (desired.length <= MAX_LOOKED_UP) return lookUp(provider, question, signal);
    const asked = { ...question, known: known.get(provider.name) ?? question.known };
    const reading = await observeOne(withoutUnreadable(provider), asked, null, signal, progress);
    return onlyDesired(reading, desired);
  });
}

/** Nothing is listed, so no name is known to be gone: each answer says it of its own name. */
export async function lookUp(
  provider: OpenProvider,
  question: Question,
  signal: AbortSignal,
): Promise<ProviderReading> {
  const reading = createReading(provider, question);
  const { desired } = question;
  const answers: Observation[] = [];
  const warnings: string[] = [];
  const errors: string[] = [];
  try {
    for await (const batch of inspectCovered(provider, desired, signal)) {
      batch.observations.forEach(reading.take);
      answers.push(...batch.observations);
      reading.warn(batch.warnings);
      warnings.push(...batch.warnings);
    }
  } catch (failure) {
    errors.push(explain(failure, provider.name, signal));
  }
  errors.forEach(reading.fail);
  function* entries(learnedAt: EpochMs): Iterable<Observed> {
    for (const observation of answers) {
      const row = observation.kind === "present" ? rowKeyOf(observation.record) : null;
      yield { observation, learnedAt, row };
    }
  }
  const counts = { listed: answers.filter(({ kind }) => kind === "present").length, asked: desired.length, known: 0 };
  return { observed: reading.observed(), isListed: false, ...counts, errors, warnings, unreadable: [], entries };
}

/** A listed text that is no domain name is none of the selected names. */
export function withoutUnreadable(provider: OpenProvider): OpenProvider {
  return {
    ...provider,
    async *list(request, signal) {
      for await (const batch of provider.list(request, signal)) yield { ...batch, unreadable: [] };
    },
  };
}

function onlyDesired(reading: ProviderReading, desired: readonly DesiredDomain[]): ProviderReading {
  const names = new Set(desired.map(({ name }) => name));
  const { observed } = reading;
  const observations = new Map([...observed.observations].filter(([name]) => names.has(name)));
  function* entries(learnedAt: EpochMs): Iterable<Observed> {
    for (const one of reading.entries(learnedAt)) if (names.has(one.observation.domain)) yield one;
  }
  const listed = [...observations.values()].filter(({ kind }) => kind !== "absent").length;
  return { ...reading, listed, observed: { ...observed, observations }, entries };
}
