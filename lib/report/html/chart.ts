/**
 * The picture of when validations end: above, how many are still usable; below, how many end in each week; through both, the
 * steps of the reuse schedule. Places along the time line are percentages, so that the text keeps its size at any width.
 */
import { formatDay } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { monthsBetween } from "./calendar";
import type { Expirations, Step } from "./expirations";
import { html } from "./markup";
import type { Markup } from "./markup";
import { grouped, groupedCount } from "./number-text";

const ROW = 18;
const CURVE_HEIGHT = 96;
const BARS_HEIGHT = 84;
/** Steps that get a line of text of their own; the others are drawn without. */
const NAMED_STEPS = 4;
/** With more weeks than this the counts above the bars would touch each other. */
const COUNTED_WEEKS = 44;

/** As many month names as fit on a phone. */
const FEW_MONTHS = 6;

/** Where things lie from top to bottom, in pixels. */
interface Layout {
  readonly steps: readonly Step[];
  readonly curveTop: number;
  readonly barsTop: number;
  readonly bottom: number;
}

export function expirationsChart(ends: Expirations, label: string): Markup {
  const inside = ends.steps.filter(({ at }) => at > ends.from && at < ends.to);
  const curveTop = (1 + Math.min(NAMED_STEPS, inside.length)) * ROW + ROW + 10;
  const barsTop = curveTop + CURVE_HEIGHT + ROW * 2 + 6;
  const layout: Layout = { steps: inside, curveTop, barsTop, bottom: barsTop + BARS_HEIGHT };
  return html`<svg class="chart" role="img" aria-label="${label}" width="100%" height="${layout.bottom + ROW + 6}">
    ${monthLines(ends, layout)} ${curve(ends, layout)} ${bars(ends, layout)} ${stepLines(ends, layout)}
    ${titles(ends, layout)}
  </svg>`;
}

function along({ from, to }: Expirations, at: EpochMs): string {
  return (((at - from) / (to - from)) * 100).toFixed(3);
}

/** Of many months only some are named, and on a phone half of those; January, which shows the year, is always among them. */
function monthLines(ends: Expirations, { curveTop, bottom }: Layout): Markup {
  const months = monthsBetween(ends.from, ends.to);
  const every = Math.ceil(months.length / 12);
  const lines = months.map(({ at, month, label }) => {
    const x = along(ends, at);
    const kind = month % (every * 2) === 0 || months.length <= FEW_MONTHS ? "month" : "month minor";
    const name = html`<text class="${kind}" x="${x}%" dx="4" y="${bottom + ROW - 2}">${label}</text>`;
    return html`<line class="grid" x1="${x}%" x2="${x}%" y1="${curveTop}" y2="${bottom + ROW}" />
      ${month % every === 0 && Number(x) < 96 ? name : null}`;
  });
  return html`${lines} <line class="base" x1="0" x2="100%" y1="${bottom}" y2="${bottom}" />`;
}

/** The stretched picture inside holds only the curve; its stroke does not stretch with it. */
function curve(ends: Expirations, { curveTop }: Layout): Markup {
  const height = (count: number): string => (100 - (count / Math.max(1, ends.usable)) * 100).toFixed(2);
  const start = along(ends, ends.asOf);
  let left = ends.usable;
  let line = `M${start} ${height(left)}`;
  for (const [at, count] of ends.ends) {
    left -= count;
    line += `H${along(ends, at)}V${height(left)}`;
  }
  line += "H100";
  const bottom = curveTop + CURVE_HEIGHT;
  return html`<svg
      x="0"
      y="${curveTop}"
      width="100%"
      height="${CURVE_HEIGHT}"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
    >
      <path class="area" d="${line}V100H${start}Z" />
      <path class="edge" d="${line}" />
    </svg>
    <line class="base" x1="0" x2="100%" y1="${bottom}" y2="${bottom}" />`;
}

function bars(ends: Expirations, { bottom }: Layout): Markup {
  const highest = ends.weeks.reduce((most, { ends: count }) => Math.max(most, count), 1);
  const width = 100 / ends.weeks.length;
  const drawn = ends.weeks.filter(({ ends: count }) => count > 0);
  return html`${drawn.map(({ monday, name, ends: count }) => {
    const height = Math.max(2, Math.round((count / highest) * (BARS_HEIGHT - ROW)));
    const [left, top] = [Number(along(ends, monday)), bottom - height];
    const isCounted = ends.weeks.length <= COUNTED_WEEKS || count === highest;
    const what = `${groupedCount(count, "validation")} ${count === 1 ? "ends" : "end"}`;
    const [x, middle] = [left + width * 0.12, left + width / 2].map((place) => place.toFixed(3)) as [string, string];
    return html`<rect class="bar" x="${x}%" width="${(width * 0.76).toFixed(3)}%" y="${top}" height="${height}">
        <title>${name}, from ${formatDay(monday)}: ${what}</title>
      </rect>
      ${isCounted ? html`<text class="count" x="${middle}%" y="${top - 5}">${grouped(count)}</text>` : null}`;
  })}`;
}

function stepLines(ends: Expirations, { steps, curveTop, bottom }: Layout): Markup {
  const before = ends.steps.filter(({ at }) => at <= ends.from).at(-1);
  const after = ends.steps.find(({ at }) => at >= ends.to);
  const row = (index: number): number => ROW * (index + 1) - 5;
  return html`${before === undefined ? null : html`<text class="step-name" x="0" y="${row(0)}">${daysText(before)} since ${before.day}</text>`}
  ${after === undefined ? null : html`<text class="step-name later" x="100%" y="${row(0)}">${daysText(after)} from ${after.day} →</text>`}
  ${steps.map((step, index) => {
    const x = along(ends, step.at);
    const isLate = Number(x) > 55;
    const name = html`<text
      class="${isLate ? "step-name later" : "step-name"}"
      x="${x}%"
      dx="${isLate ? -6 : 6}"
      y="${row(index + 1)}"
      >${daysText(step)} from ${step.day}</text
    >`;
    const isNamed = index < NAMED_STEPS;
    return html`<line
        class="step"
        x1="${x}%"
        x2="${x}%"
        y1="${isNamed ? row(index + 1) - 10 : curveTop}"
        y2="${bottom}"
      />${isNamed ? name : null}`;
  })}`;
}

/** Written last, so that no line runs through them. */
function titles({ usable, ends, asOf }: Expirations, { curveTop, barsTop }: Layout): Markup {
  const left = ends.reduce((rest, [, count]) => rest - count, usable);
  const counts = `${grouped(usable)} on ${formatDay(asOf)}, ${grouped(left)} at the end`;
  return html`<text class="panel" x="0" y="${curveTop - 10}"
      >Usable<tspan class="minor"> without another validation</tspan>: ${counts}</text
    >
    <text class="panel" x="0" y="${barsTop - 10}">Validations that end, by ISO week</text>`;
}

export function daysText({ days }: Pick<Step, "days">): string {
  return days === null ? "no limit" : groupedCount(days, "day");
}
