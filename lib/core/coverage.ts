/**
 * Which row of a CA stands for a declared name, where a validation covers every name below its own (an authorization
 * domain name, Baseline Requirements 1.6.1).
 */
import type { ListedRow } from "./observation";

export const COVERAGES = ["entry", "authorization-domain"] as const;
/**
 * `entry`: a validation covers the one name that it was made for. `authorization-domain`: it covers every name below it too,
 * unless its method shows control of one host alone.
 */
export type Coverage = (typeof COVERAGES)[number];

/** The methods whose validations cover names below (Baseline Requirements 3.2.2.4.4, .7 and .22; not .18 and .19). */
const COVERING_METHODS: readonly string[] = ["CNAME", "TXT", "EMAIL", "PERSISTENT_TXT"];

/** The names whose validation covers this one, the nearest first. A name of one label is never among them. */
export function coveringNames(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join("."));
}

/**
 * The row for a name: its own where that is validated, else the nearest validated one that covers it, else its own, else the
 * nearest one that covers it. Null where there is none.
 */
export function coveringRow(domain: string, rows: ReadonlyMap<string, ListedRow>): ListedRow | null {
  const own = rows.get(domain) ?? null;
  if (own?.record?.status === "VALIDATED") return own;
  const above = coveringNames(domain).flatMap((name) => rows.get(name) ?? []);
  const covering = above.find((row) => row.record?.status === "VALIDATED" && coversNamesBelow(row));
  const row = covering ?? own ?? above.find(coversNamesBelow) ?? null;
  if (row === null || row === own) return row;
  const record = row.record === null ? null : { ...row.record, coveredBy: row.domain };
  return { ...row, domain, record };
}

/** A method that is not known is not known to cover anything. */
export function coversNamesBelow({ record }: Pick<ListedRow, "record">): boolean {
  const method = record?.method ?? record?.orderMethod ?? null;
  return record !== null && (method === null || COVERING_METHODS.includes(method));
}
