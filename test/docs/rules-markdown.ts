/** The built-in rules as a page of the documentation. */
import type { RuleDescription } from "../../lib/core/explanation";

/** `facts` are the facts that rules may speak of, with what each says. */
export function renderRulesMarkdown(
  rules: readonly RuleDescription[],
  facts: Readonly<Record<"domain" | "waiver", Readonly<Record<string, string>>>>,
): string {
  const overview = rules.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`);
  return [
    "# Rules",
    "<!-- Made from policies/ and the table of facts by `npm run docs`; change them there. -->",
    "Each rule is one file in `policies/`. What a rule is, how to change its level and how to add one stands in [policies.md](policies.md).",
    ["| rule | level | what is true where it passes |", "| --- | --- | --- |", ...overview].join("\n"),
    ...rules.flatMap(ruleSection),
    "## Facts",
    "What the `when`, `require`, `message` and `remediation` of a rule may name. A fact is null when it is not known or there is no such thing.",
    factTable(facts.domain),
    "## Facts about waivers",
    "For rules with `subject: waiver`.",
    factTable(facts.waiver),
  ]
    .map((block) => `${block}\n`)
    .join("\n");
}

function ruleSection(rule: RuleDescription): readonly string[] {
  const { id, title, severity, citation, url, effective, when, require, message, remediation, file } = rule;
  const source = url === null ? citation : `[${citation}](${url})`;
  return [
    `## ${id}`,
    `${title}.`,
    [
      `- Level: ${severity}`,
      `- Source: ${source}`,
      `- In force: ${effective ?? "always"}`,
      `- Applies: ${when === null ? "to everything" : `where \`${when}\``}`,
      `- Requires: \`${require}\``,
      `- Message: ${message}`,
      `- To do: ${remediation}`,
      `- File: [\`${file}\`](../${file})`,
    ].join("\n"),
  ];
}

function factTable(facts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(facts).map(([fact, says]) => `| \`${fact}\` | ${says} |`);
  return ["| fact | says |", "| --- | --- |", ...rows].join("\n");
}
