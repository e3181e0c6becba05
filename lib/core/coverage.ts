/**
 * Which row of a CA stands for a declared name, where a validation covers every name below its own (an authorization
 * domain name, Baseline Requirements 1.6.1).
 */
import type { DesiredDomain } from "./desired";
import { isWildcard } from "./domain-name";
import type { ListedRow, Observation } from "./observation";

export const COVERAGES = ["entry", "authorization-domain"] as const;
/**
 * `entry`: a validation covers the one name that it was made for. `authorization-domain`: it covers every name below it too,
 * unless its method shows control of one host alone.
 */
export type Coverage = (typeof COVERAGES)[number];

/** The methods whose validations cover names below (Baseline Requirements 3.2.2.4.4, .7 and .22; not .18 and .19). */
const COVERING_METHODS: readonly string[] = ["CNAME", "TXT", "EMAIL", "PERSISTENT_TXT"];

/** Whether a validation by this method may cover names below its own. */
export function isCoveringMethod(method: string): boolean {
  return COVERING_METHODS.includes(method);
}

/** The names whose validation covers this one, the nearest first. A name of one label is never among them. */
export function coveringNames(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join("."));
}

/**
 * The names whose validation may serve a declared one. A domain that is declared with a method which shows control of one host alone needs an
 * entry of its own at the CA: an order at a name above would validate that host.
 */
export function namesThatMayCover({ name, method }: CoveredDomain): readonly string[] {
  return method === null || isCoveringMethod(method) ? coveringNames(name) : [];
}

/** Why no CA validates the domain by its method, as a sentence; null where one may. Baseline Requirements 3.2.2.4.18 and .19. */
export function methodProblem({ name, method }: CoveredDomain): string | null {
  if (method === null || isCoveringMethod(method) || !isWildcard(name)) return null;
  return `${method} shows control of one host alone and validates no wildcard; declare CNAME, TXT or EMAIL`;
}

export type CoveredDomain = Pick<DesiredDomain, "name" | "method">;

/**
 * The row for a declared domain: its own where that is validated, switched off or cannot be read; else the nearest validated one that
 * covers it; else its own, one above that cannot be read, or the nearest one that would cover it. Null where there is none.
 */
export function coveringRow(domain: CoveredDomain, rows: ReadonlyMap<string, ListedRow>): ListedRow | null {
  const own = rows.get(domain.name) ?? null;
  if (own !== null && (own.problem !== null || DECISIVE.includes(own.record?.status ?? ""))) return own;
  const above = namesThatMayCover(domain).flatMap((name) => rows.get(name) ?? []);
  const covering = above.find((row) => row.record?.status === "VALIDATED" && coversNamesBelow(row));
  const unread = above.find(({ problem }) => problem !== null);
  const row = covering ?? own ?? unread ?? above.find(coversNamesBelow) ?? null;
  if (row === null || row === own) return row;
  const record = row.record === null ? null : { ...row.record, coveredBy: row.domain };
  return { ...row, domain: domain.name, record };
}

/**
 * What the wanted domains come to that a name above covers whose state no row gives, only a call.
 * @param rows all that the CA lists, by name
 * @param answers of the calls, by name
 */
export function* coveredByAnswers(
  wanted: Iterable<CoveredDomain>,
  rows: ReadonlyMap<string, ListedRow>,
  answers: ReadonlyMap<string, Observation>,
): Generator<Observation, void, void> {
  const known = new Map([...rows].map(([name, row]) => [name, withAnswer(row, answers.get(name))]));
  for (const domain of wanted) {
    const { name } = domain;
    const above = namesThatMayCover(domain);
    if (!above.some((one) => rows.get(one)?.record === null)) continue;
    const row = coveringRow(domain, known);
    if (row === null || row === known.get(name)) continue;
    const { record, problem } = row;
    if (problem === null && record !== null) yield { kind: "present", domain: name, record };
    const unknown = above.flatMap((one) => answers.get(one) ?? []).find(({ kind }) => kind === "unknown");
    if (problem !== null && unknown !== undefined) yield { ...unknown, domain: name };
  }
}

function withAnswer(row: ListedRow, answer: Observation | undefined): ListedRow {
  if (answer?.kind === "present") return { ...row, record: answer.record };
  return answer?.kind === "unknown" ? { ...row, record: answer.record, problem: answer.detail } : row;
}

/** Statuses of a name itself that nothing above it changes. */
const DECISIVE: readonly string[] = ["VALIDATED", "INACTIVE"];

/**
 * A validation whose method is not known is not known to cover anything. Without a validation there may not be a method yet:
 * then the name is where one can be made.
 */
export function coversNamesBelow({ record }: Pick<ListedRow, "record">): boolean {
  if (record === null) return false;
  const method = record.method ?? record.orderMethod;
  if (method === null) return record.status !== "VALIDATED";
  return isCoveringMethod(method);
}
