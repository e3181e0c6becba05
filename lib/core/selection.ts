/** The part of an estate that a run is about. What needs the whole estate is not judged then. */
import type { ChangedParts } from "./changed-parts";
import type { DesiredDomain } from "./desired";
import { matchesName } from "./name-pattern";
import { waiverCovers } from "./waiver";
import type { Waiver } from "./waiver";

/** What the user chose. The values of one kind are alternatives; an empty list does not narrow. All kinds must hold. */
export interface Selection {
  /** Patterns for names, lower-case: A-labels or U-labels. */
  readonly domains: readonly string[];
  /** Patterns for owners. */
  readonly owners: readonly string[];
  /** The values of one key are alternatives; all keys must hold. */
  readonly labels: readonly Label[];
  /** Names of providers in the file. */
  readonly providers: readonly string[];
}

export interface Label {
  readonly key: string;
  readonly value: string;
}

/** What the key of a label looks like. */
export const LABEL_KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/;

export const NO_SELECTION: Selection = { domains: [], owners: [], labels: [], providers: [] };

/** What a partial plan is about. */
export interface PartialView {
  readonly selection: Selection;
  /** The revision since which entries must have changed, as the user named it; null where that does not narrow. */
  readonly changedSince: string | null;
  /** How many domains the files declare in all. */
  readonly declared: number;
}

export function isNarrowed({ domains, owners, labels, providers }: Selection): boolean {
  return domains.length + owners.length + labels.length + providers.length > 0;
}

export function isSelected(
  { domains, owners, labels, providers }: Selection,
  { name, unicode, owner, labels: held, provider }: DesiredDomain,
): boolean {
  const names = unicode === null ? [name] : [name, unicode];
  const keys = new Set(labels.map(({ key }) => key));
  return (
    isAnyOf(domains, (pattern) => names.some((one) => matchesName(one, pattern))) &&
    isAnyOf(owners, (pattern) => owner !== null && matchesName(owner, pattern)) &&
    isAnyOf(providers, (one) => one === provider) &&
    [...keys].every((key) => labels.some((label) => label.key === key && held[key] === label.value))
  );
}

function isAnyOf(choices: readonly string[], holds: (choice: string) => boolean): boolean {
  return choices.length === 0 || choices.some(holds);
}

/**
 * Whether an edit can change what is known or judged of this domain: its entry or its provider changed, or a waiver that may
 * cover it. A change of rules or of defaults can concern any domain.
 */
export function isTouched(changed: ChangedParts, { name, provider }: DesiredDomain): boolean {
  return (
    changed.everything ||
    changed.rules.size > 0 ||
    changed.domains.has(name) ||
    changed.providers.has(provider) ||
    changed.waivers.some((waiver) => waiverCovers(waiver, waiver.rule, name))
  );
}

/** The waivers that a partial plan judges: those that may cover one of its domains, and those that were edited. */
export function waiversFor(
  waivers: readonly Waiver[],
  domains: readonly DesiredDomain[],
  changed: ChangedParts | null,
): readonly Waiver[] {
  const isEdited = ({ rule, domain }: Waiver): boolean =>
    changed?.waivers.some((one) => one.rule === rule && one.domain === domain) ?? false;
  return waivers.filter(
    (waiver) => isEdited(waiver) || domains.some(({ name }) => waiverCovers(waiver, waiver.rule, name)),
  );
}
