/** Everything that is known of one domain, for people at a terminal. */
import { createColors } from "picocolors";
import type { Change } from "../../core/change";
import type { DomainStory, ExplainedRule } from "../../core/explanation";
import type { LiveRecord } from "../../core/observation";
import { counted, printable } from "../../core/printable";
import { UNLIMITED, VOID } from "../../core/reuse";
import type { LimitStep, ReuseLimit } from "../../core/reuse";
import { formatDay, formatInstant, wholeDays } from "../../core/time";
import { validationDay } from "../../core/validation-time";
import type { RenderContext } from "../renderer";
import { OUTCOME_LABELS, OUTCOME_PAINT } from "./explain";
import { columnWidth, wrap } from "./table";

export function renderDomainStory(story: DomainStory, context: RenderContext): string {
  const { change, limits, nextStep, rules, asOf } = story;
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
    `${place.file}:${place.line}:${place.column}, owner ${owner ?? "none"}, method ${method ?? "any"}, ${window}`,
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

function ruleLines(rules: readonly ExplainedRule[], { color, columns }: RenderContext): readonly string[] {
  const colors = createColors(color);
  const order = Object.keys(OUTCOME_LABELS);
  const sorted = rules.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const width = columnWidth(Object.values(OUTCOME_LABELS), Number.POSITIVE_INFINITY);
  return sorted.flatMap(({ rule, severity, citation, outcome, figures }) => {
    const paint = OUTCOME_PAINT[outcome];
    const label = OUTCOME_LABELS[outcome].padEnd(width);
    const details = [figures, outcome === "fail" || outcome === "waived" ? citation : ""].filter((text) => text !== "");
    return [
      `  ${paint === null ? label : colors[paint](label)}  ${printable(rule)} (${severity})`,
      ...details.flatMap((text) => wrap(text, columns - width - 6).map((line) => `${" ".repeat(width + 6)}${line}`)),
    ];
  });
}
