/** The patterns of a rule, matched in time linear in the text: while one is matched, no signal is heard. */
import type { Diagnostic } from "../core/diagnostic";
import type { YamlDocument } from "../document/document";
import { quoted } from "../document/quoted";
import type { Budget } from "./budget";
import type { Keyword } from "./fact-schemas";

export interface Matcher {
  test(text: string): boolean;
}

/** By the text of the pattern. */
export type Patterns = ReadonlyMap<string, Matcher>;

/**
 * What can be matched of these keywords, and a problem for each pattern that cannot. The engine is loaded where there is one.
 * @param budget is used up by what the patterns take
 */
export async function readPatterns(
  document: YamlDocument,
  keywords: readonly Keyword[],
  budget: Budget,
): Promise<{ patterns: Patterns; diagnostics: readonly Diagnostic[] }> {
  const patterns = new Map<string, Matcher>();
  const diagnostics: Diagnostic[] = [];
  const written = keywords.filter(({ keyword }) => keyword === "pattern");
  if (written.length === 0) return { patterns, diagnostics };
  const { RE2JS } = await import("re2js");
  for (const { value, path } of written) {
    const refuse = (message: string): void => {
      diagnostics.push(document.diagnostic("bad-pattern", "error", message, path));
    };
    if (typeof value !== "string") {
      refuse("a pattern is a text, and not taken from a fact");
      continue;
    }
    try {
      const pattern = RE2JS.compile(value);
      budget.instructions -= pattern.programSize();
      patterns.set(value, pattern);
      if (budget.instructions < 0) {
        refuse(
          `with ${quoted(value)} the patterns of all rules take too long to match; repeat less in them, as {1,100} does`,
        );
      }
    } catch (error) {
      const why = (error as Error).message.replace("error parsing regexp: ", "");
      refuse(`${quoted(value)} cannot be matched: ${why}; write it as RE2 has it`);
    }
  }
  return { patterns, diagnostics };
}
