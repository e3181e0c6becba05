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

/** So many domains of a group are shown where not everything is asked for. */
const MAX_ROWS: Record<Urgency["id"], number> = {
  unusable: 15,
  unknown: 6,
  renewable: 15,
  pending: 6,
  undeclared: 6,
  valid: 0,
};

const DAYS_WIDTH = 8;
const DATE_WIDTH = 10;
const MAX_OWNER_WIDTH = 20;
const MAX_PROVIDER_WIDTH = 12;

interface Columns {
  readonly name: number;
  readonly owner: number;
  readonly provider: number;
  readonly all: number;
}

export function changeBlocks(plan: PlanDocument, columns: number, colors: Colors, showsAll: boolean): readonly Lines[] {
  const groups = [...byUrgency(plan)];
  const shown = groups.flatMap(([urgency, changes]) => rowsOf(urgency, changes, showsAll));
  const widths: Columns = {
    name: columnWidth(
      shown.map(({ domain }) => printable(domain)),
      Math.max(20, Math.floor(columns * 0.4)),
    ),
    owner: columnWidth(
      shown.map(({ declared }) => printable(declared?.owner ?? "")),
      MAX_OWNER_WIDTH,
    ),
    provider: columnWidth(
      shown.map(({ provider }) => printable(provider)),
      MAX_PROVIDER_WIDTH,
    ),
    all: columns,
  };
  const blocks = groups.map(([urgency, changes]) => groupLines(urgency, changes, widths, colors, showsAll));
  return [...blocks, daysLegend(shown).map((line) => colors.dim(`  ${line}`))];
}

function rowsOf({ id }: Urgency, changes: readonly ChangeDocument[], showsAll: boolean): readonly ChangeDocument[] {
  if (showsAll) return changes;
  const unread = unreadDomains(changes);
  return changes.filter((change) => !unread.has(unreadKey(change))).slice(0, MAX_ROWS[id]);
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

function* groupLines(
  urgency: Urgency,
  changes: readonly ChangeDocument[],
  widths: Columns,
  colors: Colors,
  showsAll: boolean,
): Lines {
  const paint = colors[URGENCY_PAINT[urgency.id]];
  const rows = rowsOf(urgency, changes, showsAll);
  const step = commonStep(rows);
  yield paint(`${urgency.title} (${changes.length})`);
  if (step !== null) yield* wrap(`${step}:`, widths.all - 2).map((line) => `  ${line}`);
  for (const change of rows) yield* changeLines(change, step !== null, widths, paint);
  yield* restLines(urgency, changes, rows);
}

/** What is not shown, so that no domain is left out silently. */
function* restLines({ id }: Urgency, changes: readonly ChangeDocument[], rows: readonly ChangeDocument[]): Lines {
  const unread = rows.length < changes.length ? unreadDomains(changes) : new Map<string, number>();
  for (const [key, count] of unread) {
    yield printable(`  ${counted(count, "domain")} of ${key.split("\0")[0] ?? ""}: it could not be read`);
  }
  const left = changes.length - rows.length - [...unread.values()].reduce((sum, count) => sum + count, 0);
  if (left > 0 && id !== "valid") yield `  and ${left} more: --verbose`;
}

/** The step that all rows share, to be said once. */
function commonStep(rows: readonly ChangeDocument[]): string | null {
  const texts = new Set(rows.map(({ next_step }) => next_step.text));
  const [text = ""] = texts;
  return rows.length > 1 && texts.size === 1 && text !== "" ? text : null;
}

function changeLines(
  change: ChangeDocument,
  isStepSaid: boolean,
  { name: nameWidth, owner: ownerWidth, provider: providerWidth, all }: Columns,
  paint: Colors[Paint],
): readonly string[] {
  const name = printable(change.domain);
  const owner = clip(printable(change.declared?.owner ?? ""), ownerWidth).padEnd(ownerWidth);
  const provider = clip(printable(change.provider), providerWidth).padEnd(providerWidth);
  const days = daysLeftText(change).padStart(DAYS_WIDTH);
  const date = usableUntilText(change).padEnd(DATE_WIDTH);
  const cells = [days, date, owner, provider].filter((cell) => cell !== "").join("  ");
  const head = name.length > nameWidth ? `${name}\n    ${" ".repeat(nameWidth)}` : name.padEnd(nameWidth);
  const line = `  ${paint(SIGNS[change.action])} ${head}${cells}`;
  const width = 4 + nameWidth + cells.length;
  const rest = printable(restText(change, isStepSaid));
  if (rest !== "" && width + 2 + rest.length <= all) return [`${line}  ${rest}`];
  return [line.trimEnd(), ...(rest === "" ? [] : wrap(rest, all - 6).map((part) => `      ${part}`))];
}

/** The step, or where there is none to take, why it is in its group; the Unicode form where there is one. */
function restText({ action, reason, message, next_step, unicode }: ChangeDocument, isStepSaid: boolean): string {
  const name = unicode === null ? "" : ` (${unicode})`;
  if (action === "unknown") return message + name;
  const isStep = next_step.text !== "" && !isStepSaid;
  return (isStep ? `${reason.replaceAll("_", " ")}: ${next_step.text}` : reason.replaceAll("_", " ")) + name;
}
