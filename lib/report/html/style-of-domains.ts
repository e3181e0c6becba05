/**
 * How the table of domains looks. A row is a grid and is laid out when it comes into view, which a row of a table layout cannot:
 * ten thousand of those take seconds, these do not.
 */
export const STYLE_OF_DOMAINS = `
.controls { display: flex; flex-wrap: wrap; align-items: end; gap: 10px 16px; margin-bottom: 10px; }
.search { display: grid; gap: 2px; flex: 1 1 240px; max-width: 340px; }
.search span { color: var(--quiet); font-size: 12px; }
.search input { height: 34px; padding: 0 10px; border: 1px solid var(--strong); border-radius: 6px; background: var(--ground); min-width: 0; }
.choice { display: grid; gap: 2px; }
.choice span { color: var(--quiet); font-size: 12px; }
.choice select { height: 34px; max-width: 220px; padding: 0 6px; border: 1px solid var(--strong); border-radius: 6px; background: var(--ground); color: inherit; font: inherit; }
.check { display: flex; align-items: center; gap: 6px; height: 34px; }
.filters { display: flex; flex-wrap: wrap; gap: 6px; }
.filter { height: 34px; padding: 0 12px 0 9px; border: 1px solid var(--line); border-radius: 99px; background: var(--ground); cursor: pointer; }
.filter:hover { background: var(--soft); }
.filter[aria-pressed=true] { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); }
.filter .state { color: inherit; font-weight: 400; }
.matches { flex-basis: 100%; color: var(--quiet); }
.domains, .domains thead, .domains tbody { display: block; }
.domains tr {
  display: grid; gap: 0 14px; padding: 6px 8px; border-bottom: 1px solid var(--line);
  grid-template-columns: minmax(0, 2.4fr) minmax(0, 2.2fr) 62px 84px minmax(0, 1.1fr) minmax(0, .8fr) minmax(0, 2.1fr) minmax(0, 1.5fr) minmax(0, 1.8fr);
}
.unlabelled tr {
  grid-template-columns: minmax(0, 2.7fr) minmax(0, 2.6fr) 62px 84px minmax(0, 1.4fr) minmax(0, .85fr) minmax(0, 2.3fr) minmax(0, 1.8fr);
}
.unlabelled :is(th, td):nth-child(8) { display: none; }
.domains tbody tr { content-visibility: auto; contain-intrinsic-size: auto 34px; }
.domains tbody tr:hover { background: var(--soft); }
.domains thead { position: sticky; top: 0; z-index: 2; background: var(--ground); }
.domains thead tr { border-color: var(--strong); }
.domains th, .domains td { padding: 0; text-align: left; font-weight: 400; }
.domains tbody th { font-weight: 600; }
.domains tbody th .quiet { display: block; font-weight: 400; }
.domains i { font-style: normal; color: var(--quiet); }
.domains tbody td:nth-child(2) { color: var(--tone); }
.domains :is(th, td):nth-child(3) { text-align: right; }
.domains td:nth-child(10) { grid-column: 1 / -1; color: var(--quiet); max-width: 140ch; }
.domains td:nth-child(n + 6):nth-child(-n + 9) { color: var(--quiet); }
.domains td:nth-child(n + 7):nth-child(-n + 9) { font-size: 12px; line-height: 21px; }
.domains td span { display: inline-block; margin-right: 6px; }
.domains code { white-space: pre-line; }
.domains .group th { grid-column: 1 / -1; padding-top: 12px; font-size: 15px; }
.domains td p { margin: 2px 0 4px; color: var(--ink); }
.domains .copied { margin: 0 2px 0 4px; padding: 0 7px; border: 1px solid var(--line); border-radius: 4px; background: var(--soft); font-size: 12px; cursor: pointer; }
.domains .copied:hover { border-color: var(--strong); }
.domains :is([data-u=valid], [data-u=undeclared]) td:nth-child(2) { color: inherit; }
.domains td[colspan] { grid-column: 1 / -1; padding: 20px 0; color: var(--quiet); }
.domains thead th { color: var(--quiet); }
.domains thead button { padding: 2px 0; border: 0; background: none; color: inherit; cursor: pointer; text-align: inherit; }
.domains thead button:hover { color: var(--accent); text-decoration: underline; }
.domains [aria-sort] button { color: var(--ink); font-weight: 600; }
.domains [aria-sort=ascending] button::after { content: " ↑" / ""; }
.domains [aria-sort=descending] button::after { content: " ↓" / ""; }
.legend { margin-top: 6px; font-size: 12px; }
@media screen and (max-width: 860px) {
  .domains thead { position: static; }
  .domains thead tr { display: flex; flex-wrap: wrap; gap: 6px; padding: 0 0 8px; }
  .domains thead th { padding: 0 9px; border: 1px solid var(--line); border-radius: 99px; }
  .domains thead th[aria-sort] { border-color: var(--ink); }
  .domains thead button { min-height: 26px; }
  .domains tbody tr { display: flex; flex-wrap: wrap; gap: 1px 14px; padding: 10px 0; contain-intrinsic-size: auto 100px; }
  .domains tbody th { order: 1; flex: 1 1 calc(100% - 96px); font-size: 15px; }
  .domains td:nth-child(3) { order: 2; font-weight: 600; }
  .domains td:nth-child(2) { order: 3; flex: 1 1 calc(100% - 144px); }
  .domains td:nth-child(4) { order: 4; flex: 0 0 120px; text-align: right; white-space: nowrap; }
  .domains td:nth-child(n + 5) { order: 5; }
  .domains td:nth-child(10) { order: 6; flex-basis: 100%; }
  .domains td:empty:not(:nth-child(4)) { display: none; }
  .domains td:nth-child(4):not(:empty)::before { content: "until "; color: var(--quiet); }
  .domains td:nth-child(5) { color: var(--quiet); }
}
@media print {
  .domains .copied { display: none; }
  .domains { display: table; width: 100%; table-layout: fixed; }
  .domains thead { display: table-header-group; position: static; }
  .domains tbody { display: table-row-group; }
  .domains :is(thead, tbody) { font-size: 7pt; line-height: 1.3; }
  .domains tr {
    gap: 0 8px; padding: 2px 0; break-inside: avoid;
    grid-template-columns: minmax(0, 3.4fr) minmax(0, 1.9fr) 36px 56px 40px 40px minmax(0, 2.5fr) minmax(0, 1.9fr);
  }
  .domains :is(td, code), .domains td:nth-child(n + 7):nth-child(-n + 9) { font-size: 7pt; line-height: 1.3; }
  .domains td i { display: none; }
  .domains tbody td:nth-child(2)::before { width: 10px; height: 10px; font-size: 8px; margin-right: 4px; }
  .domains tbody tr { content-visibility: visible; }
  .domains :is(th, td):nth-child(8) { display: none; }
  .domains td:nth-child(10):has(p) { font-size: 0; max-width: none; }
  .domains td:nth-child(10) p { margin: 0; font-size: 7pt; }
  .domains [data-u=valid] { display: inline-grid; width: 33%; grid-template-columns: minmax(0, 1fr) 62px; border: 0; padding: 1px 6px 1px 0; }
  .domains [data-u=valid] th { font-weight: 400; }
  .domains [data-u=valid] td:not(:nth-child(4)) { display: none; }
}
`;
