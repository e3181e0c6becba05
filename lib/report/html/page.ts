/** The plan as one web page for people: a single file that asks nothing of any network, with or without its script. */
import { verdictText } from "../headline";
import type { PlanDocument } from "../plan-document";
import type { Renderer } from "../renderer";
import { contentPolicy } from "./content-policy";
import { domainsSection } from "./domains";
import { findingsSection } from "./findings";
import { pageHead } from "./head";
import { html, markupText, verbatim } from "./markup";
import { grouped } from "./number-text";
import { overview } from "./overview";
import { ownersSection } from "./owners";
import { providersSection } from "./providers";
import { rulesSection } from "./rules";
import { SCRIPT } from "./script";
import { STYLE } from "./style";
import { sinceSection } from "./since";
import { timelineSection } from "./timeline";

const POLICY = contentPolicy(STYLE, SCRIPT);
const STYLE_ELEMENT = verbatim(`<style>${STYLE}</style>`);
const SCRIPT_ELEMENT = verbatim(`<script>${SCRIPT}</script>`);

export const renderHtml: Renderer<PlanDocument> = function* (plan) {
  const { changes, findings, rules, tool, enforcement } = plan;
  const owners = ownersSection(plan);
  const estate = plan.estate === null ? "" : ` of ${plan.estate}`;
  const title = html`${verdictText(plan)}: DCV plan${estate} as of ${plan.as_of.slice(0, 10)}`;
  const page = html`<!doctype html>
    <html lang="en">
      ${pageHead(title, POLICY, STYLE_ELEMENT)}
      <body>
        <a class="skip" href="#main">Skip to the plan</a>
        <nav aria-label="Parts of this page">
          <ul>
            <li><a href="#cas">CAs</a></li>
            <li><a href="#timeline">Timeline</a></li>
            ${owners === null ? null : html`<li><a href="#owners">Owners</a></li>`}
            <li>
              <a href="#domains">Domains <span>${grouped(changes.length)}</span></a>
            </li>
            <li>
              <a href="#findings">Findings <span>${grouped(findings.length)}</span></a>
            </li>
            <li>
              <a href="#rules">Rules <span>${grouped(rules.length)}</span></a>
            </li>
          </ul>
        </nav>
        <main id="main">
          ${overview(plan)}${sinceSection(plan)} ${providersSection(plan)} ${timelineSection(plan)} ${owners}
          ${domainsSection(plan)} ${findingsSection(plan)} ${rulesSection(plan)}
        </main>
        <footer>
          <p>
            Made by dcv ${tool.version}. Enforcement is ${enforcement}. Days are whole days, rounded down; times are
            UTC.
          </p>
        </footer>
        ${SCRIPT_ELEMENT}
      </body>
    </html>`;
  yield* markupText(page);
  yield "\n";
};
