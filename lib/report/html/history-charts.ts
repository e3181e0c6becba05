/**
 * The pictures of an estate over time: each day as a bar of its parts, and what remains before a cut of the limits. Places along the time
 * line are percentages, so that the text keeps its size at any width.
 */
import { countsFrom, USABILITIES } from "../../core/estate-history";
import type { Cliff, EstateDay, EstateHistory, Usability } from "../../core/estate-history";
import { DAY_MS, formatDay } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { monthsBetween } from "./calendar";
import { html } from "./markup";
import type { Markup } from "./markup";
import { grouped, groupedCount } from "./number-text";

/** By which colour and sign of the style sheet each part is shown. */
export const USABILITY_TONES: Readonly<Record<Usability, string>> = {
  valid: "valid",
  expiring: "renewable",
  lapsed: "unusable",
  unknown: "unknown",
};

const ROW = 18;
const HEIGHT = 160;
const TOP = ROW + 8;
const BOTTOM = TOP + HEIGHT;
/** With fewer days a bar of one day would fill the page. */
const MIN_DAYS = 14;
const MAX_MONTHS = 12;

interface Span {
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
}

function along({ from, to }: Span, at: EpochMs): number {
  return ((at - from) / (to - from)) * 100;
}

function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}

function midnight(at: EpochMs): EpochMs {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

export function estateChart({ days, declared }: EstateHistory, label: string): Markup {
  const [first, last] = [days.at(0)?.at ?? 0, days.at(-1)?.at ?? 0];
  const from = midnight(first);
  const span = { from, to: Math.max(midnight(last) + DAY_MS, from + MIN_DAYS * DAY_MS) };
  return chart(
    label,
    span,
    html`${days.map((day) => barOf(day, span, declared))}
      <text class="panel" x="0" y="${TOP - 10}">${groupedCount(declared, "declared domain")}</text>`,
  );
}

/** Drawn from the ground up in the order of the legend; what a day lacks leaves no gap. */
function barOf({ at, counts }: EstateDay, span: Span, most: number): Markup {
  const x = along(span, midnight(at));
  const width = along(span, span.from + DAY_MS);
  let below = 0;
  const parts = USABILITIES.map((one) => {
    const height = (counts[one] / Math.max(1, most)) * HEIGHT;
    below += height;
    if (height === 0) return html``;
    return html`<rect
      class="part"
      data-u="${USABILITY_TONES[one]}"
      x="${percent(x + width * 0.05)}"
      width="${percent(width * 0.9)}"
      y="${(BOTTOM - below).toFixed(2)}"
      height="${height.toFixed(2)}"
    >
      <title>${formatDay(at)}: ${grouped(counts[one])} ${one}</title>
    </rect>`;
  });
  return html`${parts}`;
}

/** What remains, day by day, beside a straight way to zero from the first day that counts. */
export function burnDownChart({ days, declared }: EstateHistory, cliff: Cliff, index: number, label: string): Markup {
  const start = countsFrom(cliff);
  const span = { from: midnight(Math.min(days.at(0)?.at ?? start, start)), to: cliff.at + DAY_MS };
  const height = (count: number): string => (BOTTOM - (count / Math.max(1, declared)) * HEIGHT).toFixed(2);
  const before = days.filter(({ at }) => at <= cliff.at);
  const points = before.map(({ at, remaining }) => ({ x: percent(along(span, at)), at, left: remaining[index] ?? 0 }));
  const lines = points.slice(1).map(({ x, left }, earlier) => {
    const from = points[earlier];
    return html`<line
      class="edge"
      x1="${from?.x ?? x}"
      y1="${height(from?.left ?? left)}"
      x2="${x}"
      y2="${height(left)}"
    />`;
  });
  const dots = points.map(
    ({ x, at, left }) =>
      html`<circle class="dot" cx="${x}" cy="${height(left)}" r="3">
        <title>${formatDay(at)}: ${grouped(left)} remain</title>
      </circle>`,
  );
  const [startAt, endAt] = [along(span, start), along(span, cliff.at)];
  const isLate = startAt > 55;
  return chart(
    label,
    span,
    html`<line class="goal" x1="${percent(startAt)}" y1="${TOP}" x2="${percent(endAt)}" y2="${BOTTOM}" />
      <line class="step" x1="${percent(startAt)}" x2="${percent(startAt)}" y1="${TOP - 14}" y2="${BOTTOM}" />
      <line class="step" x1="${percent(endAt)}" x2="${percent(endAt)}" y1="${TOP - 14}" y2="${BOTTOM}" />
      ${lines} ${dots}
      <text
        class="${isLate ? "step-name later" : "step-name"}"
        x="${percent(startAt)}"
        dx="${isLate ? -6 : 6}"
        y="${TOP - 8}"
      >
        validations count from ${formatDay(start)}
      </text>`,
  );
}

function chart(label: string, span: Span, inside: Markup): Markup {
  const months = monthsBetween(span.from, span.to);
  const every = Math.ceil(months.length / MAX_MONTHS);
  const lines = months.map(({ at, month, label: name }) => {
    const x = along(span, at);
    const text = html`<text class="month" x="${percent(x)}" dx="4" y="${BOTTOM + ROW - 2}">${name}</text>`;
    return html`<line class="grid" x1="${percent(x)}" x2="${percent(x)}" y1="${TOP}" y2="${BOTTOM + ROW}" />
      ${month % every === 0 && x < 96 ? text : null}`;
  });
  return html`<svg class="chart" role="img" aria-label="${label}" width="100%" height="${BOTTOM + ROW + 6}">
    ${lines} ${inside}
    <line class="base" x1="0" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}" />
  </svg>`;
}
