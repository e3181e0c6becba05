/** The places of a document with other paths. */
import type { Place } from "../core/diagnostic";
import type { FileCheck } from "./file-check";
import type { PlanDocument } from "./plan-document";

/** Another path for the file at this one. */
export type PathOf = (file: string) => string;

export function planWithPaths(plan: PlanDocument, pathOf: PathOf): PlanDocument {
  return {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, declared: moved(change.declared, pathOf) })),
    findings: plan.findings.map((finding) => ({ ...finding, location: moved(finding.location, pathOf) })),
  };
}

export function checkWithPaths(check: FileCheck, pathOf: PathOf): FileCheck {
  const diagnostics = check.diagnostics.map((one) => ({ ...one, place: moved(one.place, pathOf) }));
  return { ...check, file: pathOf(check.file), diagnostics };
}

function moved<P extends Place | null>(place: P, pathOf: PathOf): P {
  return place === null ? place : { ...place, file: pathOf(place.file) };
}
