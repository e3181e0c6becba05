/** Looks names up at a CA without its listing, and where the CA does not list one, the names that may cover it. */
import { coveringNames, coversNamesBelow } from "../core/coverage";
import { targetOf } from "../core/inspection";
import type { InspectTarget, Observation, ObservationBatch } from "../core/observation";
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
  for (let level = 0; open.size > 0; level += 1) {
    const parents = new Set([...open.values()].flatMap(({ above }) => above[level] ?? []));
    const found = new Map<string, Observation>();
    for await (const { observations, warnings } of provider.inspect(
      [...parents].map((name) => targetOf(name, null, null)),
      signal,
    )) {
      for (const observation of observations) found.set(observation.domain, observation);
      yield { observations: [], warnings };
    }
    const settled: Observation[] = [];
    for (const [domain, { own, above }] of open) {
      const parent = found.get(above[level] ?? "");
      if (parent?.kind === "present" && isValidated(parent) && coversNamesBelow(parent)) {
        settled.push({ kind: "present", domain, record: { ...parent.record, coveredBy: parent.domain } });
      } else if (parent?.kind === "unknown") {
        settled.push({ ...parent, domain });
      } else if (level + 1 >= above.length) {
        settled.push(own);
      } else continue;
      open.delete(domain);
    }
    if (settled.length > 0) yield { observations: settled, warnings: [] };
  }
}

function isValidated(observation: Observation): boolean {
  return observation.kind === "present" && observation.record.status === "VALIDATED";
}
