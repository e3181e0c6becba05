/** A YAML text as plain data that remembers its places, so that whatever is wrong can be said with line and column. */
import { isAlias, isMap, isScalar, isSeq, parseDocument as parseYaml } from "yaml";
import type { Document, Node } from "yaml";
import type { Diagnostic, DiagnosticSeverity, Place } from "../core/diagnostic";
import { plainValue } from "./plain-value";
import { maskedLines } from "./secrets";

export type Path = readonly (string | number)[];

export interface YamlDocument {
  /** The file's name as diagnostics show it. */
  readonly file: string;
  /** Plain data without what the diagnostics refuse; null when the text could not be read as YAML. */
  readonly value: unknown;
  /** Problems of the YAML itself. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where a value, or the key it stands behind, begins; the nearest ancestor where the path leads nowhere. */
  placeOf(path: Path, part?: "key" | "value"): Place;
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
  const lines = text.split("\n");
  const placeAt = placesIn(lines, file);
  const excerptOf = maskedLines(lines);
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, severity: DiagnosticSeverity, message: string, place: Place): Diagnostic => ({
    code,
    severity,
    message,
    place,
    excerpt: excerptOf(place.line),
  });

  const document = composed(text);
  if (document === null) {
    diagnostics.push(report("yaml-too-deep", "error", TOO_DEEP, placeAt(0)));
  }
  for (const problem of withoutCascade([...(document?.errors ?? []), ...(document?.warnings ?? [])])) {
    const place = placeAt(problem.pos[0]);
    const message = messageOf(problem) + referenceHint(lines[place.line - 1] ?? "");
    diagnostics.push(report(codeOf(problem), "error", message, place));
  }

  const root: Node | null = document?.contents ?? null;
  const nodeAt = (path: Path, part: "key" | "value"): Node | null => {
    let node: Node | null = root;
    let found: Node | null = root;
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = document === null ? null : (node.resolve(document) ?? null);
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
        if (pair === undefined) return found;
        if (part === "key" && index === path.length - 1) return pair.key as Node;
        node = (pair.value as Node | null) ?? (pair.key as Node);
      } else if (isSeq(node)) {
        node = (node.items[Number(step)] as Node | undefined) ?? null;
      } else {
        return found;
      }
      if (node === null) return found;
      found = node;
    }
    return found;
  };

  const placeOf = (path: Path, part: "key" | "value" = "value"): Place => placeAt(nodeAt(path, part)?.range?.[0] ?? 0);
  const refuse = (code: string, message: string, offset: number): void => {
    diagnostics.push(report(code, "error", message, placeAt(offset)));
  };
  const value = diagnostics.length === 0 && document !== null ? plainValue(document, refuse) : null;

  return {
    file,
    value,
    diagnostics,
    placeOf,
    excerptOf,
    diagnostic: (code, severity, message, path, part) => report(code, severity, message, placeOf(path, part)),
  };
}

/** The same places with other data behind them, as after the substitution of variables. */
export function withValue(document: YamlDocument, value: unknown): YamlDocument {
  return { ...document, value };
}

const TOO_DEEP = "nested too deeply to be read; flatten the file";

/** Where the words of the parser are meant for programmers, or repeat a part of the text, which may be a secret. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  BAD_DIRECTIVE: "a line that begins with % is a YAML directive, and this one is unknown; remove it",
  BAD_DQ_ESCAPE: "there is no such escape sequence; write \\\\ for a backslash, or use single quotes",
  MULTIPLE_DOCS: "there is more than one document in this file; keep one",
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAG_RESOLVE_FAILED: "a word that begins with ! is a YAML tag, and this one is unknown; put a text in quotes",
};

interface Problem {
  readonly code: string;
  readonly message: string;
}

function codeOf({ code }: Problem): string {
  return code === "RESOURCE_EXHAUSTION" ? "yaml-too-deep" : `yaml-${code.toLowerCase().replaceAll("_", "-")}`;
}

function messageOf({ code, message }: Problem): string {
  // What was not expected is quoted behind a colon.
  return OWN_WORDS[code] ?? (code === "UNEXPECTED_TOKEN" ? message.replace(/:.*/s, "") : message);
}

/** Once the parser has lost its way, every token is unexpected; the first problem is the one to mend. */
function withoutCascade<T extends { readonly code: string }>(problems: readonly T[]): readonly T[] {
  return problems.filter(({ code }, index) => index === 0 || code !== "UNEXPECTED_TOKEN");
}

/** The mistake that is made first: between braces a plain `${NAME}` opens a mapping. */
function referenceHint(line: string): string {
  return /[{,][^"'#]*:\s*\$\{/.test(line) ? '; between braces a reference needs quotes: "${NAME}"' : "";
}

/** From an offset in the text to its place. The parser's own counter misses lines after some errors. */
function placesIn(lines: readonly string[], file: string): (offset: number) => Place {
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length + 1;
  }
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function composed(text: string): Document | null {
  try {
    // The parser's own warnings would go past the diagnostics, to the standard error, and repeat keys.
    return parseYaml(text, { prettyErrors: false, strict: true, logLevel: "error" });
  } catch (error) {
    if (error instanceof RangeError) return null; // the parser ran out of stack
    throw error;
  }
}
