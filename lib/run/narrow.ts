/** Narrows a configuration to the part of the estate that a run is about. */
import type { Config } from "../config/config";
import type { Comparison } from "../core/changed-parts";
import { isNarrowed, isSelected, isTouched, waiversFor } from "../core/selection";
import type { PartialView, Selection } from "../core/selection";
import { didYouMean } from "../document/did-you-mean";
import type { CompareWith } from "./changed-since";
import { UserError } from "./user-error";

const names = (domains: Config["domains"]): readonly string[] => domains.map(({ name }) => name);

interface NarrowOptions {
  readonly selection: Selection;
  readonly compareWith: CompareWith | null;
  /** The state file; null for a run without. */
  readonly state: unknown;
}

export interface Narrowed {
  readonly config: Config;
  /** Null where it is the whole estate. */
  readonly partial: PartialView | null;
}

/**
 * Keeps the domains that are selected and, unless the comparison is `full`, that the edit may concern; the providers of
 * these, and the waivers that may cover one of them.
 * @throws UserError where the selection names a provider that there is not, or no domain matches it
 */
export function narrow(
  config: Config,
  { selection, compareWith, state }: NarrowOptions,
  comparison: Comparison | null,
): Narrowed {
  const { providers, domains, waivers } = config;
  refuseUnknown(
    selection.providers,
    providers.map(({ settings }) => settings.name),
  );
  const selected = domains.filter((domain) => isSelected(selection, domain));
  if (isNarrowed(selection) && selected.length === 0) {
    const [only] = selection.domains;
    const hint = selection.domains.length === 1 ? didYouMean(only ?? "", names(domains)) : "";
    const advice = "; dcv plan without it shows them all";
    throw new UserError(`no declared domain matches ${selectionOptions(selection)}${hint === "" ? advice : hint}`);
  }
  // With a state the whole estate takes few calls.
  const changed = compareWith?.full === true || state !== null ? null : (comparison?.changed ?? null);
  const touched = changed === null ? domains : domains.filter((domain) => isTouched(changed, domain));
  const isWhole = touched.length === domains.length;
  if (isWhole && !isNarrowed(selection)) return { config, partial: null };
  const kept = isWhole ? selected : touched.filter((domain) => isSelected(selection, domain));
  const asked = new Set(kept.map(({ provider }) => provider));
  return {
    config: {
      ...config,
      domains: kept,
      providers: providers.filter(({ settings }) => asked.has(settings.name)),
      waivers: waiversFor(waivers, kept, changed),
    },
    partial: { selection, changedSince: isWhole ? null : (comparison?.since ?? null), declared: domains.length },
  };
}

/** @throws UserError for a name that no provider of the file has */
export function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError(
    `there is no provider "${unknown}" (declared are ${known.join(", ")})${didYouMean(unknown, known)}`,
  );
}

function selectionOptions({ domains, owners, labels, providers }: Selection): string {
  return [
    ...domains.map((pattern) => `--domain ${pattern}`),
    ...owners.map((pattern) => `--owner ${pattern}`),
    ...labels.map(({ key, value }) => `--label ${key}=${value}`),
    ...providers.map((name) => `--provider ${name}`),
  ].join(" ");
}
