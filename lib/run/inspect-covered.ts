/** Looks names up at a CA without its listing, and where the CA does not list one, the names that may cover it. */
import { coveringRow, coversNamesBelow, namesThatMayCover } from "../core/coverage";
import type { DesiredDomain } from "../core/desired";
import { targetOf } from "../core/inspection";
import type { ListedRow, Observation, ObservationBatch } from "../core/observation";
import type { OpenProvider } from "./open-providers";

/** A domain that is not validated itself, and the names that may cover it. */
interface Uncovered {
  readonly domain: DesiredDomain;
  readonly own: Observation;
  readonly above: readonly string[];
}

/** As `inspect` of the provider. A call more is made for a parent only of names that are not validated themselves. */
export async function* inspectCovered(
  provider: Pick<OpenProvider, "inspect" | "coverage">,
  domains: readonly DesiredDomain[],
  signal: AbortSignal,
): AsyncGenerator<ObservationBatch> {
  const targets = domains.map((domain) => targetOf(domain.name, null, domain));
  if (provider.coverage === "entry") {
    yield* provider.inspect(targets, signal);
    return;
  }
  const declared = new Map(domains.map((domain) => [domain.name, domain]));
  const open = new Map<string, Uncovered>();
  for await (const { observations, warnings } of provider.inspect(targets, signal)) {
    const settled = observations.filter((own) => {
      const domain = declared.get(own.domain);
      const above = domain === undefined ? [] : namesThatMayCover(domain);
      const isSettled = domain === undefined || own.kind === "unknown" || isValidated(own) || above.length === 0;
      if (!isSettled) open.set(own.domain, { domain, own, above });
      return isSettled;
    });
    yield { observations: settled, warnings };
  }
  const seen = new Map<string, Observation>();
  for (let level = 0; open.size > 0; level += 1) {
    const parents = new Set([...open.values()].flatMap(({ above }) => above[level] ?? []));
    const unseen = [...parents].filter((name) => !seen.has(name)).map((name) => targetOf(name, null, null));
    for await (const { observations, warnings } of provider.inspect(unseen, signal)) {
      for (const observation of observations) seen.set(observation.domain, observation);
      yield { observations: [], warnings };
    }
    const settled: Observation[] = [];
    for (const [name, uncovered] of open) {
      const { above } = uncovered;
      const parent = seen.get(above[level] ?? "");
      const isCovered = parent?.kind === "present" && isValidated(parent) && coversNamesBelow(parent);
      if (!isCovered && parent?.kind !== "unknown" && level + 1 < above.length) continue;
      open.delete(name);
      settled.push(parent?.kind === "unknown" ? { ...parent, domain: name } : coveredBy(uncovered, seen));
    }
    if (settled.length > 0) yield { observations: settled, warnings: [] };
  }
}

/** What the rows of the name and of those above it come to, as in a listing. */
function coveredBy({ domain, own, above }: Uncovered, seen: ReadonlyMap<string, Observation>): Observation {
  const rows = new Map<string, ListedRow>();
  for (const one of [own, ...above.flatMap((name) => seen.get(name) ?? [])]) {
    if (one.kind === "present") {
      rows.set(one.domain, { domain: one.domain, listedAs: [], record: one.record, problem: null });
    }
  }
  const record = coveringRow(domain, rows)?.record ?? null;
  return record === null ? own : { kind: "present", domain: domain.name, record };
}

function isValidated(observation: Observation): boolean {
  return observation.kind === "present" && observation.record.status === "VALIDATED";
}
