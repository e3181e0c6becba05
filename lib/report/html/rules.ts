/** How every rule came out: five outcomes, of which only one is a pass. */
import type { PlanDocument, RuleDocument } from "../plan-document";
import { html, isolated, webLink } from "./markup";
import type { Markup } from "./markup";
import { grouped } from "./number-text";

const OUTCOMES = ["Passed", "Failed", "Unknown", "Not applicable", "Not in force"] as const;
const FAILED = OUTCOMES.indexOf("Failed");

export function rulesSection({ rules }: PlanDocument): Markup {
  return html`<section id="rules" aria-labelledby="rules-title">
    <h2 id="rules-title">Rules <span class="quiet">${grouped(rules.length)}</span></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="How each rule came out">
      <table class="plain rules">
        <caption class="unseen">
          How each rule came out, counted over the domains or waivers it is about
        </caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Level</th>
            ${OUTCOMES.map((outcome) => html`<th scope="col" class="number">${outcome}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rules.map(ruleRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function ruleRow(rule: RuleDocument): Markup {
  const { url, citation, replaces, file, severity } = rule;
  const source = url === null ? html`${citation}` : webLink(url, citation);
  const instead =
    replaces === null
      ? null
      : html`<p class="level" data-level="warning">The rule of ${isolated(file)}, not the built-in one.</p>`;
  const counts = [rule.passed, rule.failed, rule.unknown, rule.not_applicable, rule.not_effective];
  const cells = counts.map((count, index) => {
    const kind = count === 0 ? "number none" : index === FAILED ? "number level" : "number";
    return html`<td class="${kind}">${grouped(count)}</td>`;
  });
  return html`<tr data-level="${severity}">
    <th scope="row">
      <code>${rule.rule}</code>
      <span>${rule.title}</span>
      <p class="quiet">${source}</p>
      ${instead}
    </th>
    <td><span class="level">${severity}</span></td>
    ${cells}
  </tr> `;
}
