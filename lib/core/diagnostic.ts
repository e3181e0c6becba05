/** A problem that a user can fix, as data: what is wrong, where, and what to do. One place formats it; it is never thrown. */

export type DiagnosticSeverity = "error" | "warning";

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** The order of a file: by line, then column. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.place.line - b.place.line || a.place.column - b.place.column;
}

export interface Diagnostic {
  /** Stable word for machines and for searching the documentation, such as `unknown-key`. */
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  /** A sentence for people that says what is wrong and what to do. Holds no secret. */
  readonly message: string;
  readonly place: Place;
  /** The line of the file that `place` points at, with secrets masked; null where there is none to show. */
  readonly excerpt: string | null;
}
