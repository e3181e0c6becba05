/** An estate over time as one web page: a single file without a script that asks nothing of any network. */
import { USABILITIES } from "../../core/estate-history";
import type { EstateHistory } from "../../core/estate-history";
import { formatDay } from "../../core/time";
import { cliffText, newsCounts, scopeText } from "../history-document";
import type { Renderer } from "../renderer";
import { contentPolicy } from "./content-policy";
import { burnDownChart, estateChart, USABILITY_TONES } from "./history-charts";
import { pageHead } from "./head";
import { html, isolated, markupText, verbatim } from "./markup";
import type { Markup } from "./markup";
import { grouped, groupedCount } from "./number-text";
import { plainTable } from "./plain-table";
import type { Column } from "./plain-table";
import { STYLE } from "./style";

const HISTORY_STYLE = `${STYLE}
.chart .part { fill: var(--tone); }
.chart .goal { stroke: var(--strong); stroke-dasharray: 4 4; }
.chart .dot { fill: var(--accent); }
.plain .wide { padding-left: 24px; }
.keys { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0; }
@media (forced-colors: active) { .chart .part { forced-color-adjust: none; } }
`;
const POLICY = contentPolicy(HISTORY_STYLE, null);
const STYLE_ELEMENT = verbatim(`<style>${HISTORY_STYLE}</style>`);

export const renderHistoryHtml: Renderer<EstateHistory> = function* (history, { toolVersion }) {
  const title = html`DCV history${history.estate === null ? "" : html` of ${isolated(history.estate)}`}`;
  yield* markupText(
    html`<!doctype html>
      <html lang="en">
        ${pageHead(html`DCV history${history.estate === null ? "" : ` of ${history.estate}`}`, POLICY, STYLE_ELEMENT)}
        <body>
          <main id="main">
            <header class="top">
              <h1 data-verdict="${toneOf(history)}">${title}</h1>
              <p class="lede">${summary(history)}</p>
            </header>
            ${estateSection(history)} ${history.cliffs.map((_, index) => cliffSection(history, index))}
          </main>
          <footer>
            <p>Made by dcv ${toolVersion}. Each day is judged by what the files declare now; times are UTC.</p>
          </footer>
        </body>
      </html>`,
  );
  yield "\n";
};

/** How the last day stands. */
function toneOf({ days }: EstateHistory): string {
  const last = days.at(-1);
  if (last === undefined || last.counts.lapsed + last.counts.unknown > 0) return "error";
  return last.counts.expiring > 0 ? "changes" : "pass";
}

function summary(history: EstateHistory): string {
  const [first, last] = [history.days.at(0), history.days.at(-1)];
  if (first === undefined || last === undefined) return `${scopeText(history)}; there is no state of any day.`;
  const counts = USABILITIES.map((one) => `${grouped(last.counts[one])} ${one}`).join(", ");
  const span = `${groupedCount(history.days.length, "day")} from ${formatDay(first.at)} to ${formatDay(last.at)}`;
  return `${scopeText(history)} on ${span}. On the last: ${counts}.`;
}

function estateSection(history: EstateHistory): Markup {
  const keys = USABILITIES.map(
    (one) => html`<li data-u="${USABILITY_TONES[one]}"><span class="state">${one}</span></li>`,
  );
  const rows = history.days.map(
    ({ at, counts, news, complete }) =>
      html`<tr>
        <th scope="row">${formatDay(at)}${complete ? "" : " (not complete)"}</th>
        ${USABILITIES.map((one) => html`<td class="number">${grouped(counts[one])}</td>`)}
        <td class="wide">${news === null ? "" : newsCounts(news)}</td>
      </tr> `,
  );
  const columns: readonly Column[] = [
    { title: "Day" },
    ...USABILITIES.map((title) => ({ title, look: "number" as const })),
    { title: "Since the day before", look: "wide" },
  ];
  return html`<section id="estate" aria-labelledby="estate-title">
    <h2 id="estate-title">The estate by day</h2>
    <figure>
      ${estateChart(history, `${summary(history)} The table below says the same of each day.`)}
      <figcaption>
        Declared domains by what their validation was worth on each day. Expiring: usable, and due to be validated
        again. Lapsed: not usable, or never validated.
      </figcaption>
    </figure>
    <ul class="keys">
      ${keys}
    </ul>
    <details class="aside">
      <summary>The same as a table, with what has happened</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="The estate by day, as a table">
        ${plainTable("The estate by day", columns, rows)}
      </div>
    </details>
  </section>`;
}

const BURN_DOWN_COLUMNS: readonly Column[] = [{ title: "Day" }, { title: "Remaining", look: "number" }];

function cliffSection(history: EstateHistory, index: number): Markup {
  const { cliffs, days } = history;
  const [cliff, last] = [cliffs[index], days.at(-1)];
  if (cliff === undefined || last === undefined) return html``;
  const day = formatDay(cliff.at);
  const left = last.remaining[index] ?? 0;
  const sentence = `${grouped(left)} of ${scopeText(history)} still need a validation that can be used on ${day}, as of ${formatDay(last.at)}.`;
  const rows = days.map(
    ({ at, remaining }) =>
      html`<tr>
        <th scope="row">${formatDay(at)}</th>
        <td class="number">${grouped(remaining[index] ?? 0)}</td>
      </tr> `,
  );
  const id = `cliff-${day}`;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">Before ${day}</h2>
    <p>${cliffText(cliff)}.</p>
    <figure>
      ${burnDownChart(history, cliff, index, `${sentence} The table below gives each day.`)}
      <figcaption>${sentence}</figcaption>
    </figure>
    <details class="aside">
      <summary>The same as a table</summary>
      ${plainTable(`Domains that still need a validation for ${day}`, BURN_DOWN_COLUMNS, rows)}
    </details>
  </section>`;
}
