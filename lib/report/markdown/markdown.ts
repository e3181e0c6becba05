/**
 * The plan as a comment on a pull request or a job summary: the verdict, the provider problems, what needs doing,
 * the findings, and folded away what is well.
 */
import { actionCountsText, findingCountsText, scopeTexts, verdictText } from "../headline";
import { FOLDED_END, findingSections, folded } from "./findings";
import { fitSections } from "./sections";
import type { Section } from "./sections";
import { NOTHING, table } from "./table";
import type { Column } from "./table";
import { code, prose } from "../markdown-text";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { newsText, sinceTitle, stateText } from "../news";
import { providerIssues } from "../provider-issues";
import type { Renderer } from "../renderer";
import { byUrgency, daysLeftText, usableUntilText } from "../urgency";
import type { Urgency } from "../urgency";

/**
 * The first line of every such comment, by which the one of the run before is found and replaced: `<!-- dcv plan -->`, or
 * `<!-- dcv plan shop-eu -->` for an estate that has a name. Never changes.
 */
export function markerOf(estate: string | null): string {
  // The name comes from a saved plan too, where it can be any text.
  return `<!-- dcv plan ${estate === null ? "" : `${estate.replace(/[^\w.-]|--/g, "_")} `}-->`;
}

/** A comment on GitHub holds 65,536 characters, and what posts it may add a few. */
export const LIMIT_BYTES = 65_000;

export const renderMarkdown: Renderer<PlanDocument> = (plan) => {
  const head = headText(plan);
  const changed = plan.findings.filter((finding) => finding.changed === true);
  const others = plan.findings.filter((finding) => finding.changed !== true);
  const groups = [...byUrgency(plan)];
  const sections = [
    ...providerSections(plan),
    ...sinceSections(plan),
    ...findingSections(changed, "changed"),
    ...groups.filter(([{ id }]) => id !== "valid").map(([urgency, changes]) => domainSection(urgency, changes)),
    ...findingSections(others, plan.changed_since?.only_changed === true ? "older" : null),
    ...replacementSections(plan),
    ...groups.filter(([{ id }]) => id === "valid").map(([urgency, changes]) => validSection(urgency, changes)),
  ];
  return [head, fitSections(sections, LIMIT_BYTES - Buffer.byteLength(head))];
};

function headText(plan: PlanDocument): string {
  const { as_of, estate, summary } = plan;
  const lines = [
    markerOf(estate),
    `## ${sign(plan)} DCV plan${estate === null ? "" : ` of ${prose(estate)}`}: ${prose(verdictText(plan))}`,
    "",
    `**${findingCountsText(summary)}.** As of ${code(as_of)}, ${actionCountsText(summary)}.`,
    ...scopeTexts(plan).flatMap((text) => ["", `> ${prose(text)}`]),
    ...(plan.state === undefined ? [] : ["", prose(stateText(plan.state))]),
  ];
  return `${lines.join("\n")}\n`;
}

function sign({ verdict, summary }: PlanDocument): string {
  if (verdict === "error" || verdict === "violation") return "❌";
  return verdict === "changes" || summary.errors > 0 ? "⚠️" : "✅";
}

function sinceSections(plan: PlanDocument): readonly Section[] {
  const title = sinceTitle(plan);
  const news = plan.state?.since?.news ?? [];
  if (title === null || news.length === 0) return [];
  const rows = news.map(
    ({ provider, domain, ...what }) =>
      () =>
        `- ${code(domain)} (${prose(provider)}) ${prose(newsText(what))}\n`,
  );
  return [{ open: `\n### ${prose(title)}\n\n`, rows, close: "", noun: "change" }];
}

function providerSections(plan: PlanDocument): readonly Section[] {
  const rows = providerIssues(plan).map(
    ({ severity, message }) =>
      () =>
        `- **${severity}** ${prose(message)}\n`,
  );
  if (rows.length === 0) return [];
  return [{ open: `\n### Provider problems (${rows.length})\n\n`, rows, close: "", noun: "message" }];
}

const DOMAIN: Column<ChangeDocument> = {
  title: "domain",
  cell: ({ domain, unicode }) => (unicode === null ? code(domain) : `${code(domain)} (${code(unicode)})`),
};
const PROVIDER: Column<ChangeDocument> = { title: "provider", cell: ({ provider }) => prose(provider) };
const TO_DO: Column<ChangeDocument> = {
  title: "state",
  cell: ({ action, reason }) => `${action}: ${reason.replaceAll("_", " ")}`,
};
const MESSAGE: Column<ChangeDocument> = { title: "why", cell: ({ message }) => prose(message) };
const NEXT_STEP: Column<ChangeDocument> = {
  title: "next step",
  cell: ({ next_step }) => (next_step.kind === "none" ? NOTHING : prose(next_step.text)),
};
const DATES_AND_PLACE: readonly Column<ChangeDocument>[] = [
  { title: "days left", align: "right", cell: daysLeftInSigns },
  { title: "usable until", cell: usableUntilText },
  { title: "owner", cell: ({ declared }) => (declared?.owner == null ? NOTHING : code(declared.owner)) },
  { title: "place", cell: ({ declared }) => (declared === null ? NOTHING : code(`${declared.file}:${declared.line}`)) },
];

function domainSection({ id, title }: Urgency, changes: readonly ChangeDocument[]): Section {
  const what = id === "unknown" ? MESSAGE : TO_DO;
  const { head, rows } = table([DOMAIN, PROVIDER, what, ...DATES_AND_PLACE, NEXT_STEP], changes);
  return { open: `\n### ${title} (${rows.length})\n\n${head}`, rows, close: "", noun: "domain" };
}

function validSection({ title }: Urgency, changes: readonly ChangeDocument[]): Section {
  const { head, rows } = table([DOMAIN, PROVIDER, ...DATES_AND_PLACE], changes);
  return { open: `${folded(`${title} (${rows.length})`)}\n${head}`, rows, close: FOLDED_END, noun: "domain" };
}

/** `≈ 18 d` for an estimate, `≥ 18 d` for a lower bound; never broken into lines. */
function daysLeftInSigns(change: ChangeDocument): string {
  return daysLeftText(change)
    .replace(/^~/, "≈ ")
    .replace(/^(.*)\+/, "≥ $1")
    .replaceAll(" ", "\u00a0");
}

/** A rule of the user's own in the place of a built-in one changes what everything above means. */
function replacementSections({ rules }: PlanDocument): readonly Section[] {
  const rows = rules
    .filter(({ replaces }) => replaces !== null)
    .map(
      ({ rule, file }) =>
        () =>
          `- ${code(rule)} is that of ${code(file)}\n`,
    );
  if (rows.length === 0) return [];
  return [{ open: `\n### Rules in the place of built-in ones (${rows.length})\n\n`, rows, close: "", noun: "rule" }];
}
