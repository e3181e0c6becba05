/** The findings by level and rule; what several domains have in common is said once. */
import { placeText } from "../../core/diagnostic";
import { waiverText } from "../../core/waiver";
import { findingGroups, findingsByRule } from "../findings-by-rule";
import type { FindingGroup, RuleFindings } from "../findings-by-rule";
import type { FindingDocument, PlanDocument, RuleDocument } from "../plan-document";
import { each, html, isolated, webLink } from "./markup";
import type { Markup } from "./markup";
import { grouped, groupedCount } from "./number-text";

/** A rule with more findings than this is folded up, so that the others are seen. */
const UNFOLDED = 25;

export function findingsSection({ findings, rules }: PlanDocument): Markup {
  const known = new Map(rules.map((rule) => [rule.rule, rule]));
  const groups = findingsByRule(findings);
  return html`<section id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">Findings <span class="quiet">${grouped(findings.length)}</span></h2>
    ${groups.length === 0 ? html`<p>No rule found anything.</p>` : groups.map((group) => ruleGroup(group, known.get(group.rule)))}
  </section>`;
}

function ruleGroup(group: RuleFindings, known: RuleDocument | undefined): Markup {
  const { level, rule, remediation, citation, findings } = group;
  const changed = findings.filter((finding) => finding.changed === true).length;
  const messages = findingGroups(findings, (finding) =>
    JSON.stringify([finding.message, finding.remediation, finding.citation, finding.waiver]),
  );
  return html`<details class="rule" data-level="${level}" ${findings.length <= UNFOLDED ? html` open` : null}>
    <summary>
      <span class="level" data-level="${level}">${level}</span> <code>${rule}</code>
      <span class="quiet"
        >${groupedCount(findings.length, "finding")}${changed === 0 ? null : `, ${grouped(changed)} of what changed`}</span
      >
    </summary>
    <div class="body">
      ${known === undefined ? null : html`<p class="requires"><span class="quiet">Requires:</span> ${known.title}</p>`}
      ${remediation === null ? null : advice(remediation)} ${citation === null ? null : source(citation, known)}
      <ul class="messages">
        ${each(messages, (same) => messageItem(same, group, known))}
      </ul>
    </div>
  </details> `;
}

/** What the findings of the rule do not have in common is said here. */
function messageItem(same: FindingGroup, group: RuleFindings, known: RuleDocument | undefined): Markup {
  const [{ message, remediation, citation, waiver }] = same;
  return html`<li>
    <p>${message}</p>
    ${group.remediation === null ? advice(remediation) : null}${group.citation === null ? source(citation, known) : null}${waiver === null ? null : html`<p class="waiver">${isolated(waiverText(waiver))}</p>`}
    <ul class="subjects">
      ${each(same, subject)}
    </ul>
  </li> `;
}

function advice(remediation: string): Markup {
  return html`<p><span class="quiet">To do:</span> ${remediation}</p>`;
}

function source(citation: string, known: RuleDocument | undefined): Markup {
  const link = known?.url == null ? html`${citation}` : webLink(known.url, citation);
  return html`<p><span class="quiet">Source:</span> ${link}</p>`;
}

function subject({ domain, location, changed }: FindingDocument): Markup {
  const place = location === null ? null : html` <bdi>${placeText(location)}</bdi>`;
  return html`<li>${isolated(domain)}${place}${changed === true ? html` <mark>changed</mark>` : null}</li>`;
}
