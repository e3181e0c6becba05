/** Parses a YAML text within bounds: whatever it is, this ends soon and does not fill the memory. */
import { Composer, Lexer, Parser } from "yaml";
import type { CST, Document, Node } from "yaml";
import { MAX_DEPTH, MAX_ITEMS, MAX_TEXT_LENGTH, MAX_TOKENS, MAX_TOKENS_HELD, TOO_DEEP } from "./limits";
import { createListReader } from "./long-list";
import type { ListReader, LongList } from "./long-list";
import { PARSER_OPTIONS, problemsOf } from "./yaml-problems";
import type { Problem } from "./yaml-problems";

export interface Composition {
  /** Null when the text goes beyond a limit; then that is the only problem. */
  readonly document: Document | null;
  readonly problems: readonly Problem[];
}

/**
 * `readItem` makes plain data of an item of a long list; undefined leaves it out. Those items are put into `longLists` by
 * the offset at which the list begins, and are not in the document.
 */
export function compose(
  text: string,
  readItem: (node: Node) => unknown,
  longLists: Map<number, LongList>,
): Composition {
  const parser = new Parser();
  const lists = createListReader(parser.stack, text, readItem, longLists);
  const beyond: Problem[] = [];

  /** The syntax of the text, up to the limit that it goes beyond. */
  function* tokens(): Generator<CST.Token> {
    let count = 0;
    for (const lexeme of new Lexer().lex(text)) {
      const { offset } = parser;
      yield* parser.next(lexeme);
      count += 1;
      lists.lookAfter(lexeme);
      const limit = limitPassed(lexeme, count, lists, parser.stack.length);
      if (limit === null) continue;
      beyond.push({ ...limit, offset });
      return;
    }
    yield* parser.end();
  }

  let document: Document | null = null;
  const extra: Problem[] = [];
  for (const one of new Composer(PARSER_OPTIONS).compose(tokens(), true, text.length)) {
    if (document === null) {
      document = one;
      continue;
    }
    extra.push({ code: "MULTIPLE_DOCS", message: "", offset: one.range[0] });
    break;
  }
  if (beyond.length > 0 || document === null) return { document: null, problems: beyond };
  return { document, problems: [...lists.problems, ...problemsOf(document), ...extra] };
}

type Limit = Omit<Problem, "offset">;

/** Which limit the text goes beyond with this token; null for none. */
function limitPassed(lexeme: string, count: number, { held, read }: ListReader, depth: number): Limit | null {
  if (depth > MAX_DEPTH) return { code: "TOO_DEEP", message: TOO_DEEP };
  if (lexeme.length > MAX_TEXT_LENGTH) {
    return { code: "TOO_LONG", message: `this text is longer than ${MAX_TEXT_LENGTH} characters; shorten it` };
  }
  if (read > MAX_ITEMS) return tooMany(`a file may hold ${MAX_ITEMS} items; split it`);
  if (count > MAX_TOKENS) return tooMany(`${TOO_MANY}; split it`);
  if (held <= MAX_TOKENS_HELD) return null;
  return tooMany(`${TOO_MANY}; split it, or write long lists with one - item a line, without anchors`);
}

const TOO_MANY = "the file holds too much up to here";

function tooMany(message: string): Limit {
  return { code: "TOO_MANY", message };
}
