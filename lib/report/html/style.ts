/** How the page looks: light and dark, wide and narrow, on a screen and on paper. */
import { STYLE_OF_DOMAINS } from "./style-of-domains";

/** Every text colour has a contrast of at least 4.5 to 1 on every ground it stands on (WCAG 2.2, 1.4.3). */
const LIGHT = `
  --ground: #fff; --soft: #f5f6f8; --line: #dfe3e8; --strong: #8b94a1;
  --ink: #161a20; --quiet: #565f6c; --accent: #1f55c4; --area: #dbe6fb;
  --unusable: #b3261e; --unknown: #7c3aa6; --renewable: #875300; --pending: #0a6a83; --undeclared: #565f6c; --valid: #1b7340;
`;
const DARK = `
  --ground: #101317; --soft: #191d23; --line: #2c323a; --strong: #6d7683;
  --ink: #e7eaee; --quiet: #a0a9b5; --accent: #8fb6ff; --area: #1d2c49;
  --unusable: #ff8f85; --unknown: #d3a9f7; --renewable: #efb74f; --pending: #6fcbe6; --undeclared: #a0a9b5; --valid: #74d295;
`;

/** Paper is light. What is said by a colour is said by a sign and by words too. */
const COLOURS = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
@media print { :root { color-scheme: light; } }
[data-u=unusable], [data-level=error] { --tone: var(--unusable); --sign: "×"; }
[data-u=unknown] { --tone: var(--unknown); --sign: "?"; }
[data-u=renewable], [data-level=warning] { --tone: var(--renewable); --sign: "!"; }
[data-u=pending], [data-level=info] { --tone: var(--pending); --sign: "→"; }
[data-u=undeclared], [data-level=waived], [data-level=none], [data-level=off] { --tone: var(--undeclared); --sign: "+"; }
[data-u=valid] { --tone: var(--valid); --sign: "✓"; }
[data-verdict=error], [data-verdict=violation] { --tone: var(--unusable); --sign: "×"; }
[data-verdict=changes] { --tone: var(--renewable); --sign: "!"; }
[data-verdict=pass] { --tone: var(--valid); --sign: "✓"; }
`;

const PAGE = `
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 0 24px 48px; max-width: 1240px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 ui-sans-serif, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1, h2, p, ul, ol, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -.015em; }
h1::before {
  content: var(--sign); display: inline-grid; place-content: center; width: 1.1em; height: 1.1em; margin-right: .4em;
  border-radius: 50%; background: var(--tone); color: var(--ground); font-size: .85em; vertical-align: .04em;
}
h2 { font-size: 18px; line-height: 1.3; margin-bottom: 12px; letter-spacing: -.005em; }
h2 .quiet { font-weight: 400; margin-left: 4px; }
section { padding-top: 40px; }
a { color: var(--accent); text-underline-offset: 2px; }
code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
button, input { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.quiet, .eyebrow, .actions, .legend, figcaption, small { color: var(--quiet); }
.unseen { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 24px; top: -100px; padding: 8px 12px; background: var(--ground); z-index: 3; }
.skip:focus { top: 8px; }
[hidden] { display: none !important; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 14px 0; border-bottom: 1px solid var(--line); }
nav a { color: var(--ink); text-decoration: none; padding: 4px 0; }
nav a:hover { color: var(--accent); text-decoration: underline; }
nav span { color: var(--quiet); }
.top { padding-top: 28px; }
.eyebrow { margin-bottom: 6px; }
.lede { font-size: 16px; margin: 6px 0 14px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.chip { display: inline-block; padding: 1px 10px; border: 1px solid var(--tone); border-radius: 99px; color: var(--tone); font-weight: 600; }
.chip[data-level=none] { border-color: var(--line); font-weight: 400; }
.since { display: flex; flex-wrap: wrap; gap: 6px 10px; margin-top: 10px; }
.actions { margin: 14px 0; }
.partial { margin: -6px 0 14px; padding: 6px 12px; border-left: 3px solid var(--renewable); background: var(--soft); width: fit-content; max-width: 100%; }
.state::before, .domains tbody td:nth-child(2)::before {
  content: var(--sign); display: inline-grid; place-content: center; width: 16px; height: 16px; margin-right: 6px;
  border-radius: 50%; background: var(--tone); color: var(--ground); font: 700 11px/1 sans-serif; vertical-align: 1px;
}
.state { color: var(--tone); font-weight: 600; }
.shares { display: block; border-radius: 4px; overflow: hidden; }
.shares rect { fill: var(--tone); stroke: var(--ground); stroke-width: 1; }
.tiles { display: grid; grid-template-columns: repeat(6, 1fr); gap: 8px; margin-top: 12px; }
.tile { display: block; height: 100%; padding: 10px 12px; border: 1px solid var(--line); border-radius: 8px; color: inherit; text-decoration: none; }
.tile b { display: block; font-size: 24px; line-height: 1.2; margin-bottom: 4px; letter-spacing: -.01em; }
.tile small { display: block; font-size: 12px; line-height: 1.35; margin-top: 2px; }
a.tile:hover { border-color: var(--tone, var(--accent)); background: var(--soft); }
.tile.none b, .tile.none .state { color: var(--quiet); font-weight: 400; }
.tile.none [data-u] { --tone: var(--quiet); }
.tile.none { background: var(--soft); border-color: transparent; }
.cas { display: grid; gap: 8px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); }
.cas li { padding: 8px 12px; border-left: 3px solid var(--tone); background: var(--soft); border-radius: 0 6px 6px 0; }
.cas li[data-level=none] { border-color: var(--line); }
.gaps { margin-top: 10px; }
.said { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 10px; }
.level { color: var(--tone); font-weight: 600; }
span.level { white-space: nowrap; }
.schedule { margin-top: 14px; display: flex; flex-wrap: wrap; gap: 2px 18px; color: var(--quiet); }
.schedule ol { display: flex; flex-wrap: wrap; gap: 2px 18px; }
.schedule b { color: var(--ink); }
.chart { display: block; overflow: visible; font-size: 12px; }
.chart text { fill: var(--quiet); paint-order: stroke; stroke: var(--ground); stroke-width: 5px; stroke-linejoin: round; }
.chart .panel, .chart .step-name { fill: var(--ink); font-weight: 600; }
.chart .count { text-anchor: middle; fill: var(--ink); }
.chart .later { text-anchor: end; }
.chart .grid { stroke: var(--line); }
.chart .base { stroke: var(--strong); }
.chart .step { stroke: var(--ink); stroke-dasharray: 3 3; }
.chart .area { fill: var(--area); }
.chart .edge { fill: none; stroke: var(--accent); stroke-width: 2; vector-effect: non-scaling-stroke; }
.chart .bar { fill: var(--accent); }
figcaption { margin-top: 10px; max-width: 80ch; }
summary { cursor: pointer; }
.aside { margin-top: 10px; }
.aside summary { color: var(--accent); width: fit-content; }
.plain { border-collapse: collapse; width: 100%; }
.plain.narrow { width: auto; margin-top: 8px; }
.plain th, .plain td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.plain th { font-weight: 400; }
.plain thead th { color: var(--quiet); border-color: var(--strong); white-space: nowrap; }
.plain .number { text-align: right; padding-right: 0; padding-left: 20px; }
.plain .none { color: var(--quiet); }
.plain.rules { min-width: 660px; }
.rules tbody th { max-width: 60ch; }
.rules code { font-weight: 600; margin-right: 8px; }
.owners tbody th { min-width: 170px; }
.scroll { overflow-x: auto; }
.rule { border-top: 1px solid var(--line); }
.rule:last-of-type { border-bottom: 1px solid var(--line); }
.rule summary { padding: 10px 0; }
.rule summary .level::before {
  content: var(--sign); display: inline-grid; place-content: center; width: 16px; height: 16px; margin: 0 6px;
  border-radius: 4px; background: var(--tone); color: var(--ground); font: 700 11px/1 sans-serif; vertical-align: 1px;
}
.rule summary code { font-weight: 600; margin: 0 6px; }
.rule .body { padding: 0 0 14px 20px; max-width: 110ch; }
.messages { display: grid; gap: 12px; margin-top: 10px; }
.messages > li { padding-left: 12px; border-left: 2px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 60px; }
.waiver { background: var(--soft); padding: 4px 10px; border-radius: 6px; width: fit-content; max-width: 100%; }
.subjects { display: flex; flex-wrap: wrap; gap: 2px 20px; margin-top: 2px; }
.subjects bdi { font-weight: 600; }
.subjects bdi + bdi { font-weight: 400; color: var(--quiet); }
mark { background: none; color: var(--accent); border: 1px solid; border-radius: 99px; padding: 0 7px; font-size: 12px; }
footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--quiet); }
@supports (content: "x" / "") {
  h1::before, .state::before, .domains tbody td:nth-child(2)::before, .rule summary .level::before { content: var(--sign) / ""; }
}
@media (max-width: 900px) {
  .tiles { grid-template-columns: repeat(3, 1fr); }
}
@media (max-width: 560px) {
  body { padding: 0 16px 32px; }
  nav ul { column-gap: 14px; }
  h1 { font-size: 25px; }
  section { padding-top: 32px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .chart { font-size: 11px; }
  .chart .minor { display: none; }
  .chart .count { font-size: 10px; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media (forced-colors: active) {
  .chart .bar, .chart .area { fill: CanvasText; }
  .shares { forced-color-adjust: none; }
}
`;

const PRINT = `
@media print {
  @page { margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  body * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip, .controls { display: none !important; }
  section { padding-top: 14pt; }
  .tiles { grid-template-columns: repeat(6, 1fr); gap: 4px; }
  .tile { padding: 4px 6px; }
  h2 { break-after: avoid; }
  .cas li, .tile, figure, .rules tr, .messages > li p { break-inside: avoid; }
  .messages > li { content-visibility: visible; }
  .scroll { overflow: visible; }
  .plain.rules { min-width: 0; }
  .plain, .rule, code { font-size: 8pt; line-height: 1.3; }
  .plain :is(th, td) { padding-top: 2px; padding-bottom: 2px; }
  .rules .quiet { display: none; }
  .rules tbody th { max-width: none; }
  .plain .number { padding-left: 6px; }
  .plain thead th { white-space: normal; }
  .rule summary { padding: 4px 0; }
  .rule .body { padding-bottom: 6px; max-width: none; }
  .messages { gap: 4px; margin-top: 4px; }
  .subjects { gap: 0 10px; margin: 0; }
  .subjects bdi { font-weight: 400; }
  .subjects bdi + bdi { display: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`;

export const STYLE = COLOURS + PAGE + STYLE_OF_DOMAINS + PRINT;
