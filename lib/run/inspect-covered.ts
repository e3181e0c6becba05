/** Looks names up at a CA without its listing, and where the CA does not list one, the names that may cover it. */
import { coveringNames, coveringRow, coversNamesBelow } from "../core/coverage";
import { targetOf } from "../core/inspection";
import type { InspectTarget, ListedRow, Observation, ObservationBatch } from "../core/observation";
import type { OpenProvider } from "./open-providers";

/** As `inspect` of the provider. A call more is made for a parent only of names that are not validated themselves. */
export async function* inspectCovered(
  provider: Pick<OpenProvider, "inspect" | "coverage">,
  targets: readonly InspectTarget[],
  signal: AbortSignal,
): AsyncGenerator<ObservationBatch> {
  if (provider.coverage === "entry") {
    yield* provider.inspect(targets, signal);
    return;
  }
  const open = new Map<string, { readonly own: Observation; readonly above: readonly string[] }>();
  for await (const { observations, warnings } of provider.inspect(targets, signal)) {
    const settled = observations.filter((own) => {
      const above = coveringNames(own.domain);
      const isSettled = own.kind === "unknown" || isValidated(own) || above.length === 0;
      if (!isSettled) open.set(own.domain, { own, above });
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
    for (const [domain, { own, above }] of open) {
      const parent = seen.get(above[level] ?? "");
      const isCovered = parent?.kind === "present" && isValidated(parent) && coversNamesBelow(parent);
      if (!isCovered && parent?.kind !== "unknown" && level + 1 < above.length) continue;
      open.delete(domain);
      settled.push(parent?.kind === "unknown" ? { ...parent, domain } : coveredBy(domain, own, above, seen));
    }
    if (settled.length > 0) yield { observations: settled, warnings: [] };
  }
}

/** What the rows of the name and of those above it come to, as in a listing. */
function coveredBy(
  domain: string,
  own: Observation,
  above: readonly string[],
  seen: ReadonlyMap<string, Observation>,
): Observation {
  const rows = new Map<string, ListedRow>();
  for (const one of [own, ...above.flatMap((name) => seen.get(name) ?? [])]) {
    if (one.kind === "present") {
      rows.set(one.domain, { domain: one.domain, listedAs: [], record: one.record, problem: null });
    }
  }
  const record = coveringRow(domain, rows)?.record ?? null;
  return record === null ? own : { kind: "present", domain, record };
}

function isValidated(observation: Observation): boolean {
  return observation.kind === "present" && observation.record.status === "VALIDATED";
}
