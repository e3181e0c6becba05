/** The problems of the files, as outputs that take the place of those of a plan: without one, an old green plan would stay. */
import type { Diagnostic } from "../core/diagnostic";
import { counted } from "../core/printable";

export interface FileCheck {
  /** The name of the estate; null where it has none, or where it could not be read. */
  readonly estate: string | null;
  /** The root file, as diagnostics show it. */
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The instant of the check, ISO 8601 in UTC. */
  readonly checkedAt: string;
}

export function hasErrors({ diagnostics }: FileCheck): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** `The file has errors: 2 errors, 1 warning`. */
export function checkText(check: FileCheck): string {
  const errors = check.diagnostics.filter(({ severity }) => severity === "error").length;
  const counts = `${counted(errors, "error")}, ${counted(check.diagnostics.length - errors, "warning")}`;
  return hasErrors(check)
    ? `${check.file} has errors, so there is no plan: ${counts}`
    : `${check.file} is valid: ${counts}`;
}
