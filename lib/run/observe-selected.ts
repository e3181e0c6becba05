/** Observes a part of an estate: a few names are looked up alone, and of a listing only the selected names count. */
import type { DesiredDomain } from "../core/desired";
import { targetOf } from "../core/inspection";
import type { ObservedProvider } from "../core/reconcile";
import type { RunContext } from "./context";
import { explain, observeOne, wholeEstate } from "./observe";
import type { ObserveOptions } from "./observe";
import { openProviders } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Prepared } from "./prepared";
import type { Progress } from "./progress";
import { createReading } from "./reading";
import type { Question } from "./reading";

/** With more names than this at one provider, its listing takes fewer calls than a look-up of each name. */
export const MAX_LOOKED_UP = 25;

/** @param domains all of them are asked about; there is no judgement of how many of them a CA should list */
export async function observeSelected(
  { config, tables }: Pick<Prepared, "config" | "tables">,
  domains: readonly DesiredDomain[],
  options: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<readonly ObservedProvider[]> {
  const opened = await openProviders(config.providers, host, progress, options.deadlineMs);
  try {
    return await Promise.all(
      opened.providers.map(async (provider) => {
        const desired = domains.filter((domain) => domain.provider === provider.name);
        const question = wholeEstate(desired, [], tables, options);
        if (desired.length <= MAX_LOOKED_UP) return lookUp(provider, question, opened.signal);
        const reading = await observeOne(withoutUnreadable(provider), question, null, opened.signal, progress);
        return onlyDesired(reading.observed, desired);
      }),
    );
  } finally {
    progress.clear();
    await opened.close();
  }
}

async function lookUp(provider: OpenProvider, question: Question, signal: AbortSignal): Promise<ObservedProvider> {
  const reading = createReading(provider, question);
  const targets = question.desired.map((domain) => targetOf(domain.name, null, domain));
  try {
    for await (const batch of provider.inspect(targets, signal)) {
      batch.observations.forEach(reading.take);
      reading.warn(batch.warnings);
    }
  } catch (failure) {
    reading.fail(explain(failure, provider.name, signal));
  }
  return reading.observed();
}

/** A listed text that is no domain name is none of the selected names. */
function withoutUnreadable(provider: OpenProvider): OpenProvider {
  return {
    ...provider,
    async *list(request, signal) {
      for await (const batch of provider.list(request, signal)) yield { ...batch, unreadable: [] };
    },
  };
}

function onlyDesired(observed: ObservedProvider, desired: readonly DesiredDomain[]): ObservedProvider {
  const names = new Set(desired.map(({ name }) => name));
  return { ...observed, observations: new Map([...observed.observations].filter(([name]) => names.has(name))) };
}
