/**
 * The plan as workflow commands of GitHub Actions: annotations in the file that declares the domains, then plain lines
 * that sum up. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Place } from "../core/diagnostic";
import { counted, printable } from "../core/printable";
import type { Severity } from "../core/vocabulary";
import { clip } from "./clip";
import { checkText } from "./file-check";
import type { FileCheck } from "./file-check";
import { incompletenessOf } from "./incompleteness";
import { findingCountsText, scopeTexts, verdictText } from "./headline";
import type { ChangeDocument, FindingDocument, PlanDocument } from "./plan-document";
import { providerIssues } from "./provider-issues";
import type { Renderer } from "./renderer";
import { changesByFinding, nextStepLines } from "./step-text";

const LEVELS = ["error", "warning", "notice"] as const;
type AnnotationLevel = (typeof LEVELS)[number];

interface Annotation {
  readonly level: AnnotationLevel;
  readonly title: string;
  /** Paragraphs, one below the other. */
  readonly message: readonly string[];
  /** Null for what no file mentions. */
  readonly place: Place | null;
}

/** GitHub shows ten of a level and step, and drops the others without a word. */
const SHOWN_OF_A_LEVEL = 10;
const TITLE_LIMIT = 255;
const PARAGRAPH_LIMIT = 2000;

/** A character of a command: an escape of `printable`, one of GitHub, or any other. */
const ESCAPED = /\\u\{[\da-f]+\}|%[\dA-F]{2}|[^]/gu;

export const renderGithub: Renderer<PlanDocument> = (plan) => {
  const byLevel = levelsOf(annotationsOf(plan));
  return [...commandsOf(byLevel), ...closingLines(plan, byLevel)].map((line) => `${line}\n`);
};

export const renderGithubCheck: Renderer<FileCheck> = (check) => {
  const byLevel = levelsOf(
    check.diagnostics.map(({ code, severity, message, place }) => ({
      level: LEVEL_OF[severity],
      title: code,
      message: [message],
      place,
    })),
  );
  const closing = [...hiddenLines(byLevel), `DCV: ${checkText(check)}.`].map(printable);
  return [...commandsOf(byLevel), ...closing].map((line) => `${line}\n`);
};

/** In the order of the levels. */
type AnnotationsByLevel = readonly (readonly Annotation[])[];

function levelsOf(annotations: readonly Annotation[]): AnnotationsByLevel {
  return LEVELS.map((level) => annotations.filter((annotation) => annotation.level === level));
}

function commandsOf(byLevel: AnnotationsByLevel): readonly string[] {
  return byLevel.flatMap((all) => all.slice(0, SHOWN_OF_A_LEVEL).map(command));
}

/** In the order in which they are to be seen: what is missing from the plan first, then what changed. */
function annotationsOf(plan: PlanDocument): readonly Annotation[] {
  const judged = plan.findings.filter((finding) => finding.waiver === null && !isSetAside(finding, plan));
  const changeOf = changesByFinding(plan);
  const changedFirst = judged.toSorted((a, b) => Number(b.changed === true) - Number(a.changed === true));
  return [
    ...gapAnnotations(plan),
    ...warningAnnotations(plan),
    ...changedFirst.map((finding) => findingAnnotation(finding, changeOf(finding))),
  ];
}

function gapAnnotations(plan: PlanDocument): readonly Annotation[] {
  return incompletenessOf(plan).map(({ provider, domain, message, location }) => ({
    level: "error",
    title: domain === null ? `${provider ?? "plan"}: not complete` : `could not be judged: ${domain}`,
    message: [message],
    place: location,
  }));
}

function warningAnnotations(plan: PlanDocument): readonly Annotation[] {
  return providerIssues(plan)
    .filter(({ severity }) => severity === "warning")
    .map(({ provider, message }) => ({
      level: "warning",
      title: `${provider}: warning`,
      message: [message],
      place: null,
    }));
}

const LEVEL_OF: Record<Severity, AnnotationLevel> = { error: "error", warning: "warning", info: "notice" };

function findingAnnotation(finding: FindingDocument, change: ChangeDocument | undefined): Annotation {
  const { rule, severity, domain, message, remediation, citation, location, changed } = finding;
  return {
    level: LEVEL_OF[severity],
    title: `${rule}: ${domain}${changed === true ? " (changed)" : ""}`,
    message: [message, remediation, ...nextStepLines(change), citation],
    place: location,
  };
}

/** Whether a finding does not count, for it was there before what changed. */
function isSetAside({ changed }: FindingDocument, { changed_since }: PlanDocument): boolean {
  return changed_since?.only_changed === true && changed !== true;
}

function command({ level, title, message, place }: Annotation): string {
  const at: readonly string[] =
    place === null ? [] : [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`];
  const properties = [...at, `title=${clip(property(title), TITLE_LIMIT, ESCAPED)}`].join(",");
  const text = message.map((paragraph) => clip(data(paragraph), PARAGRAPH_LIMIT, ESCAPED)).join("%0A");
  return `::${level} ${properties}::${text}`;
}

/** As `@actions/core` escapes them. CR and LF are visible escapes by then; only our own line ends are written as `%0A`. */
function data(text: string): string {
  return printable(text).replaceAll("%", "%25");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** None begins with text from outside, so that none is a command. */
function closingLines(plan: PlanDocument, byLevel: AnnotationsByLevel): readonly string[] {
  const older = plan.findings.filter((finding) => finding.waiver === null && isSetAside(finding, plan));
  const olderText = countsText(
    LEVELS.map((level) => older.filter(({ severity }) => LEVEL_OF[severity] === level).length),
  );
  return [
    ...hiddenLines(byLevel),
    ...(olderText === "" ? [] : [`Not annotated, for they were there before: ${olderText}.`]),
    `${verdictText(plan)}: ${findingCountsText(plan.summary)}.`,
    ...scopeTexts(plan),
  ].map(printable);
}

function hiddenLines(byLevel: AnnotationsByLevel): readonly string[] {
  const hidden = countsText(byLevel.map((all) => all.length - SHOWN_OF_A_LEVEL));
  return hidden === "" ? [] : [`GitHub shows ${SHOWN_OF_A_LEVEL} annotations of a level; not among them: ${hidden}.`];
}

/** `2 errors, 1 notice`, for counts in the order of the levels; empty where there is nothing to count. */
function countsText(counts: readonly number[]): string {
  return LEVELS.flatMap((level, index) => {
    const count = counts[index] ?? 0;
    return count > 0 ? [counted(count, level)] : [];
  }).join(", ");
}
