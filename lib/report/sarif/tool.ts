/** The `tool.driver` of a SARIF log: who made it, by which rules, and what its notifications are about. */
import type { ReportingDescriptor, Result, ToolComponent } from "sarif";
import { printable } from "../../core/printable";
import type { Severity } from "../../core/vocabulary";
import { NOT_COMPLETE } from "../alerts";
import type { PlanDocument, RuleDocument } from "../plan-document";
import { description, help, webAddress } from "./text";

export const LEVELS: Record<Severity, Extract<Result.level, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
};

/** What the notifications are about, by id. */
const NOTIFICATIONS = {
  [NOT_COMPLETE]: "Something could not be read or understood",
  "not-understood": "A CA sent something that dcv does not understand",
  partial: "The plan is about a part of the estate, so an alert that is absent may not be fixed",
  "results-left-out": "There are more results than are written or shown",
} as const;

export type NotificationId = keyof typeof NOTIFICATIONS;

/** Every rule of the plan in its order, those that found nothing and those that are off included, and the one for missing parts. */
export function driver({ tool, rules }: PlanDocument): ToolComponent & { readonly rules: ReportingDescriptor[] } {
  // A saved plan may hold an id twice, which a log may not.
  const byId = new Map(
    [...rules.map(ruleDescriptor), NOT_COMPLETE_RULE].map((descriptor) => [descriptor.id, descriptor]),
  );
  return {
    name: tool.name,
    version: printable(tool.version),
    rules: [...byId.values()],
    notifications: Object.entries(NOTIFICATIONS).map(([id, text]) => ({ id, shortDescription: description(text) })),
  };
}

function ruleDescriptor({ rule, title, severity, citation, url, remediation }: RuleDocument): ReportingDescriptor {
  const address = webAddress(url);
  return {
    id: printable(rule),
    shortDescription: description(title),
    fullDescription: description(`${title}. Source: ${citation}.`),
    help: help(remediation, citation, address),
    ...(address === null ? {} : { helpUri: address }),
    defaultConfiguration: severity === "off" ? { enabled: false } : { level: LEVELS[severity] },
    properties: ruleProperties(severity === "off" ? "info" : severity),
  };
}

/** As GitHub reads them: by severity and precision it decides what is shown by default. Nothing here is a guess. */
function ruleProperties(severity: Severity): ReportingDescriptor["properties"] {
  const problem = severity === "info" ? "recommendation" : severity;
  return { tags: ["dcv"], precision: "very-high", "problem.severity": problem };
}

const NOT_COMPLETE_RULE: ReportingDescriptor = {
  id: NOT_COMPLETE,
  shortDescription: description("Everything was read and understood"),
  fullDescription: description("What a CA did not report cannot be judged, so other results may be missing."),
  help: help("Fix what the message says, and run dcv again.", "Recommended practice", null),
  defaultConfiguration: { level: "error" },
  properties: ruleProperties("error"),
};

/** The rule of a problem of the files. */
export function ruleOfCode(code: string): ReportingDescriptor {
  const words = printable(code.replaceAll("-", " "));
  return {
    id: printable(code),
    shortDescription: description(`Problem of a file: ${words}`),
    fullDescription: description("A file with an error makes no plan, so that nothing is judged."),
    help: help("Fix what the message says, and run dcv again.", "docs/domains-yaml.md", null),
    defaultConfiguration: { level: "error" },
    properties: ruleProperties("error"),
  };
}
