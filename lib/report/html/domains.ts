/** The table of all domains. It is written in the order of urgency; the script sorts and filters it. */
import { daysLegend } from "../days-legend";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { challengeParts, labelsText } from "../step-text";
import { byUrgency, daysLeftText, usableUntilText } from "../urgency";
import type { Urgency } from "../urgency";
import { each, html, isolated } from "./markup";
import type { Markup } from "./markup";
import { grouped } from "./number-text";
import { STATES } from "./states";

const COLUMNS = ["Domain", "State", "Days left", "Usable until", "Method", "CA", "Owner", "Place"] as const;

/** `id` and the count of every state that occurs, for the buttons that filter. */
type Groups = ReadonlyMap<Urgency, readonly ChangeDocument[]>;

export function domainsSection(plan: PlanDocument): Markup {
  const groups = byUrgency(plan);
  const total = plan.changes.length;
  return html`<section id="domains" aria-labelledby="domains-title">
    <h2 id="domains-title">Domains <span class="quiet">${grouped(total)}</span></h2>
    ${filters(groups)}
    <table id="domain-table" class="domains">
      <caption class="unseen">
        All domains of the plan, the most urgent first
      </caption>
      <thead>
        <tr>
          ${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}
          <th scope="col" class="unseen">What is known</th>
        </tr>
      </thead>
      <tbody>
        ${[...groups].map(([{ id }, changes]) => html`${each(changes.toSorted(byDaysLeft), (change) => row(id, change))}`)}
      </tbody>
      <tbody class="no-match" hidden>
        <tr>
          <td colspan="9">No domain matches the filter.</td>
        </tr>
      </tbody>
    </table>
    ${daysLegend(plan.changes).map((line) => html`<p class="legend">${line}</p>`)}
  </section>`;
}

/** Controls need the script, so they stay hidden until it is there. */
function filters(groups: Groups): Markup {
  const buttons = [...groups].map(
    ([{ id }, { length }]) =>
      html`<button type="button" class="filter" data-filter="${id}" aria-pressed="false">
        <span class="state" data-u="${id}">${STATES[id].label}</span> ${grouped(length)}
      </button>`,
  );
  return html`<div class="controls" hidden>
    <label class="search"
      ><span>Filter by domain, owner, label or CA</span
      ><input type="search" id="filter" autocomplete="off" spellcheck="false"
    /></label>
    <div class="filters" role="group" aria-label="Show only these states">${buttons}</div>
    <p class="matches" role="status" aria-live="polite"></p>
  </div>`;
}

/** What ends first comes first; without a known end the order of the plan stays. */
function byDaysLeft(a: ChangeDocument, b: ChangeDocument): number {
  const left = (change: ChangeDocument): number =>
    daysLeftText(change) === "-" ? Number.MAX_SAFE_INTEGER : (change.reuse?.days_left ?? Number.MAX_SAFE_INTEGER);
  return left(a) - left(b);
}

/** Short, because there may be ten thousand rows: a valid domain has no message. */
function row(id: Urgency["id"], change: ChangeDocument): Markup {
  const { domain, unicode, provider, action, reason, message, declared } = change;
  const hasDays = daysLeftText(change) !== "-";
  const labels = labelsText(change);
  const place = declared === null ? null : `${declared.file}:${declared.line}:${declared.column}`;
  return html`<tr data-u="${id}">
    <th scope="row">${isolated(domain)}${unicode === null ? null : html` <bdi class="quiet">${unicode}</bdi>`}</th>
    <td>${reason.replaceAll("_", " ")}${action === "no-op" ? null : html` <i>${action}</i>`}</td>
    <td data-v="${hasDays ? (change.reuse?.days_left ?? "") : ""}">${daysText(change)}</td>
    <td>${hasDays ? usableUntilText(change) : ""}</td>
    <td>${methodCell(change)}</td>
    <td>${provider}</td>
    <td>${declared?.owner ?? null}${labels === "" ? null : html` <i class="labels">${labels}</i>`}</td>
    <td>${place}</td>
    ${action === "no-op" ? null : html`<td>${message}${nextStep(change)}</td>`}
  </tr> `;
}

/** What is to be published stands in elements of its own, which the script gives a button to copy. */
function nextStep({ next_step: { kind, text, by }, live }: ChangeDocument): Markup | null {
  if (kind === "none") return null;
  const parts = kind === "publish" ? challengeParts(live?.challenge) : null;
  if (parts === null || parts.value === null) return html`<p>Next step: ${text}</p>`;
  const what = parts.type === "file" ? "a file at" : `the ${parts.type} record`;
  return html`<p>
    Next step: publish ${what} <code class="copy">${parts.name}</code> with
    <code class="copy">${parts.value}</code>${by === null ? "" : ` by ${by.slice(0, 10)}`}
  </p>`;
}

function daysText(change: ChangeDocument): string {
  const text = daysLeftText(change);
  if (text === "-") return "";
  return text.replace("-", "−").replace(/\d+/, (days) => grouped(Number(days)));
}

function methodCell({ live, declared }: ChangeDocument): Markup {
  const [used, wanted] = [live?.method ?? null, declared?.method ?? null];
  if (used === null) return wanted === null ? html`` : html`<i>${wanted} declared</i>`;
  return html`${isolated(used)}${wanted === null || wanted === used ? null : html` <i>${wanted} declared</i>`}`;
}
