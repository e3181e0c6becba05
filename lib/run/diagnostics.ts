/** Writes diagnostics for people: `file:line:column  code  message`, with the line of the file under it. */
import { placeText } from "../core/diagnostic";
import type { Diagnostic, Place } from "../core/diagnostic";
import { printable } from "../core/printable";

export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(diagnosticText).join("");
}

function diagnosticText({ code, severity, message, place, excerpt }: Diagnostic): string {
  const head = `${placeText(place)}  ${severity === "warning" ? "warning " : ""}${code}  ${message}`;
  const margin = `${place.line} | `.padStart(8);
  const pointer =
    excerpt !== null && place.column <= excerpt.length + 1
      ? `${"|".padStart(margin.length - 1)} ${" ".repeat(place.column - 1)}^\n`
      : "";
  return `${printable(head)}\n${excerpt === null ? "" : `${margin}${printable(excerpt)}\n${pointer}`}`;
}

/** A line each, for standard error. */
export function warningsText(warnings: readonly string[]): string {
  return warnings.map((warning) => `dcv: warning: ${printable(warning)}\n`).join("");
}

/** Adds the line to diagnostics that were found after the file was read. */
export function withExcerpts(
  diagnostics: readonly Diagnostic[],
  excerptAt: (place: Place) => string | null,
): readonly Diagnostic[] {
  return diagnostics.map((one) => (one.excerpt === null ? { ...one, excerpt: excerptAt(one.place) } : one));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === "error");
}
