/** What a change of the files touched, so that a finding it brings can be told from those that were there before. */
import type { Change } from "./change";
import type { Finding } from "./finding";
import { waiverCovers } from "./waiver";
import type { Waiver } from "./waiver";

export type TouchedWaiver = Pick<Waiver, "rule" | "domain" | "match">;

/** The parts of a file that were added, edited or removed. */
export interface TouchedParts {
  /** Something that every domain depends on: the defaults, the paths of the policies. */
  readonly everything: boolean;
  /** Names of declared domains, A-labels. */
  readonly domains: ReadonlySet<string>;
  readonly waivers: readonly TouchedWaiver[];
  /** Ids of rules: their own files, or their levels. */
  readonly rules: ReadonlySet<string>;
  /** Names of providers whose settings changed. */
  readonly providers: ReadonlySet<string>;
}

/** What a plan is compared with, and whether only what is touched since then counts for its verdict. */
export interface Comparison {
  /** As the user named it: `origin/main`. */
  readonly since: string;
  readonly onlyTouched: boolean;
  readonly touched: TouchedParts;
}

export function unitedParts(parts: readonly TouchedParts[]): TouchedParts {
  return {
    everything: parts.some(({ everything }) => everything),
    domains: new Set(parts.flatMap(({ domains }) => [...domains])),
    waivers: parts.flatMap(({ waivers }) => waivers),
    rules: new Set(parts.flatMap(({ rules }) => [...rules])),
    providers: new Set(parts.flatMap(({ providers }) => [...providers])),
  };
}

export function touchesChange(touched: TouchedParts, { domain, provider }: Change): boolean {
  return touched.everything || touched.domains.has(domain) || touched.providers.has(provider);
}

/**
 * A finding is touched with its domain, its provider, its rule, or a waiver that covers or covered it; one about a waiver
 * (without a provider) with that waiver or the domain that it names.
 */
export function touchesFinding(touched: TouchedParts, { rule, domain, provider }: Finding): boolean {
  if (touched.everything || touched.rules.has(rule)) return true;
  if (touched.domains.has(domain)) return true;
  if (provider === null) return touched.waivers.some((waiver) => waiver.domain === domain);
  if (touched.providers.has(provider)) return true;
  return touched.waivers.some((waiver) => waiverCovers(waiver, rule, domain));
}
