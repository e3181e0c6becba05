/** The next days on which something ends: validations of declared domains, and the challenges of their orders. */
import { compareText } from "../../core/order";
import { printable } from "../../core/printable";
import type { ChangeDocument, PlanDocument } from "../plan-document";

const MAX_SHOWN = 3;

interface Deadline {
  readonly at: string;
  readonly domain: string;
  readonly what: string;
}

export function deadlineLines({ changes, as_of }: PlanDocument): readonly string[] {
  const next = changes
    .filter(({ declared }) => declared !== null)
    .flatMap(deadlinesOf)
    .filter(({ at }) => at >= as_of)
    // Instants are written alike, so that their texts sort by time.
    .sort((a, b) => compareText(a.at, b.at) || compareText(a.domain, b.domain))
    .slice(0, MAX_SHOWN);
  if (next.length === 0) return [];
  return [
    "Next deadlines",
    ...next.map(({ at, domain, what }) => `  ${at.slice(0, 10)}  ${printable(domain)}: ${what}`),
  ];
}

function deadlinesOf({ domain, live, reuse, next_step }: ChangeDocument): readonly Deadline[] {
  const end = reuse?.refreshed_by_ca === false ? reuse.usable_until : null;
  const orderEnd = next_step.by === null ? null : (live?.challenge?.deadline ?? null);
  return [
    ...(end === null ? [] : [{ at: end, domain, what: "the validation stops being usable" }]),
    ...(orderEnd === null ? [] : [{ at: orderEnd, domain, what: "the challenge of the order ends" }]),
  ];
}
