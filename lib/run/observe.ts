/** Observes every CA of a configuration at once, and says of each what was seen and whether that was all. */
import type { ConfiguredProvider } from "../config/config";
import { plausibilityProblem } from "../core/plausibility";
import type { DesiredDomain } from "../core/desired";
import type { Observation, ObserveRequest } from "../core/observation";
import type { ObservedProvider } from "../core/reconcile";
import { counted } from "../core/printable";
import { exactDateMatters } from "../core/reuse";
import { limitsFor } from "../core/tables";
import type { Tables } from "../core/tables";
import { DAY_MS } from "../core/time";
import type { EpochMs } from "../core/time";
import { openProviders } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import { isInterruption } from "./context";
import type { RunContext } from "./context";
import type { Progress } from "./progress";

export interface ObserveOptions {
  readonly asOf: EpochMs;
  readonly everyDate: boolean;
  readonly deadlineMs: number;
}

export async function observeAll(
  providers: readonly ConfiguredProvider[],
  domains: readonly DesiredDomain[],
  tables: Tables,
  { asOf, everyDate, deadlineMs }: ObserveOptions,
  host: RunContext,
  progress: Progress,
): Promise<readonly ObservedProvider[]> {
  const opened = await openProviders(providers, host, progress);
  const deadline = startDeadline(deadlineMs);
  const signal = AbortSignal.any([host.interrupted, deadline.signal]);
  try {
    return await Promise.all(
      opened.providers.map(async (provider) => {
        const declared = domains.filter((domain) => domain.provider === provider.name);
        const request = estateRequest(declared, tables, asOf, everyDate);
        return withPlausibility(await observeOne(provider, request, signal, progress), provider, declared);
      }),
    );
  } finally {
    deadline.stop();
    progress.clear();
    await opened.close();
  }
}

/** Reads one provider to its end. What it could not tell is in the result; only an interruption and a bug are thrown. */
export async function observeOne(
  provider: OpenProvider,
  request: ObserveRequest,
  signal: AbortSignal,
  progress: Progress,
): Promise<ObservedProvider> {
  const observations = new Map<string, Observation>();
  const warnings: string[] = [...provider.warnings];
  let error: string | null = null;
  try {
    for await (const batch of provider.observe(request, signal)) {
      for (const observation of batch.observations) observations.set(observation.domain, observation);
      for (const warning of batch.warnings) warnings.push(warning);
      progress.seen(provider.name, observations.size);
    }
  } catch (failure) {
    error = explain(failure, provider.name, signal);
  }
  const { name, type } = provider;
  return { name, type, complete: error === null, error, observations, warnings: readable(warnings.sort()) };
}

/** More than anybody reads; a CA may send as many odd rows as it likes. */
const MAX_WARNINGS = 1000;

function readable(warnings: readonly string[]): readonly string[] {
  const omitted = warnings.length - MAX_WARNINGS;
  return omitted <= 0 ? warnings : [...warnings.slice(0, MAX_WARNINGS), `and ${counted(omitted, "more warning")}`];
}

/** Every sentence begins with the name of the provider. */
function explain(failure: unknown, name: string, signal: AbortSignal): string {
  if (isInterruption(signal.reason)) signal.throwIfAborted();
  if (signal.aborted) return `${name}: ${String(signal.reason)}`;
  // The class itself would have to be loaded with everything behind it, only to be compared with.
  if (failure instanceof Error && failure.name === "ProviderError") return failure.message;
  throw failure;
}

function estateRequest(
  declared: readonly DesiredDomain[],
  tables: Tables,
  asOf: EpochMs,
  everyDate: boolean,
): ObserveRequest {
  const byName = new Map(declared.map((domain) => [domain.name, domain]));
  return {
    declared: declared.map(({ name, keys }) => ({ name, keys })),
    needsExactDate: (name, method, earliest) => {
      const domain = byName.get(name);
      if (everyDate || domain === undefined) return everyDate;
      const limits = limitsFor(tables, domain.provider, method, domain.maxAgeDays);
      return exactDateMatters(earliest, limits, asOf, domain.revalidateWithinDays * DAY_MS);
    },
    filter: null,
  };
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

interface Deadline {
  readonly signal: AbortSignal;
  stop(): void;
}

export function startDeadline(deadlineMs: number): Deadline {
  const controller = new AbortController();
  const reason = `not done within ${deadlineMs / 1000} seconds; allow more time with --deadline`;
  const timer = setTimeout(() => controller.abort(reason), deadlineMs);
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
}
