/** The domains for people at a terminal, by urgency. Valid ones are counted, and the rest is cut, unless everything is asked for. */
import { counted, printable } from "../../core/printable";
import type { Action } from "../../core/vocabulary";
import { clip } from "../clip";
import { daysLegend } from "../days-legend";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { byUrgency, daysLeftText, usableUntilText } from "../urgency";
import type { Urgency } from "../urgency";
import type { Colors, Paint } from "./colors";
import { columnWidth, wrap } from "./table";
import type { Lines } from "./table";

const SIGNS: Record<Action, string> = {
  validate: "+",
  revalidate: "~",
  await: ">",
  undeclared: "!",
  unknown: "?",
  "no-op": " ",
};

const URGENCY_PAINT: Record<Urgency["id"], Paint> = {
  unusable: "red",
  unknown: "magenta",
  renewable: "yellow",
  pending: "cyan",
  undeclared: "yellow",
  valid: "green",
};

/** At most so many domains of a group are shown where not everything is asked for. */
const MAX_ROWS: Record<Urgency["id"], number> = {
  unusable: 15,
  unknown: 10,
  renewable: 15,
  pending: 15,
  undeclared: 6,
  valid: 0,
};
/** Where there is too little room, each group still gets so many rows before a more urgent one gets more. */
const MIN_ROWS = 3;

const SIGN_WIDTH = 4;
const DAYS_WIDTH = 8;
const DATE_WIDTH = 10;
const GAP = 2;
const MIN_NAME_WIDTH = 20;
const MAX_PROVIDER_WIDTH = 12;

/** Widths; 0 for a column that is not shown. */
interface Columns {
  readonly name: number;
  readonly owner: number;
  readonly provider: number;
  readonly all: number;
}

/** A group as it is to be shown. */
interface Group {
  readonly urgency: Urgency;
  readonly changes: readonly ChangeDocument[];
  /** Those of them that can have a row. */
  readonly candidates: readonly ChangeDocument[];
  /** Lines above the rows. */
  readonly head: readonly string[];
  /** Made when they are asked for; a row is a line or more. */
  readonly row: (change: ChangeDocument) => readonly string[];
}

/**
 * @param room the lines that there are for all groups, with an empty line above each; null to show everything
 */
export function changeBlocks(
  plan: PlanDocument,
  columns: number,
  colors: Colors,
  room: number | null,
): readonly Lines[] {
  const groups = [...byUrgency(plan)].map(([urgency, changes]) => ({
    ...{ urgency, changes },
    candidates: candidatesOf(urgency, changes, room === null),
  }));
  const shown = groups.flatMap(({ candidates }) => candidates);
  const widths = widthsFor(shown, columns);
  const drawn = groups.map((group) => drawnGroup(group, widths, colors));
  const legend = daysLegend(shown).map((line) => colors.dim(`  ${line}`));
  const counts =
    room === null ? drawn.map(({ candidates }) => candidates.length) : rowCounts(drawn, room - 1 - legend.length);
  return [...drawn.map((group, index) => groupLines(group, counts[index] ?? 0)), legend];
}

function widthsFor(shown: readonly ChangeDocument[], all: number): Columns {
  const widthOf = (cellOf: (change: ChangeDocument) => string, limit: number): number =>
    columnWidth(
      shown.map((change) => printable(cellOf(change))),
      limit,
    );
  const withGap = (width: number): number => (width === 0 ? 0 : GAP + width);
  const provider = widthOf((change) => change.provider, MAX_PROVIDER_WIDTH);
  const left = all - SIGN_WIDTH - DAYS_WIDTH - GAP - DATE_WIDTH - withGap(provider);
  const owner = widthOf(({ declared }) => declared?.owner ?? "", Math.min(32, Math.floor(all / 4)));
  const hasOwner = left - withGap(owner) >= MIN_NAME_WIDTH;
  const longest = Math.max(MIN_NAME_WIDTH, left - (hasOwner ? withGap(owner) : 0));
  return { name: widthOf(({ domain }) => domain, longest), owner: hasOwner ? owner : 0, provider, all };
}

function candidatesOf(
  { id }: Urgency,
  changes: readonly ChangeDocument[],
  showsAll: boolean,
): readonly ChangeDocument[] {
  if (showsAll) return changes;
  const unread = unreadDomains(changes);
  return changes.filter((change) => !unread.has(unreadKey(change))).slice(0, MAX_ROWS[id]);
}

/** How many rows of each group fit: the first few of each, then more of the most urgent. */
function rowCounts(groups: readonly Group[], room: number): readonly number[] {
  const counts = groups.map(() => 0);
  const fixed = groups.map((group) => 2 + group.head.length + restLines(group, 0).length);
  let left = room - fixed.reduce((sum, lines) => sum + lines, 0);
  const limits = Array.from({ length: MIN_ROWS }, (_, index) => index + 1);
  for (const limit of [...limits, Number.POSITIVE_INFINITY]) {
    for (const [index, { candidates, row }] of groups.entries()) {
      for (let at = counts[index] ?? 0; at < Math.min(limit, candidates.length); at += 1) {
        const change = candidates[at];
        const lines = change === undefined ? 0 : row(change).length;
        if (lines > left) break;
        left -= lines;
        counts[index] = at + 1;
      }
    }
  }
  return counts;
}

/**
 * A CA that could not be read leaves its domains unknown for the same reason: no row says more than the count. By provider and
 * message, where several share it.
 */
function unreadDomains(changes: readonly ChangeDocument[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const change of changes) {
    if (change.reason === "provider_unreachable")
      counts.set(unreadKey(change), (counts.get(unreadKey(change)) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count > 1));
}

function unreadKey({ provider, message }: ChangeDocument): string {
  return `${provider}\0${message}`;
}

function drawnGroup(
  { urgency, changes, candidates }: Pick<Group, "urgency" | "changes" | "candidates">,
  widths: Columns,
  colors: Colors,
): Group {
  const paint = colors[URGENCY_PAINT[urgency.id]];
  const shared = sharedBy(candidates);
  const [first] = candidates;
  const said = first === undefined || shared === "nothing" ? null : stepText(first, shared === "all");
  const head = said === null ? [] : wrap(`${said}:`, widths.all - 2).map((line) => `  ${line}`);
  const row = (change: ChangeDocument): readonly string[] => changeLines(change, shared, widths, paint);
  const title = paint(`${urgency.title} (${changes.length})`);
  return { urgency, changes, candidates, head: [title, ...head], row };
}

function* groupLines(group: Group, count: number): Lines {
  yield* group.head;
  for (const change of group.candidates.slice(0, count)) yield* group.row(change);
  yield* restLines(group, count);
}

/** What is not shown, so that no domain is left out silently. */
function restLines({ urgency, changes, candidates }: Group, shown: number): readonly string[] {
  const unread = candidates.length < changes.length ? unreadDomains(changes) : new Map<string, number>();
  const lines = [...unread].map(([key, count]) =>
    printable(`  ${counted(count, "domain")} of ${key.split("\0")[0] ?? ""}: it could not be read`),
  );
  const left = changes.length - shown - [...unread.values()].reduce((sum, count) => sum + count, 0);
  return left > 0 && urgency.id !== "valid" ? [...lines, `  and ${left} more: --verbose`] : lines;
}

/** What all rows share, to be said once above them: nothing, the step, or the reason as well. */
type Shared = "nothing" | "step" | "all";

function sharedBy(rows: readonly ChangeDocument[]): Shared {
  const [first] = rows;
  if (first === undefined || rows.length === 1 || first.next_step.text === "") return "nothing";
  if (rows.some(({ next_step, action }) => next_step.text !== first.next_step.text || action === "unknown"))
    return "nothing";
  return rows.every(({ reason }) => reason === first.reason) ? "all" : "step";
}

function changeLines(
  change: ChangeDocument,
  shared: Shared,
  { name: nameWidth, owner: ownerWidth, provider: providerWidth, all }: Columns,
  paint: Colors[Paint],
): readonly string[] {
  const name = printable(change.domain);
  const cell = (text: string, width: number): string => clip(printable(text), width).padEnd(width);
  const cells = [
    daysLeftText(change).padStart(DAYS_WIDTH),
    usableUntilText(change).padEnd(DATE_WIDTH),
    ...(ownerWidth === 0 ? [] : [cell(change.declared?.owner ?? "", ownerWidth)]),
    cell(change.provider, providerWidth),
  ].join(" ".repeat(GAP));
  const sign = `  ${paint(SIGNS[change.action])} `;
  const isLong = name.length > nameWidth;
  const line = isLong ? " ".repeat(SIGN_WIDTH + nameWidth) + cells : sign + name.padEnd(nameWidth) + cells;
  const rest = printable(restText(change, shared));
  const hasRoom = SIGN_WIDTH + nameWidth + cells.length + GAP + rest.length <= all;
  const last = rest === "" || hasRoom ? [] : wrap(rest, all - 6).map((part) => `      ${part}`);
  return [
    ...(isLong ? [sign + name] : []),
    rest !== "" && hasRoom ? `${line}${" ".repeat(GAP)}${rest}` : line.trimEnd(),
    ...last,
  ];
}

/** The step, or where there is none to take, why it is in its group; the Unicode form where there is one. */
function restText(change: ChangeDocument, shared: Shared): string {
  const { action, message, next_step, unicode } = change;
  const name = unicode === null ? "" : `(${unicode})`;
  if (shared === "all") return name;
  const isStep = next_step.text !== "" && shared === "nothing";
  const text = action === "unknown" ? message : isStep ? stepText(change, true) : reasonText(change);
  return name === "" ? text : `${text} ${name}`;
}

function stepText(change: ChangeDocument, hasReason: boolean): string {
  return hasReason ? `${reasonText(change)}: ${change.next_step.text}` : change.next_step.text;
}

function reasonText({ reason }: ChangeDocument): string {
  return reason.replaceAll("_", " ");
}
