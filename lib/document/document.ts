/** A YAML text as plain data that remembers its places, so that whatever is wrong can be said with line and column. */
import { byPlace } from "../core/diagnostic";
import type { Diagnostic, DiagnosticSeverity, Place } from "../core/diagnostic";
import { compose } from "./compose";
import { linesOf } from "./lines";
import type { LongList } from "./long-list";
import { spanFinder } from "./node-at";
import type { Path } from "./node-at";
import { plainReader } from "./plain-value";
import { bounded, createProblemList } from "./problems";
import { maskedLines } from "./secrets";
import { diagnosticCode, diagnosticMessage, withoutCascade } from "./yaml-problems";

export type { Path };

export interface YamlDocument {
  /** The file's name as diagnostics show it. */
  readonly file: string;
  /** Plain data without what the diagnostics refuse; null when the text could not be read as YAML. */
  readonly value: unknown;
  /** Problems of the YAML itself. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where a value, or the key it stands behind, begins; the nearest ancestor where the path leads nowhere. */
  placeOf(path: Path, part?: "key" | "value"): Place;
  /** The first and last line of a value with the key it stands behind, from 1. */
  linesOf(path: Path): { readonly first: number; readonly last: number };
  /** One line of the text as it stands, secrets included: to be looked at, never to be shown. */
  textOf(line: number): string;
  /** One line of the text as it may be quoted, with secrets masked. */
  excerptOf(line: number): string | null;
  diagnostic(
    code: string,
    severity: DiagnosticSeverity,
    message: string,
    path: Path,
    part?: "key" | "value",
  ): Diagnostic;
}

/** Parses one YAML 1.2 document. Never throws on bad input: what is wrong is in `diagnostics`. */
export function parseDocument(text: string, file: string): YamlDocument {
  const lines = linesOf(text);
  const excerptOf = maskedLines(lines.at);
  const placeAt = (offset: number): Place => ({ file, ...lines.placeAt(offset) });
  const report = (code: string, severity: DiagnosticSeverity, message: string, place: Place): Diagnostic => ({
    code,
    severity,
    message,
    place,
    excerpt: excerptOf(place.line),
  });

  const found = createProblemList();
  let isBroken = false;
  const refuse = (code: string, message: string, offset: number): void => {
    found.add(() => report(code, "error", message, placeAt(offset)));
    // Which of the two was meant, nobody knows.
    isBroken ||= code === "yaml-duplicate-key";
  };
  const longLists = new Map<number, LongList>();
  const reader = plainReader(refuse, longLists);
  const { document, problems } = compose(text, reader.read, longLists);
  for (const problem of withoutCascade(problems)) {
    const place = placeAt(problem.offset);
    const message = diagnosticMessage(problem, lines.at(place.line) ?? "");
    found.add(() => report(diagnosticCode(problem), "error", message, place));
  }

  const root = document?.contents ?? null;
  const value = reader.read(root) ?? null;
  const spanOf = spanFinder({ text, root, longLists, targetOf: reader.targetOf });
  const placeOf = (path: Path, part: "key" | "value" = "value"): Place => placeAt(spanOf(path, part).start);
  return {
    file,
    value: problems.length > 0 || isBroken ? null : value,
    diagnostics: bounded([...found.found()].sort(byPlace)),
    placeOf,
    linesOf: (path) => {
      const { start, end } = spanOf(path, "value");
      // The end is exclusive, and that of a block lies at the beginning of the line behind it.
      return { first: placeOf(path, "key").line, last: placeAt(Math.max(start, end - 1)).line };
    },
    textOf: (line) => lines.at(line) ?? "",
    excerptOf,
    diagnostic: (code, severity, message, path, part) => report(code, severity, message, placeOf(path, part)),
  };
}

/** The same places with other data behind them, as after the substitution of variables. */
export function withValue(document: YamlDocument, value: unknown): YamlDocument {
  return { ...document, value };
}
