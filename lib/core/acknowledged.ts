/** Rows of a CA whose names cannot be read as domain names, accepted by an owner until a date. */
import type { Place } from "./diagnostic";
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

/**
 * Why a listing with unreadable names is not complete, as a phrase; null where each of them is acknowledged. A name that
 * cannot be read may be that of any domain, so without an acknowledgement no domain can be called absent.
 * @param names the texts as the CA lists them, secrets masked
 */
export function unreadableNamesProblem(
  names: readonly string[],
  acknowledged: readonly Acknowledged[],
  asOf: EpochMs,
): string | null {
  const holding = acknowledged.filter(({ lastDay }) => asOf < lastDay + DAY_MS);
  const accepted = new Set(holding.map(({ name }) => name));
  const open = [...new Set(names)].filter((name) => !accepted.has(name)).sort();
  if (open.length === 0) return null;
  const named = open.slice(0, MAX_NAMED).map((name) => JSON.stringify(name));
  const more = open.length > MAX_NAMED ? ` and ${open.length - MAX_NAMED} more` : "";
  return `lists ${named.join(", ")}${more}, which cannot be read as domain names, so no domain can be called absent; correct each at the CA, or list its exact text under \`acknowledged\` as \`name\`, with \`reason\`, \`owner\` and \`expires\``;
}
