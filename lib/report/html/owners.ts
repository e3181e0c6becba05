/** The domains by owner: how many are in which state, and when the next validation ends. */
import { compareText } from "../../core/order";
import { counted } from "../../core/printable";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { URGENCIES, byUrgency, usableUntilText } from "../urgency";
import type { Urgency } from "../urgency";
import { html } from "./markup";
import type { Markup } from "./markup";
import { grouped } from "./number-text";
import { STATES } from "./states";

/** Owners with the most urgent domains come first, so that those left out have the least to do. */
const MAX_OWNERS = 100;

interface Owner {
  /** Null for domains without one. */
  readonly name: string | null;
  readonly counts: ReadonlyMap<Urgency["id"], number>;
  /** The first day on which a validation ends; null where no end is known. */
  readonly next: string | null;
}

/** Null where all domains have the same owner, or none has one. */
export function ownersSection(plan: PlanDocument): Markup | null {
  const owners = ownersOf(plan);
  if (owners.length < 2) return null;
  const occurring = URGENCIES.filter(({ id }) => owners.some(({ counts }) => counts.has(id)));
  const left = owners.length - MAX_OWNERS;
  return html`<section id="owners" aria-labelledby="owners-title">
    <h2 id="owners-title">Owners <span class="quiet">${grouped(owners.length)}</span></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="The domains of each owner">
      <table class="plain owners">
        <caption class="unseen">
          How many domains of each owner are in which state
        </caption>
        <thead>
          <tr>
            <th scope="col">Owner</th>
            ${occurring.map(({ id }) => html`<th scope="col" class="number">${STATES[id].label}</th>`)}
            <th scope="col" class="number">Next end</th>
          </tr>
        </thead>
        <tbody>
          ${owners.slice(0, MAX_OWNERS).map((owner) => ownerRow(owner, occurring))}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="quiet">And ${counted(left, "more owner")}.</p>` : null}
  </section>`;
}

function ownerRow({ name, counts, next }: Owner, occurring: readonly Urgency[]): Markup {
  const cells = occurring.map(({ id }) => {
    const count = counts.get(id) ?? 0;
    return html`<td class="${count === 0 ? "number none" : "number"}">${grouped(count)}</td>`;
  });
  return html`<tr>
    <th scope="row"><a href="#domains" data-owner="${name ?? ""}">${name ?? "no owner"}</a></th>
    ${cells}
    <td class="number">${next ?? "-"}</td>
  </tr> `;
}

function ownersOf(plan: PlanDocument): readonly Owner[] {
  const found = new Map<string | null, { readonly counts: Map<Urgency["id"], number>; next: string | null }>();
  for (const [{ id }, changes] of byUrgency(plan)) {
    for (const change of changes) {
      const name = change.declared?.owner ?? null;
      const owner = found.get(name) ?? { counts: new Map<Urgency["id"], number>(), next: null };
      owner.counts.set(id, (owner.counts.get(id) ?? 0) + 1);
      owner.next = earlier(owner.next, endOf(change, plan.as_of));
      found.set(name, owner);
    }
  }
  const owners = [...found].map(([name, { counts, next }]): Owner => ({ name, counts, next }));
  return owners.sort((a, b) => byWork(a, b) || compareText(a.name ?? "", b.name ?? ""));
}

/** Null for an end that is over: the state says so. */
function endOf(change: ChangeDocument, asOf: string): string | null {
  const day = usableUntilText(change);
  return change.declared === null || day === "-" || day < asOf.slice(0, 10) ? null : day;
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a;
}

/** More domains in a more urgent state come first. */
function byWork(a: Owner, b: Owner): number {
  for (const { id } of URGENCIES) {
    const difference = (b.counts.get(id) ?? 0) - (a.counts.get(id) ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
