/** Events as one message: what has changed, by owner, a line a domain. */
import { compareText } from "../core/order";
import { counted, printable } from "../core/printable";
import { clip } from "../report/clip";
import { fingerprint } from "../report/fingerprint";
import { findingCountsText, verdictText } from "../report/headline";
import type { PlanDocument } from "../report/plan-document";
import { EVENT_KINDS } from "./events";
import type { EventKind, NotifiedEvent } from "./events";

export interface Message {
  /** The same for the same news, so that a receiver can recognize a repetition. */
  readonly id: string;
  /** On one line: `DCV of shop-eu: 2 new violations, 1 resolved`. */
  readonly title: string;
  /** The verdict of the plan, and since when. */
  readonly summary: string;
  /** Owners in the order of their names; what has no owner last. */
  readonly groups: readonly MessageGroup[];
  /** Lines that are left out. */
  readonly omitted: number;
}

export interface MessageGroup {
  /** Null for what has no owner. */
  readonly owner: string | null;
  readonly lines: readonly string[];
}

/** More than a person reads in a message; the plan has the rest. */
const MAX_LINES = 60;
const MAX_LINE_UNITS = 300;

/** Null where nothing has happened. */
export function messageOf(events: readonly NotifiedEvent[], plan: PlanDocument, since: string | null): Message | null {
  if (events.length === 0) return null;
  const groups = groupsOf(events);
  let room = MAX_LINES;
  const shown = groups.flatMap(({ owner, lines }): readonly MessageGroup[] => {
    const some = lines.slice(0, room);
    room -= some.length;
    return some.length === 0 ? [] : [{ owner, lines: some }];
  });
  const total = groups.reduce((sum, { lines }) => sum + lines.length, 0);
  const estate = plan.estate === null ? "" : ` of ${plan.estate}`;
  const counts = `${verdictText(plan)}: ${findingCountsText(plan.summary)} as of ${plan.as_of}`;
  return {
    id: fingerprint(plan.estate ?? "", since ?? "", plan.as_of, JSON.stringify(events)).slice(0, 32),
    title: printable(`DCV${estate}: ${countsOf(events)}`),
    summary: printable(`${counts}.${since === null ? "" : ` Changes since ${since}.`}`),
    groups: shown,
    omitted: total - shown.reduce((sum, { lines }) => sum + lines.length, 0),
  };
}

const COUNT_WORDS: Readonly<Record<EventKind, (count: number) => string>> = {
  "new-violation": (count) => counted(count, "new violation"),
  lapsed: (count) => `${count} lapsed`,
  vanished: (count) => `${count} no longer listed`,
  "provider-failed": (count) => `${counted(count, "CA")} not readable`,
  unreadable: (count) => `${count} not readable`,
  "entered-window": (count) => `${count} now due`,
  "new-warning": (count) => counted(count, "new warning"),
  "order-moved": (count) => `${counted(count, "order")} moved`,
  appeared: (count) => `${count} newly listed`,
  changed: (count) => `${count} changed`,
  revalidated: (count) => `${count} validated again`,
  resolved: (count) => `${count} resolved`,
  readable: (count) => `${count} readable again`,
  "provider-recovered": (count) => `${counted(count, "CA")} readable again`,
};

function countsOf(events: readonly NotifiedEvent[]): string {
  return EVENT_KINDS.flatMap((kind) => {
    const count = events.filter((event) => event.kind === kind).length;
    return count === 0 ? [] : [COUNT_WORDS[kind](count)];
  }).join(", ");
}

function groupsOf(events: readonly NotifiedEvent[]): readonly MessageGroup[] {
  const byOwner = new Map<string | null, Map<string, string[]>>();
  for (const { owner, domain, provider, text } of events) {
    const subjects = byOwner.get(owner) ?? new Map<string, string[]>();
    byOwner.set(owner, subjects);
    const subject = domain ?? provider ?? "";
    const texts = subjects.get(subject) ?? [];
    subjects.set(subject, [...texts, text]);
  }
  const owners = [...byOwner.keys()].sort(
    (a, b) => Number(a === null) - Number(b === null) || compareText(a ?? "", b ?? ""),
  );
  return owners.map((owner) => ({
    owner,
    lines: [...(byOwner.get(owner) ?? [])].map(([subject, texts]) =>
      clip(printable(`${subject}: ${texts.join("; ")}`), MAX_LINE_UNITS),
    ),
  }));
}

/** `web@example.com`, or what stands in its place. */
export function ownerTitle({ owner }: MessageGroup): string {
  return owner === null ? "Without an owner" : printable(owner);
}

export function omittedText({ omitted }: Message): string | null {
  return omitted === 0 ? null : `${counted(omitted, "more line")}: see the plan.`;
}

/** For a mail and for a terminal. */
export function messageText(message: Message): string {
  const groups = message.groups.map((group) =>
    [ownerTitle(group), ...group.lines.map((line) => `  ${line}`)].join("\n"),
  );
  const omitted = omittedText(message);
  return `${[message.title, message.summary, ...groups, ...(omitted === null ? [] : [omitted])].join("\n\n")}\n`;
}
