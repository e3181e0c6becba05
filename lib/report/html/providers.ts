/** The providers, those with problems first. */
import type { PlanProvider } from "../../core/plan";
import { incompletenessOf } from "../incompleteness";
import type { MissingPart } from "../incompleteness";
import type { PlanDocument } from "../plan-document";
import { providerIssues } from "../provider-issues";
import type { ProviderIssue } from "../provider-issues";
import { html, isolated } from "./markup";
import type { Markup } from "./markup";
import { groupedCount } from "./number-text";

export function providersSection(plan: PlanDocument): Markup {
  const issues = new Map<string, ProviderIssue[]>(plan.providers.map(({ name }) => [name, []]));
  for (const issue of providerIssues(plan)) issues.get(issue.provider)?.push(issue);
  const gaps = incompletenessOf(plan);
  const isComplete = gaps.length === 0 && [...issues.values()].every((ofOne) => ofOne.length === 0);
  const items = plan.providers
    .map((provider) => ({ provider, found: issues.get(provider.name) ?? [] }))
    .sort((a, b) => Number(b.found.length > 0) - Number(a.found.length > 0));
  return html`<section id="cas" aria-labelledby="cas-title">
    <h2 id="cas-title">${isComplete ? "Providers" : "Provider problems"}</h2>
    <ul class="cas">
      ${items.map(({ provider, found }) => providerItem(provider, found))}
    </ul>
    ${domainGaps(gaps)}
  </section>`;
}

function providerItem({ name, type, complete, observed }: PlanProvider, issues: readonly ProviderIssue[]): Markup {
  const kind = name === type ? null : html` <span class="quiet">(${type})</span>`;
  const lines = issues.map(
    ({ severity, message }) =>
      html`<p class="said"><span class="level" data-level="${severity}">${severity}</span> <bdi>${message}</bdi></p>`,
  );
  return html`<li data-level="${issues[0]?.severity ?? "none"}">
    <p>
      <b>${isolated(name)}</b>${kind} <span class="quiet">${groupedCount(observed, "domain")} seen</span>
      ${complete ? null : html`<span class="chip" data-level="error">not complete</span>`}
    </p>
    ${lines}
  </li>`;
}

/** What could not be judged of single domains stands beside them in the table. */
function domainGaps(gaps: readonly MissingPart[]): Markup | null {
  const ofDomains = gaps.filter(({ domain }) => domain !== null);
  const unexplained = gaps.filter(({ provider }) => provider === null);
  if (ofDomains.length + unexplained.length === 0) return null;
  const link = html`<p>
    <a href="#domains" data-filter="unknown">${groupedCount(ofDomains.length, "domain")}</a> could not be judged.
  </p>`;
  return html`<div class="gaps">
    ${unexplained.map(({ message }) => html`<p class="level" data-level="error">${message}</p>`)}
    ${ofDomains.length === 0 ? null : link}
  </div>`;
}
