/** What the CAs told and, first of all, what they failed to tell. */
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
  const troubles = new Map<string, ProviderIssue[]>(plan.providers.map(({ name }) => [name, []]));
  for (const trouble of providerIssues(plan)) troubles.get(trouble.provider)?.push(trouble);
  const gaps = incompletenessOf(plan);
  const isTold = gaps.length === 0 && [...troubles.values()].every((ofOne) => ofOne.length === 0);
  const items = plan.providers
    .map((provider) => ({ provider, told: troubles.get(provider.name) ?? [] }))
    .sort((a, b) => Number(b.told.length > 0) - Number(a.told.length > 0));
  return html`<section id="cas" aria-labelledby="cas-title">
    <h2 id="cas-title">${isTold ? "What the CAs told" : "What the CAs failed to tell"}</h2>
    <ul class="cas">
      ${items.map(({ provider, told }) => providerItem(provider, told))}
    </ul>
    ${domainGaps(gaps)}
  </section>`;
}

function providerItem({ name, type, complete, observed }: PlanProvider, troubles: readonly ProviderIssue[]): Markup {
  const kind = name === type ? null : html` <span class="quiet">(${type})</span>`;
  const said = troubles.map(
    ({ severity, message }) =>
      html`<p class="said"><span class="level" data-level="${severity}">${severity}</span> <bdi>${message}</bdi></p>`,
  );
  return html`<li data-level="${troubles[0]?.severity ?? "none"}">
    <p>
      <b>${isolated(name)}</b>${kind} <span class="quiet">${groupedCount(observed, "domain")} seen</span>
      ${complete ? null : html`<span class="chip" data-level="error">not complete</span>`}
    </p>
    ${said}
  </li>`;
}

/** What could not be judged of single domains stands beside them in the table. */
function domainGaps(gaps: readonly MissingPart[]): Markup | null {
  const ofDomains = gaps.filter(({ domain }) => domain !== null);
  const untold = gaps.filter(({ provider }) => provider === null);
  if (ofDomains.length + untold.length === 0) return null;
  const link = html`<p>
    <a href="#domains" data-filter="unknown">${groupedCount(ofDomains.length, "domain")}</a> could not be judged.
  </p>`;
  return html`<div class="gaps">
    ${untold.map(({ message }) => html`<p class="level" data-level="error">${message}</p>`)}
    ${ofDomains.length === 0 ? null : link}
  </div>`;
}
