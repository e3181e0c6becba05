/** What is asked of the YAML parser, and what it finds wrong, in words for people. */
import type { Document } from "yaml";

/**
 * What we do ourselves: places (the parser's own counter misses lines after some errors), keys that stand twice (it
 * compares each with each other), and warnings, which would go past the diagnostics to standard error.
 */
export const PARSER_OPTIONS = { prettyErrors: false, strict: true, uniqueKeys: false, logLevel: "silent" } as const;

export interface Problem {
  /** The parser's, or one of ours in its manner. */
  readonly code: string;
  readonly message: string;
  /** Where it is in the text. */
  readonly offset: number;
}

/** Its warnings are errors to us: a tag that is not understood is no text. */
export function problemsOf({ errors, warnings }: Document): readonly Problem[] {
  return [...errors, ...warnings].map(({ code, message, pos }) => ({ code, message, offset: pos[0] }));
}

/** After a syntax error the parser reports every further token as unexpected; only the first report helps. */
export function withoutCascade(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ code }, index) => index === 0 || code !== "UNEXPECTED_TOKEN");
}

/** The code of its diagnostic, such as `yaml-bad-indent`. */
export function diagnosticCode({ code }: Problem): string {
  return `yaml-${code.toLowerCase().replaceAll("_", "-")}`;
}

/** A sentence that repeats nothing of the text, which may be a secret; `line` is the one it is about. */
export function diagnosticMessage({ code, message }: Problem, line: string): string {
  // The parser quotes the unexpected token after a colon.
  const words = OWN_WORDS[code] ?? (code === "UNEXPECTED_TOKEN" ? message.replace(/:.*/s, "") : message);
  return words + referenceHint(line);
}

/** Where the words of the parser are meant for programmers, or repeat a part of the text. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  BAD_DIRECTIVE: "a line that begins with % is a YAML directive, and this one is unknown; remove it",
  BAD_DQ_ESCAPE: "there is no such escape sequence; write \\\\ for a backslash, or use single quotes",
  MULTIPLE_DOCS: "there is more than one document in this file; keep one",
  TAG_RESOLVE_FAILED: "a word that begins with ! is a YAML tag, and this one is unknown; put a text in quotes",
};

/** The mistake that is made first: between braces a plain `${NAME}` opens a mapping. */
function referenceHint(line: string): string {
  return /[{,][^"'#]*:\s*\$\{/.test(line.slice(0, MAX_LINE)) ? HINT : "";
}

const HINT = '; between braces a reference needs quotes: "${NAME}"';

/** The search takes the square of the length. */
const MAX_LINE = 1000;
