/** Diagnostics as Terraform shows them: one line of summary, and a detail that says what, where and what to do. */
import type { Diagnostic } from "../../core/diagnostic";
import { printable } from "../../core/printable";
import { isInterruption } from "../../run/context";
import type { AttributePath, TfDiagnostic } from "./schema";

export function errorAt(attribute: AttributePath | null, summary: string, detail: string): TfDiagnostic {
  return diagnosticOf("error", attribute, summary, detail);
}

export function warningAt(attribute: AttributePath | null, summary: string, detail: string): TfDiagnostic {
  return diagnosticOf("warning", attribute, summary, detail);
}

export function asWarning(problem: TfDiagnostic): TfDiagnostic {
  return { ...problem, severity: "warning" };
}

function diagnosticOf(
  severity: TfDiagnostic["severity"],
  attribute: AttributePath | null,
  summary: string,
  detail: string,
): TfDiagnostic {
  const lines = detail.split("\n").map(printable).join("\n");
  return {
    severity,
    summary: printable(summary),
    detail: lines === "" || /[.!?:)\]]$/.test(lines) ? lines : `${lines}.`,
    ...(attribute === null ? {} : { attribute }),
  };
}

/** A problem of a file; the detail begins with its place. */
export function ofDiagnostic({ severity, message, place }: Diagnostic, attribute: AttributePath): TfDiagnostic {
  const at = `${place.file}:${place.line}:${place.column}`;
  return diagnosticOf(severity, attribute, titleOf(place.file, severity), `${at}: ${message}`);
}

/** @param subject what is written: a file, or an account of the provider's block */
export function titleOf(subject: string, severity: TfDiagnostic["severity"]): string {
  return severity === "error" ? `${subject} cannot be used as it is` : `${subject} may not be as you mean it`;
}

const EXPECTED: readonly string[] = ["UserError", "ProviderError"];

/**
 * What a run threw, as a diagnostic: what the user can correct, a failure of a CA, or the end of the run by Terraform.
 * @throws what is a fault of this program
 */
export function ofFailure(failure: unknown, summary: string): TfDiagnostic {
  if (isInterruption(failure)) {
    return errorAt(null, summary, "Terraform stopped the provider. What was begun goes on with the next apply.");
  }
  if (failure instanceof Error && EXPECTED.includes(failure.name)) return errorAt(null, summary, failure.message);
  throw failure;
}
