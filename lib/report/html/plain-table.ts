/** A table with the data of a chart, for readers who cannot see the chart. */
import { html } from "./markup";
import type { Markup } from "./markup";

export interface Column {
  readonly title: string;
  /** The class of its header cell. */
  readonly look?: "number" | "wide";
}

/** @param caption for screen readers; it is not shown */
export function plainTable(caption: string, columns: readonly Column[], rows: readonly Markup[]): Markup {
  return html`<table class="plain narrow">
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(headerCell)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function headerCell({ title, look }: Column): Markup {
  return look === undefined ? html`<th scope="col">${title}</th>` : html`<th scope="col" class="${look}">${title}</th>`;
}
