/**
 * The plan as a calendar to subscribe to: one all-day event for each validation, on the last day on which it can be used.
 *
 * A calendar's day belongs to no time zone (RFC 5545, 3.3.4). Ours are days in UTC: an event lies on the last one that the
 * validation outlasts from its first instant to its last, so that an order goes through at any hour of it, or on the day
 * judged where there is no such day left. Who lives west of Greenwich reads the instant in the description.
 *
 * There are no alarms: subscribed calendars drop them, and everybody who reads has own habits.
 */
import { placeText } from "../../core/diagnostic";
import { counted } from "../../core/printable";
import { DAY_MS, formatDay, formatInstant, parseInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { contentLine, textLine } from "./content-line";
import { fingerprint } from "../fingerprint";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { providerIssues } from "../provider-issues";
import type { Renderer } from "../renderer";
import { selectionText } from "../headline";
import { nextStepLines } from "../step-text";
import { validationEnd } from "../validation-end";
import type { Endless } from "../validation-end";

interface Event {
  /** What stays the same as long as the event is about the same. */
  readonly identity: readonly string[];
  readonly day: EpochMs;
  readonly summary: string;
  /** A line each. */
  readonly description: readonly string[];
}

/** Why a domain of the plan has no event. */
type LeftOut = Endless | "over";

const LEFT_OUT_TEXTS: Record<LeftOut, string> = {
  over: "no longer usable",
  untold: "never validated, or without a known end",
  unknown: "not judged",
  repeated: "repeated by the CA itself",
  undeclared: "not in the file",
};

interface Reminders {
  readonly events: readonly Event[];
  readonly leftOut: ReadonlyMap<LeftOut, number>;
}

export const renderIcs: Renderer<PlanDocument> = (plan) => renderIcsOf(plan, null);

/** @param owner whose domains the plan holds; null for the domains of all */
export function* renderIcsOf(plan: PlanDocument, owner: string | null): Iterable<string> {
  const { estate } = plan;
  const asOf = parseInstant(plan.as_of);
  if (asOf === null) throw new Error(`${plan.as_of} is not an instant`);
  const reminders = remindersOf(plan, asOf);
  const description = calendarDescription(plan, reminders);
  const needsNotice = !plan.complete || reminders.events.length === 0;
  yield [
    contentLine("BEGIN", "VCALENDAR"),
    contentLine("VERSION", "2.0"),
    contentLine("PRODID", "-//dcv-reconciler//dcv//EN"),
    contentLine("CALSCALE", "GREGORIAN"),
    contentLine("METHOD", "PUBLISH"),
    // RFC 7986 has names of its own for what the programs of before know by these names.
    ...["NAME", "X-WR-CALNAME"].map((name) =>
      textLine(
        name,
        `Domain control validations${estate === null ? "" : ` of ${estate}`}${owner === null ? "" : `: ${owner}`}`,
      ),
    ),
    ...["DESCRIPTION", "X-WR-CALDESC"].map((name) => textLine(name, ...description)),
  ].join("");
  if (needsNotice) yield eventText(noticeEvent(plan, asOf, owner, description), asOf, estate);
  for (const event of reminders.events) yield eventText(event, asOf, estate);
  yield contentLine("END", "VCALENDAR");
}

function remindersOf(plan: PlanDocument, asOf: EpochMs): Reminders {
  const events: Event[] = [];
  const leftOut = new Map<LeftOut, number>();
  for (const change of plan.changes) {
    const end = validationEnd(change);
    if (typeof end === "number" && end > asOf) {
      events.push(endEvent(change, end, asOf));
    } else {
      const why = typeof end === "number" ? "over" : end;
      leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    }
  }
  return { events, leftOut };
}

function endEvent(change: ChangeDocument, end: EpochMs, asOf: EpochMs): Event {
  const { address, domain, unicode, provider, action, reason, message, declared } = change;
  return {
    identity: [address],
    day: Math.max(lastWholeDay(end), dayOf(asOf)),
    summary: `${domain}: last day of its validation at ${provider}`,
    description: [
      ...(unicode === null ? [] : [unicode]),
      `Usable until ${formatInstant(end)}`,
      `${action}, ${reason.replaceAll("_", " ")}: ${message}`,
      ...nextStepLines(change),
      `Owner: ${declared?.owner ?? "none"}`,
      ...(declared === null ? [] : [placeText(declared)]),
    ],
  };
}

/** 00:00 UTC of the last day that is over when `end` comes, whether or not the end itself is still usable. */
function lastWholeDay(end: EpochMs): EpochMs {
  return dayOf(end) - DAY_MS;
}

function dayOf(instant: EpochMs): EpochMs {
  return Math.floor(instant / DAY_MS) * DAY_MS;
}

function calendarDescription(plan: PlanDocument, { events, leftOut }: Reminders): readonly string[] {
  const counts = (Object.keys(LEFT_OUT_TEXTS) as readonly LeftOut[]).flatMap((why) => {
    const count = leftOut.get(why);
    return count === undefined ? [] : [`${count} ${LEFT_OUT_TEXTS[why]}`];
  });
  const errors = providerIssues(plan)
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message);
  return [
    ...(plan.complete
      ? []
      : ["Not complete: something was not seen or not understood, so ends may be missing here.", ...errors]),
    ...[selectionText(plan)].filter((text) => text !== null),
    `Made by dcv as of ${plan.as_of}: ${counted(events.length, "event")} for ${counted(plan.changes.length, "domain")}. Days are in UTC.`,
    ...(counts.length === 0 ? [] : [`Without an event: ${counts.join(", ")}.`]),
  ];
}

/**
 * An event on the day judged that says what the calendar itself cannot show: that it is not complete, or that it is empty
 * on purpose. A calendar without any component would break RFC 5545, 3.6.
 */
function noticeEvent(
  { complete }: PlanDocument,
  asOf: EpochMs,
  owner: string | null,
  description: readonly string[],
): Event {
  const summary = complete ? "dcv: no validation has an end to come" : "dcv: the plan is not complete";
  const identity = owner === null ? ["plan"] : ["plan", owner];
  return { identity, day: dayOf(asOf), summary, description };
}

function eventText({ identity, day, summary, description }: Event, asOf: EpochMs, estate: string | null): string {
  const scope = estate === null ? [] : [estate];
  return [
    contentLine("BEGIN", "VEVENT"),
    contentLine("UID", `${fingerprint(...scope, ...identity)}@dcv`),
    contentLine("DTSTAMP", `${basicDay(asOf)}T${formatInstant(asOf).slice(11, 19).replaceAll(":", "")}Z`),
    contentLine("SEQUENCE", "0"),
    contentLine("DTSTART;VALUE=DATE", basicDay(day)), // without an end it is that one day (RFC 5545, 3.6.1)
    textLine("SUMMARY", summary),
    textLine("DESCRIPTION", ...description),
    contentLine("TRANSP", "TRANSPARENT"),
    contentLine("END", "VEVENT"),
  ].join("");
}

/** `20261129`. */
function basicDay(day: EpochMs): string {
  return formatDay(day).replaceAll("-", "");
}
