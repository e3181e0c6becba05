/** Parses a YAML text within bounds, in steps: whatever the text is, this ends soon and does not fill the memory. */
import { Composer, Lexer, Parser } from "yaml";
import type { CST, Document } from "yaml";
import { restore, shorten } from "./item-runs";
import { MAX_DEPTH, MAX_FLOW_SIGNS, MAX_TEXT_LENGTH, MAX_TOKENS, TOO_DEEP } from "./limits";
import { PARSER_OPTIONS, problemsOf } from "./yaml-problems";
import type { Problem } from "./yaml-problems";

export interface Composition {
  /** Null when the text goes beyond a limit; then that is the only problem. */
  readonly document: Document | null;
  readonly problems: readonly Problem[];
}

/** So many lexemes are read between two steps; they take some milliseconds. */
const LEXEMES_PER_STEP = 4_096;

export function* composeInSteps(text: string): Generator<void, Composition, void> {
  const shortened = yield* shorten(text, MAX_TOKENS);
  if (shortened !== null) {
    const composition = yield* compose(shortened.text, MAX_TOKENS - shortened.lexemes);
    const { document, problems } = composition;
    // A problem is reported at its place in the whole text.
    if (document !== null && problems.length === 0 && restore(document, shortened)) return composition;
  }
  return yield* compose(text, MAX_TOKENS);
}

function* compose(text: string, maxTokens: number): Generator<void, Composition, void> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let [count, flowSigns] = [0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    tokens.push(...parser.next(lexeme));
    count += 1;
    if (FLOW_SIGNS.has(lexeme)) flowSigns += 1;
    const isTooMuch = count > maxTokens || flowSigns > MAX_FLOW_SIGNS;
    const limit = isTooMuch ? TOO_MUCH : limitPassed(lexeme, parser.stack.length);
    if (limit !== null) return { document: null, problems: [{ ...limit, offset }] };
    if (count % LEXEMES_PER_STEP === 0) yield;
  }
  tokens.push(...parser.end());
  yield;
  const [document = null, second] = new Composer(PARSER_OPTIONS).compose(tokens, true, text.length);
  yield;
  if (document === null) return { document, problems: [] };
  const extra = second === undefined ? [] : [{ code: "MULTIPLE_DOCS", message: "", offset: second.range[0] }];
  return { document, problems: [...problemsOf(document), ...extra] };
}

const FLOW_SIGNS: ReadonlySet<string> = new Set(["[", "]", "{", "}", ","]);

type Limit = Omit<Problem, "offset">;

const TOO_MUCH: Limit = {
  code: "TOO_MANY",
  message: "the file holds too much up to here; split it into several files",
};

/** Which limit the text goes beyond with this lexeme; null for none. */
function limitPassed(lexeme: string, depth: number): Limit | null {
  if (depth > MAX_DEPTH) return { code: "TOO_DEEP", message: TOO_DEEP };
  if (lexeme.length > MAX_TEXT_LENGTH) {
    return { code: "TOO_LONG", message: `this text is longer than ${MAX_TEXT_LENGTH} characters; shorten it` };
  }
  return null;
}
