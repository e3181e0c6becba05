/** The top of the page: what the plan comes to, and how many domains are in which state. */
import type { FindingCounts } from "../../core/finding";
import type { Verdict } from "../../core/vocabulary";
import { selectionText, verdictText } from "../headline";
import type { PlanDocument, SummaryDocument } from "../plan-document";
import { URGENCIES, byUrgency } from "../urgency";
import { html, isolated } from "./markup";
import type { Markup } from "./markup";
import { grouped, groupedCount } from "./number-text";
import { STATES } from "./states";

const MEANINGS: Readonly<Record<Exclude<Verdict, "pass" | "changes">, string>> = {
  error: "Something could not be seen or understood. What was seen is below; what was not cannot be called good.",
  violation: "At least one error counts, and no waiver accepts it.",
};

export function overview(plan: PlanDocument): Markup {
  const { verdict, as_of: asOf, summary, changed_since: since } = plan;
  const partial = selectionText(plan);
  return html`<header class="top" data-verdict="${verdict}">
    <p class="eyebrow">
      DCV plan${plan.estate === null ? null : html` of ${isolated(plan.estate)}`} as of
      <time datetime="${asOf}">${asOf.replace("T", " ").replace("Z", " UTC")}</time>
    </p>
    <h1>${verdictText(plan)}</h1>
    <p class="lede">${meaningOf(plan)}</p>
    ${partial === null ? null : html`<p class="partial">${partial}</p>`}
    <ul class="chips" aria-label="Findings">
      ${findingChips(summary)}
    </ul>
    ${
      since === null || summary.changed === null
        ? null
        : html`<div class="since">
            <p>Of what changed since ${isolated(since.ref)}${since.only_changed ? " (only this counts)" : null}:</p>
            <ul class="chips">
              ${findingChips(summary.changed)}
            </ul>
          </div>`
    }
    <p class="actions">${actionsText(summary)}</p>
    ${stateBar(plan)} ${stateTiles(plan)}
  </header>`;
}

function meaningOf(plan: PlanDocument): string {
  const { verdict, changed_since: since } = plan;
  if (verdict === "error" || verdict === "violation") return MEANINGS[verdict];
  const work = verdict === "changes" ? "Validations are to be made or waited for" : "No validation is to be made";
  return `${obstaclesText(plan)} ${work}${since?.only_changed === true ? " for what changed" : ""}.`;
}

/** Errors that do not count for the verdict, and why. */
function obstaclesText(plan: PlanDocument): string {
  const { findings, summary, enforcement } = plan;
  if (summary.errors > 0) {
    return enforcement === "advisory"
      ? "There are errors, but policy is only advisory."
      : "There are errors, but none of them belongs to what changed.";
  }
  if (findings.some(({ severity, waiver }) => severity === "error" && waiver !== null)) {
    return "There are errors, but waivers accept all of them.";
  }
  const isUsable = [...byUrgency(plan)].every(([{ id }]) => id !== "unusable");
  return isUsable
    ? "Nothing stands in the way."
    : "There are domains that are not usable, but no rule calls that an error.";
}

function findingChips({ errors, warnings, infos, waived }: FindingCounts): readonly Markup[] {
  const chip = (kind: string, count: number, text: string): Markup =>
    html`<li class="chip" data-level="${count === 0 ? "none" : kind}">${text}</li>`;
  return [
    chip("error", errors, groupedCount(errors, "error")),
    chip("warning", warnings, groupedCount(warnings, "warning")),
    ...(infos > 0 ? [chip("info", infos, `${grouped(infos)} info`)] : []),
    ...(waived > 0 ? [chip("waived", waived, `${grouped(waived)} waived`)] : []),
  ];
}

function actionsText(summary: SummaryDocument): string {
  const parts = [
    `${grouped(summary.validate)} to validate`,
    `${grouped(summary.revalidate)} to validate again`,
    `${grouped(summary.await)} to wait for`,
    `${grouped(summary.undeclared)} not in the file`,
    `${grouped(summary.unknown)} unknown`,
    `${grouped(summary.no_op)} with nothing to do`,
  ];
  return `${groupedCount(summary.domains, "domain")}: ${parts.join(", ")}.`;
}

/** The shares of the states in one line; the tiles below say the same in figures. */
function stateBar(plan: PlanDocument): Markup {
  let x = 0;
  const parts = [...byUrgency(plan)].map(([{ id }, { length }]) => {
    const width = (length / plan.changes.length) * 100;
    const part = html`<rect data-u="${id}" x="${x.toFixed(3)}%" width="${width.toFixed(3)}%" height="8" />`;
    x += width;
    return part;
  });
  return html`<svg class="shares" aria-hidden="true" width="100%" height="8">${parts}</svg>`;
}

/** Links to the table; with the script they also filter it. */
function stateTiles(plan: PlanDocument): Markup {
  const counts = new Map([...byUrgency(plan)].map(([{ id }, { length }]) => [id, length]));
  const tiles = URGENCIES.map(({ id }) => {
    const count = counts.get(id) ?? 0;
    const { label, note } = STATES[id];
    const content = html`<b>${grouped(count)}</b> <span class="state" data-u="${id}">${label}</span>
      <small>${note}</small>`;
    return html`<li>
      ${count === 0 ? html`<div class="tile none">${content}</div>` : html`<a class="tile" href="#domains" data-filter="${id}">${content}</a>`}
    </li>`;
  });
  return html`<ul class="tiles" aria-label="Domains by state">
    ${tiles}
  </ul>`;
}
