/**
 * A YAML text as plain data that remembers its places, so that a message about it can name line and column.
 *
 * `lib/document` turns text into data for every room that reads a file: read within bounds (`read.ts`, `decode.ts`), compose
 * (`compose.ts`), check by a schema (`schema.ts`), and say each violation in words (`problems.ts`) with its lines (`excerpts.ts`).
 */
import { byPlace } from "../core/diagnostic";
import type { Diagnostic, DiagnosticSeverity, Place } from "../core/diagnostic";
import { composeInSteps } from "./compose";
import { excerptReader } from "./excerpts";
import { KNOWN_TEXTS } from "./known-texts";
import { linesOf } from "./lines";
import { spanFinder } from "./node-at";
import type { Path } from "./node-at";
import { plainReader } from "./plain-value";
import { bounded, createProblemList } from "./problems";
import { diagnosticCode, diagnosticMessage, withoutCascade } from "./yaml-problems";

export type { Path };

export interface YamlDocument {
  /** The file's name as diagnostics show it. */
  readonly file: string;
  /** Plain data without what the diagnostics refuse; null when the text could not be read as YAML. */
  readonly value: unknown;
  /** Problems of the YAML itself. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where a value, or its key, begins; the nearest ancestor where the path leads nowhere. */
  placeOf(path: Path, part?: "key" | "value"): Place;
  /** One line of the text, from 1; null where it may not be shown. Holds on to the text alone, not to its parse tree. */
  readonly excerptOf: (line: number) => string | null;
  /** Whether the value at this path came from the environment, so that no message may show it. */
  readonly isSecret: (path: Path) => boolean;
  diagnostic(
    code: string,
    severity: DiagnosticSeverity,
    message: string,
    path: Path,
    part?: "key" | "value",
  ): Diagnostic;
}

/**
 * Parses one YAML 1.2 document. Never throws on bad input: what is wrong is in `diagnostics`. Diagnostics quote lines only
 * below the top-level keys in `quotableKeys`, where no credential is expected.
 */
export function parseDocument(text: string, file: string, quotableKeys: readonly string[] = []): YamlDocument {
  const known = KNOWN_TEXTS.get(text);
  return known === undefined
    ? parseWhole(text, file, quotableKeys)
    : knownDocument(text, file, quotableKeys, JSON.parse(known));
}

/** The same document without parsing the text, which is done where a place in it is asked for. `value` is its data, without a problem. */
export function knownDocument(
  text: string,
  file: string,
  quotableKeys: readonly string[],
  value: unknown,
): YamlDocument {
  let parsed: YamlDocument | null = null;
  const whole = (): YamlDocument => (parsed ??= parseWhole(text, file, quotableKeys));
  return {
    file,
    value,
    diagnostics: [],
    placeOf: (path, part) => whole().placeOf(path, part),
    excerptOf: (line) => whole().excerptOf(line),
    isSecret: () => false,
    diagnostic: (code, severity, message, path, part) => whole().diagnostic(code, severity, message, path, part),
  };
}

function parseWhole(text: string, file: string, quotableKeys: readonly string[]): YamlDocument {
  const steps = parseInSteps(text, file, quotableKeys);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps of some milliseconds: between two of them a signal can be handled. */
export function* parseInSteps(
  text: string,
  file: string,
  quotableKeys: readonly string[],
): Generator<void, YamlDocument, void> {
  const lines = linesOf(text);
  const placeAt = (offset: number): Place => ({ file, ...lines.placeAt(offset) });
  const { document, problems } = yield* composeInSteps(text);
  const root = document?.contents ?? null;
  const excerptOf = excerptReader(lines, problems.length > 0 ? null : root, quotableKeys);
  const report = (code: string, severity: DiagnosticSeverity, message: string, place: Place): Diagnostic => ({
    code,
    severity,
    message,
    place,
    excerpt: excerptOf(place.line),
  });

  const found = createProblemList();
  let isBroken = problems.length > 0;
  for (const problem of withoutCascade(problems)) {
    const place = placeAt(problem.offset);
    const message = diagnosticMessage(problem, lines.at(place.line) ?? "");
    found.add(() => report(diagnosticCode(problem), "error", message, place));
  }
  const reader = plainReader((code, message, offset) => {
    found.add(() => report(code, "error", message, placeAt(offset)));
    // Which of two equal keys counts is unclear, and a list that was not read must not look like one that is missing.
    isBroken ||= code === "yaml-duplicate-key" || code === "yaml-too-many";
  });
  const value = reader.read(root) ?? null;
  const spanOf = spanFinder(root, reader.targetOf);
  const placeOf = (path: Path, part: "key" | "value" = "value"): Place => placeAt(spanOf(path, part).start);
  return {
    file,
    value: isBroken ? null : value,
    diagnostics: bounded([...found.found()].sort(byPlace)),
    placeOf,
    excerptOf,
    isSecret: () => false,
    diagnostic: (code, severity, message, path, part) => report(code, severity, message, placeOf(path, part)),
  };
}

/** The same places with other data, as after the substitution of variables; `isSecret` as there. */
export function withValue(
  document: YamlDocument,
  value: unknown,
  isSecret: YamlDocument["isSecret"] = document.isSecret,
): YamlDocument {
  return { ...document, value, isSecret };
}
