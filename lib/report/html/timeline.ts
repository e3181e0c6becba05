/** The section about time: what ends when, as a picture, as sentences and as a table. */
import { formatDay } from "../../core/time";
import type { PlanDocument } from "../plan-document";
import { daysText, expirationsChart } from "./chart";
import { expirationsOf } from "./expirations";
import type { Expirations } from "./expirations";
import { html } from "./markup";
import type { Markup } from "./markup";
import { plainTable } from "./plain-table";
import type { Column } from "./plain-table";
import { grouped, groupedCount } from "./number-text";

export function timelineSection(plan: PlanDocument): Markup {
  const ends = expirationsOf(plan);
  return html`<section id="timeline" aria-labelledby="timeline-title">
    <h2 id="timeline-title">When validations end</h2>
    ${ends === null ? html`<p>The date judged, ${plan.as_of}, is not a date, so nothing can be placed in time.</p>` : drawn(ends)}
    ${schedule(plan)}
  </section>`;
}

function drawn(ends: Expirations): Markup {
  const sentences = inWords(ends);
  if (ends.usable === 0) return html`<p>${sentences}</p>`;
  return html`<figure>
      ${expirationsChart(ends, `${sentences} The table below says the same.`)}
      <figcaption>${sentences}</figcaption>
    </figure>
    ${asTable(ends)}`;
}

/** What the picture says: how many, until when, the busiest week, and what it leaves out. */
function inWords({ asOf, usable, ends, weeks, later, open }: Expirations): string {
  const day = formatDay(asOf);
  if (usable === 0) return `No declared domain is usable on ${day}.`;
  const last = ends.at(-1);
  const busiest = weeks.reduce((most, week) => (week.ends > most.ends ? week : most));
  return [
    `${groupedCount(usable, "declared domain")} ${usable === 1 ? "is" : "are"} usable on ${day}.`,
    last === undefined ? "" : `The last end that is drawn is ${formatDay(last[0])}.`,
    busiest.ends === 0
      ? ""
      : `Most end in ${busiest.name}, the week of ${formatDay(busiest.monday)}: ${grouped(busiest.ends)}.`,
    later === 0 ? "" : `${groupedCount(later, "validation")} ${later === 1 ? "ends" : "end"} after what is drawn.`,
    open === 0
      ? ""
      : `For ${groupedCount(open, "domain")} the end is not known, or the CA repeats the validation by itself.`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

const COLUMNS: readonly Column[] = [
  { title: "Week" },
  { title: "From" },
  { title: "End", look: "number" },
  { title: "Still usable", look: "number" },
];

function asTable({ weeks }: Expirations): Markup {
  const rows = weeks
    .filter(({ ends }) => ends > 0)
    .map(
      ({ name, monday, ends, left }) =>
        html`<tr>
          <th scope="row">${name}</th>
          <td>${formatDay(monday)}</td>
          <td class="number">${grouped(ends)}</td>
          <td class="number">${grouped(left)}</td>
        </tr> `,
    );
  if (rows.length === 0) return html``;
  return html`<details class="aside">
    <summary>The same as a table</summary>
    ${plainTable("Validations that end, by ISO week", COLUMNS, rows)}
  </details>`;
}

/** Every step in words, those that lie outside the picture too. */
function schedule({ reuse_periods: { source, periods } }: PlanDocument): Markup {
  const steps = periods.map(
    ({ issued_from: day, days }) =>
      html`<li><b>${daysText({ days })}</b> ${day === null ? "before that" : `from ${day}`}</li>`,
  );
  return html`<div class="schedule">
    <p>How old a validation may be when a certificate is issued (${source}):</p>
    <ol>
      ${steps}
    </ol>
  </div>`;
}
