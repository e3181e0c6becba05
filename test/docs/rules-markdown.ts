/** The built-in rules, the facts and the tables as a page of the documentation. */
import type { RuleDescription } from "../../lib/core/explanation";
import { valuesText } from "../../lib/policy/fact";
import type { FactTable } from "../../lib/policy/fact";
import type { WrittenMethod, WrittenTables } from "../../lib/policy/tables-schema";

/** `facts` are the facts that rules may use; `tables` are the files of `policies/tables`. */
export function renderRulesMarkdown(
  rules: readonly RuleDescription[],
  facts: Readonly<Record<"domain" | "waiver", FactTable<never>>>,
  tables: WrittenTables,
): string {
  const overview = rules.map(({ id, severity, title }) => [`[\`${id}\`](#${id})`, severity, title]);
  return [
    "# Rules",
    "<!-- Made from policies/ and the tables of facts by `npm run docs`; change them there. -->",
    "Each rule is one file in `policies/`. What a rule is, how to change its level and how to add one stands in [policies.md](policies.md).",
    table(["rule", "level", "what is true where it passes"], overview),
    ...rules.flatMap(ruleSection),
    "## Facts",
    "What the `when`, `require`, `message` and `remediation` of a rule may name. A fact is null when it is not known or there is no such thing.",
    factTable(facts.domain),
    "## Facts about waivers",
    "For rules with `subject: waiver`.",
    factTable(facts.waiver),
    "## Reuse periods",
    `How old a validation may be, by the date on which the certificate is issued (${citation(tables["reuse-periods"].source)}).`,
    table(
      ["issued from", "days"],
      tables["reuse-periods"].periods.map(({ issued_from: from, days }) => [from ?? "before that", String(days)]),
    ),
    "## Methods",
    `The methods of the ${citation(tables.methods.source)}, by the words that plans use. Of a word with several rows the strictest counts. An order counts for ${tables.methods.random_value.days} days (section ${tables.methods.random_value.section}, ${tables.methods.random_value.confidence}).`,
    table(
      [
        "word",
        "section",
        "method",
        "wildcards",
        "CAs SHOULD NOT use it from",
        "void from",
        "days at most",
        "the row is",
      ],
      tables.methods.methods.map(methodRow),
    ),
    "## CA profiles",
    "What a CA itself accepts, where that is stricter. A provider's `reuseLimit` replaces it.",
    table(
      ["type", "issued from", "days", "source", "as of", "the row is"],
      tables["ca-profiles"].profiles.flatMap(({ type, steps, source, url, as_of: asOf, confidence }) =>
        steps.map(({ issued_from: from, days }) => [
          `\`${type}\``,
          from ?? "always",
          String(days),
          url === undefined ? source : `[${source}](${url})`,
          String(asOf),
          confidence,
        ]),
      ),
    ),
  ]
    .map((block) => `${block}\n`)
    .join("\n");
}

function ruleSection(rule: RuleDescription): readonly string[] {
  const { id, title, severity, citation: source, url, effective, condition, message, remediation, file } = rule;
  return [
    `## ${id}`,
    `${title}.`,
    [
      `- Level: ${severity}`,
      `- Source: ${url === null ? source : `[${source}](${url})`}`,
      `- In force: ${effective ?? "always"}`,
      `- Condition: ${condition}`,
      `- Message: ${message}`,
      `- To do: ${remediation}`,
      `- File: [\`${file}\`](../${file})`,
    ].join("\n"),
  ];
}

function factTable(facts: FactTable<never>): string {
  const rows = Object.entries(facts).map(([fact, { doc, schema }]) => [`\`${fact}\``, doc, valuesText(schema)]);
  return table(["fact", "says", "values"], rows);
}

function methodRow(method: WrittenMethod): readonly string[] {
  return [
    `\`${method.word}\``,
    method.ballot === undefined ? method.section : `${method.section} (${method.ballot})`,
    method.refreshed_by_ca === true ? `${method.title}, repeated by the CA itself` : method.title,
    method.wildcard ? "yes" : "no",
    method.sunset_from ?? "",
    method.void_from ?? "",
    String(method.reuse_cap_days ?? ""),
    method.confidence,
  ];
}

function citation({ document, section, ballot, url }: WrittenTables["methods"]["source"]): string {
  const text = [document, section, ballot === undefined ? undefined : `(${ballot})`]
    .filter((part) => part !== undefined)
    .join(" ");
  return url === undefined ? text : `[${text}](${url})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
