/** The table of all domains. It is written in the order of urgency; the script sorts and filters it. */
import { placeText } from "../../core/diagnostic";
import { daysLegend } from "../days-legend";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { printable } from "../../core/printable";
import { challengeParts } from "../step-text";
import { byUrgency, daysLeftText, usableUntilText } from "../urgency";
import type { Urgency } from "../urgency";
import { each, html, isolated, verbatim } from "./markup";
import type { Markup } from "./markup";
import { grouped } from "./number-text";
import { STATES } from "./states";

const COLUMNS = ["Domain", "State", "Days left", "Usable until", "Method", "CA", "Owner", "Labels", "Place"] as const;

/** `id` and the count of every state that occurs, for the buttons that filter. */
type Groups = ReadonlyMap<Urgency, readonly ChangeDocument[]>;

export function domainsSection(plan: PlanDocument): Markup {
  const groups = byUrgency(plan);
  const total = plan.changes.length;
  const isLabelled = plan.changes.some(({ declared }) => Object.keys(declared?.labels ?? {}).length > 0);
  return html`<section id="domains" aria-labelledby="domains-title">
    <h2 id="domains-title">Domains <span class="quiet">${grouped(total)}</span></h2>
    ${filters(groups)}
    <table id="domain-table" class="${isLabelled ? "domains" : "domains unlabelled"}">
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
          <td colspan="10">No domain matches the filter.</td>
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
    <label class="choice" hidden
      ><span>Owner</span
      ><select id="owner"></select
    ></label>
    <label class="choice" hidden
      ><span>Label</span
      ><select id="label"></select
    ></label>
    <label class="check" hidden><input type="checkbox" id="by-owner" /> Group by owner</label>
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
  const labels = Object.entries(declared?.labels ?? {});
  const place = declared === null ? null : placeText(declared);
  return html`<tr data-u="${id}">
    <th scope="row">${isolated(domain)}${unicode === null ? null : html` <bdi class="quiet">${unicode}</bdi>`}</th>
    <td>${reason.replaceAll("_", " ")}${action === "no-op" ? null : html` <i>${action}</i>`}</td>
    <td>${daysText(change)}</td>
    <td>${hasDays ? usableUntilText(change) : ""}</td>
    <td>${methodCell(change)}</td>
    <td>${provider}</td>
    <td>${declared?.owner ?? null}</td>
    <td>${labels.map(([key, value]) => html`<span>${key}=${value}</span> `)}</td>
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
    Next step: publish ${what} ${copyable(parts.name)} with
    ${copyable(parts.value)}${by === null ? "" : ` by ${by.slice(0, 10)}`}
  </p>`;
}

/** Line feeds are shown as such. What is not shown as it is stands in an attribute as well, so that the exact text is copied. */
function copyable(text: string): Markup {
  const lines = text.split("\n");
  const shown = lines.map((line, index) => (index === 0 ? html`${line}` : html`${verbatim("\n")}${line}`));
  if (printable(text) === text) return html`<code class="copy">${shown}</code>`;
  return html`<code class="copy" data-copy="${asciiJson(text)}">${shown}</code>`;
}

/** JSON in which each character that is not printable ASCII is an escape. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
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
