/** Rows of a CA whose names cannot be read as domain names, accepted by an owner until a date. */
import type { Place } from "./diagnostic";
import type { UnreadableRow } from "./observation";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

export interface Acknowledged {
  /** The exact text that the CA lists. */
  readonly name: string;
  readonly reason: string;
  readonly owner: string;
  /** 00:00 UTC of the last day on which it holds. */
  readonly lastDay: EpochMs;
  readonly place: Place;
}

const MAX_NAMED = 10;

/** The rows that no entry covers on the date judged. */
export function unacknowledged(
  rows: readonly UnreadableRow[],
  acknowledged: readonly Acknowledged[],
  asOf: EpochMs,
): readonly UnreadableRow[] {
  const holding = acknowledged.filter(({ lastDay }) => asOf < lastDay + DAY_MS);
  const accepted = new Set(holding.map(({ name }) => name));
  return rows.filter(({ name }) => !accepted.has(name));
}

/**
 * Why a listing with unreadable names is not complete, as a phrase: such a name may be that of any domain.
 * @param names the texts as the CA lists them, secrets masked
 */
export function unreadableNamesProblem(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  const named = distinct.slice(0, MAX_NAMED).map((name) => `"${name}"`);
  const more = distinct.length > MAX_NAMED ? ` and ${distinct.length - MAX_NAMED} more` : "";
  const [kind, them] = distinct.length === 1 ? ["a domain name", "it"] : ["domain names", "each"];
  return `lists ${named.join(", ")}${more}, which cannot be read as ${kind}, so no domain can be called absent; correct ${them} at the CA, or list its exact text under \`acknowledged\` as \`name\`, with \`reason\`, \`owner\` and \`expires\``;
}
