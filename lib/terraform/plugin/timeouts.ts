/** The `timeouts` block of a resource. */
import { errorAt } from "./diagnostics";
import { parseDuration } from "./durations";
import { isMapping } from "./schema";
import type { TfDiagnostic, TfObject, TfValue } from "./schema";

type Operation = "create" | "update";

/** In milliseconds. */
export function timeoutOf(config: TfObject, operation: Operation, otherwise: string): number {
  const written = writtenTimeout(config, operation);
  return parseDuration(typeof written === "string" ? written : otherwise) ?? Number.NaN;
}

export function timeoutProblems(config: TfObject): readonly TfDiagnostic[] {
  return (["create", "update"] as const).flatMap((operation) => {
    const written = writtenTimeout(config, operation);
    if (typeof written !== "string" || parseDuration(written) !== null) return [];
    return [errorAt(["timeouts", operation], "The timeout is not a duration", "Write one such as 45m, 90s or 1h30m")];
  });
}

function writtenTimeout({ timeouts = null }: TfObject, operation: Operation): TfValue {
  return isMapping(timeouts) ? (timeouts[operation] ?? null) : null;
}
