/** What differs between two states of the same estate, by name: what has happened since the earlier one. */
import { newsOf } from "../core/news-of";
import type { News } from "../core/since";
import type { State } from "./state";

/**
 * By provider and name. A provider that one of the two does not have is left out: nothing is known of its names. A name that is
 * missing where not everything was read has neither appeared nor vanished.
 */
export function diffStates(before: State, after: State): readonly News[] {
  const changes: News[] = [];
  for (const [provider, now] of after.providers) {
    const then = before.providers.get(provider);
    if (then === undefined) continue;
    for (const domain of [...new Set([...then.keys(), ...now.keys()])].sort()) {
      const change = newsOf(then.get(domain)?.observation, now.get(domain)?.observation);
      const isSeen = then.has(domain) ? now.has(domain) || isComplete(after, provider) : isComplete(before, provider);
      if (change !== null && isSeen) changes.push({ provider, domain, ...change });
    }
  }
  return changes;
}

function isComplete({ header }: State, provider: string): boolean {
  return header.providers.some(({ name, complete }) => name === provider && complete);
}
