/** What is wrong with a rule beyond its shape: facts that do not exist, placeholders that are not closed, its dates. */
import type { Diagnostic } from "../core/diagnostic";
import { didYouMean } from "../document/did-you-mean";
import type { YamlDocument } from "../document/document";
import type { FactTable } from "./fact";
import { factReferences, isMapping } from "./keywords";
import type { Keyword } from "./keywords";

/** `{fact}` in a message or a remediation. */
export const PLACEHOLDER = /\{([^{}\s]+)\}/g;

const TEMPLATES = ["message", "remediation"] as const;

/** @param keywords those of `when` and `require` */
export function ruleProblems(
  document: YamlDocument,
  keywords: readonly Keyword[],
  facts: FactTable<never>,
): readonly Diagnostic[] {
  return [...unknownFacts(document, keywords, facts), ...openPlaceholders(document), ...reversedDates(document)];
}

/** A misspelt fact would make a schema that matches everything, so it is an error and not a pass. */
function unknownFacts(
  document: YamlDocument,
  keywords: readonly Keyword[],
  facts: FactTable<never>,
): readonly Diagnostic[] {
  const names = Object.keys(facts);
  const shown = TEMPLATES.flatMap((part) =>
    [...textOf(document, part).matchAll(PLACEHOLDER)].map((match) => ({ fact: String(match[1]), path: [part] })),
  );
  return [...factReferences(keywords), ...shown]
    .filter(({ fact }) => !names.includes(fact))
    .map(({ fact, path }) =>
      document.diagnostic("unknown-fact", "error", `there is no fact "${fact}"${didYouMean(fact, names)}`, path, "key"),
    );
}

/** A brace that belongs to no placeholder would stand in every message, without its figure. */
function openPlaceholders(document: YamlDocument): readonly Diagnostic[] {
  return TEMPLATES.filter((part) => /[{}]/.test(textOf(document, part).replace(PLACEHOLDER, ""))).map((part) =>
    document.diagnostic(
      "bad-placeholder",
      "error",
      "a brace here belongs to no placeholder; write {fact}, without spaces, with both braces",
      [part],
    ),
  );
}

/** A rule that ends before it begins would never be in force. */
function reversedDates(document: YamlDocument): readonly Diagnostic[] {
  const { from, until } = mapping(mapping(document.value).effective);
  if (typeof from !== "string" || typeof until !== "string" || from < until) return [];
  return [
    document.diagnostic("bad-value", "error", `until ${until} is not after from ${from}`, ["effective", "until"]),
  ];
}

function textOf(document: YamlDocument, part: (typeof TEMPLATES)[number]): string {
  return String(mapping(document.value)[part]);
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) ? value : {};
}
