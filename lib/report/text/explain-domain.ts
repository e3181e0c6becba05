/** Everything that is known of one domain, for people at a terminal. */
import { placeText } from "../../core/diagnostic";
import { createColors } from "picocolors";
import type { Change } from "../../core/change";
import type { Moment } from "../../core/domain-history";
import type { DomainStory, ExplainedRule } from "../../core/explanation";
import type { LiveRecord } from "../../core/observation";
import { counted, printable } from "../../core/printable";
import { UNLIMITED, VOID } from "../../core/reuse";
import type { LimitStep, ReuseLimit } from "../../core/reuse";
import { formatDay, formatInstant, wholeDays } from "../../core/time";
import { validationDay } from "../../core/validation-time";
import { domainHistoryLines } from "../domain-history";
import type { RenderContext } from "../renderer";
import { OUTCOME_LABELS, OUTCOME_PAINT } from "./explain";
import { columnWidth, wrap } from "./table";

export function renderDomainStory(story: DomainStory, context: RenderContext): string {
  const { change, limits, nextStep, rules, history, asOf } = story;
  const { bold } = createColors(context.color);
  const field = (name: string, sentences: readonly string[]): readonly string[] =>
    sentences
      .flatMap((sentence) => wrap(sentence, context.columns - 13))
      .map((line, index) => `  ${(index === 0 ? name : "").padEnd(11)}${line}`);
  const unicode = change.unicode === null ? "" : ` (${change.unicode})`;
  const lines = [
    bold(printable(`${change.address}${unicode}`)),
    ...field("as of", [formatInstant(asOf)]),
    ...field("declared", declaredTexts(change)),
    ...field("state", [`${change.action}, ${change.reason.replaceAll("_", " ")}: ${change.message}`]),
    ...field("at the CA", change.live === null ? ["not listed, or it could not be asked"] : liveTexts(change.live)),
    ...field("age", ageTexts(change)),
    ...field("limits", limits.map(limitText)),
    ...field("usable", usableTexts(change)),
    ...field("next step", [nextStep === "" ? "none" : nextStep]),
    ...(history === null ? [] : ["", bold("History"), ...historyLines(history, context)]),
    "",
    bold("Rules"),
    ...ruleLines(rules, context),
  ];
  return `${lines.join("\n")}\n`;
}

function declaredTexts({ declared }: Change): readonly string[] {
  if (declared === null) return ["in no file"];
  const { place, owner, method, labels, revalidateWithinDays, maxAgeDays } = declared;
  const window = `validate again within ${counted(revalidateWithinDays, "day")} of the end`;
  const held = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [
    `${placeText(place)}, owner ${owner ?? "none"}, method ${method ?? "any"}, ${window}`,
    ...(maxAgeDays === null ? [] : [`maxAgeDays ${maxAgeDays}`]),
    ...(held.length === 0 ? [] : [`labels ${held.join(", ")}`]),
  ];
}

function liveTexts({
  status,
  method,
  expiresAt,
  orderStatus,
  orderMethod,
  orderSubmittedAt,
}: LiveRecord): readonly string[] {
  const expiry = expiresAt === null ? "" : `; the CA lets it expire on ${formatDay(expiresAt)}`;
  const by = orderMethod === null ? "" : ` by ${orderMethod}`;
  const since = orderSubmittedAt === null ? "" : `, submitted ${formatInstant(orderSubmittedAt)}`;
  return [
    `${status}${method === null ? "" : ` by ${method}`}${expiry}`,
    ...(orderStatus === null ? [] : [`order ${orderStatus}${by}${since}`]),
  ];
}

function ageTexts({ live, reuse }: Change): readonly string[] {
  if (live?.validation == null || reuse?.ageMs == null) return ["not known"];
  const most = live.validation.basis === "bounded" ? "at most " : "";
  const source = live.validation.basis === "reported" ? "; the CA reports the date" : "";
  const days = counted(wholeDays(reuse.ageMs), "day");
  return [`validated on ${validationDay(live.validation)}, ${most}${days} old${source}`];
}

/** `398 days, 200 days from 2026-03-15, …: Baseline Requirements 4.2.1`. */
function limitText({ source, steps }: ReuseLimit): string {
  return `${steps.map(stepText).join(", ")}: ${source}`;
}

function stepText({ from, days }: LimitStep): string {
  const allowed = days === UNLIMITED ? "no limit" : days === VOID ? "not accepted" : counted(days, "day");
  return Number.isFinite(from) ? `${allowed} from ${formatDay(from)}` : allowed;
}

function usableTexts({ reuse }: Change): readonly string[] {
  if (reuse === null) return ["there is no validation"];
  if (reuse.refreshedByCa) return ["the CA repeats the validation by itself"];
  if (reuse.usableUntil === null || reuse.leftMs === null) return ["the end is not known"];
  const day = formatInstant(reuse.usableUntil);
  const bound = reuse.boundBy === null ? "" : `, set by ${reuse.boundBy.source}`;
  const left = wholeDays(reuse.leftMs);
  const end = reuse.inclusive ? `until ${day}` : `before ${day}`;
  return [`${end} (${left < 0 ? "over" : `${counted(left, "day")} left`})${bound}`];
}

function historyLines(moments: readonly Moment[], { columns }: RenderContext): readonly string[] {
  if (moments.length === 0) return ["  no state says anything of it"];
  return domainHistoryLines(moments).flatMap((text) =>
    wrap(text, columns - 6).map((line, index) => `${index === 0 ? "  " : "      "}${line}`),
  );
}

/** Each rule as sentences; those that do not apply are named alone. */
function ruleLines(rules: readonly ExplainedRule[], { color, columns }: RenderContext): readonly string[] {
  const colors = createColors(color);
  const order = Object.keys(OUTCOME_LABELS);
  const applicable = rules
    .filter(({ outcome }) => outcome !== "not_applicable")
    .toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const others = rules.filter(({ outcome }) => outcome === "not_applicable").map(({ rule }) => rule);
  const width = columnWidth(
    applicable.map(({ outcome }) => OUTCOME_LABELS[outcome]),
    Number.POSITIVE_INFINITY,
  );
  const below = (text: string): readonly string[] =>
    wrap(text, columns - width - 6).map((line) => `${" ".repeat(width + 6)}${line}`);
  return [
    ...applicable.flatMap((one) => {
      const paint = OUTCOME_PAINT[one.outcome];
      const label = OUTCOME_LABELS[one.outcome].padEnd(width);
      const name = printable(`${one.rule} (${one.severity})`);
      return [
        `  ${paint === null ? label : colors[paint](label)}  ${name}`,
        ...outcomeTexts(one).flatMap((text) => below(text)),
      ];
    }),
    ...(others.length === 0
      ? []
      : wrap(`Not applicable: ${others.join(", ")}`, columns - 4).map(
          (line, index) => `${index === 0 ? "  " : "    "}${line}`,
        )),
  ];
}

function outcomeTexts({ title, citation, remediation, effective, outcome, figures }: ExplainedRule): readonly string[] {
  switch (outcome) {
    case "pass":
      return [figures === "" ? `${title}.` : `${title}: ${figures}.`];
    case "fail":
      return [figures, `To do: ${remediation}`, `Source: ${citation}`];
    case "waived":
      return [figures, `Source: ${citation}`];
    case "unknown":
      return [`It cannot be said whether this is true: ${title}. ${figures}`];
    case "not_effective":
      return [`${title}: in force ${effective ?? "always"}.`];
    case "not_applicable":
      return [];
  }
}
