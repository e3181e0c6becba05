/** What has happened since the state of before; nothing for a plan without a state. */
import { newsText, sinceTitle, stateText } from "../news";
import type { PlanDocument } from "../plan-document";
import { html, isolated } from "./markup";
import type { Markup } from "./markup";

export function sinceSection(plan: PlanDocument): Markup | null {
  const { state } = plan;
  if (state === undefined) return null;
  const items = (state.since?.news ?? []).map(
    ({ provider, domain, ...what }) =>
      html`<li>
        <b>${isolated(domain)}</b> <span class="quiet">(${isolated(provider)})</span> <bdi>${newsText(what)}</bdi>
      </li>`,
  );
  return html`<section id="since" aria-labelledby="since-title">
    <h2 id="since-title">${sinceTitle(plan) ?? "State"}</h2>
    <p class="quiet">${stateText(state)}</p>
    ${
      items.length === 0
        ? null
        : html`<ul>
            ${items}
          </ul>`
    }
  </section>`;
}
