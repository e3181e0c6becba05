/** What an edit of the files changed, so that a finding of the edit can be distinguished from those that were there before. */
import type { Change } from "./change";
import { waiverCovers } from "./waiver";
import type { Waiver } from "./waiver";

/** What of a finding decides whether it belongs to what changed. */
interface FindingOrigin {
  readonly rule: string;
  readonly domain: string;
  /** Null when the finding is about the file itself. */
  readonly provider: string | null;
}

export type ChangedWaiver = Pick<Waiver, "rule" | "domain" | "match">;

/** The parts of a file that were added, edited or removed. */
export interface ChangedParts {
  /** Something that every domain depends on: the defaults, the paths of the policies. */
  readonly everything: boolean;
  /** Names of declared domains, A-labels. */
  readonly domains: ReadonlySet<string>;
  readonly waivers: readonly ChangedWaiver[];
  /** Ids of rules: their own files, or their levels. */
  readonly rules: ReadonlySet<string>;
  /** Names of providers whose settings changed. */
  readonly providers: ReadonlySet<string>;
}

/** What a plan is compared with, and whether only what changed since then counts for the verdict. */
export interface Comparison {
  /** As the user named it: `origin/main`. */
  readonly since: string;
  readonly onlyChanged: boolean;
  readonly changed: ChangedParts;
}

export function unitedParts(parts: readonly ChangedParts[]): ChangedParts {
  return {
    everything: parts.some(({ everything }) => everything),
    domains: new Set(parts.flatMap(({ domains }) => [...domains])),
    waivers: parts.flatMap(({ waivers }) => waivers),
    rules: new Set(parts.flatMap(({ rules }) => [...rules])),
    providers: new Set(parts.flatMap(({ providers }) => [...providers])),
  };
}

export function concernsChange(changed: ChangedParts, { domain, provider }: Change): boolean {
  return changed.everything || changed.domains.has(domain) || changed.providers.has(provider);
}

/**
 * A finding belongs to what changed if its domain, provider or rule changed, or a waiver that covers or covered it; one about
 * a waiver (no provider) if that waiver changed or the domain that it names.
 */
export function concernsFinding(changed: ChangedParts, { rule, domain, provider }: FindingOrigin): boolean {
  if (changed.everything || changed.rules.has(rule)) return true;
  if (changed.domains.has(domain)) return true;
  if (provider === null) return changed.waivers.some((waiver) => waiver.domain === domain);
  if (changed.providers.has(provider)) return true;
  return changed.waivers.some((waiver) => waiverCovers(waiver, rule, domain));
}
