/** The patterns of a rule, matched in time linear in the text, because a match cannot be interrupted. */
import type { Diagnostic } from "../core/diagnostic";
import type { YamlDocument } from "../document/document";
import { quoted } from "../document/quoted";
import type { Budget } from "./budget";
import type { Keyword } from "./keywords";

export interface Matcher {
  test(text: string): boolean;
}

/** By the text of the pattern. */
export type Patterns = ReadonlyMap<string, Matcher>;

/**
 * The patterns among these keywords, and a problem for each that cannot be matched. Loads the engine only if there is one.
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
      refuse("a pattern is text and cannot be taken from a fact");
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
      refuse(`${quoted(value)} cannot be matched: ${why}; use the syntax of RE2`);
    }
  }
  return { patterns, diagnostics };
}
