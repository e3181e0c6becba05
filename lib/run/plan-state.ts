/** What a plan says of the state that it was made with. */
import type { Change } from "../core/change";
import { compareText } from "../core/order";
import { newsOfTime } from "../core/since";
import type { PlanState } from "../core/since";
import type { EpochMs } from "../core/time";
import { diffStates } from "../state/diff-states";
import { seenAtOf, wholeReadAt } from "../state/part-of-state";
import type { StateUse } from "./observe-with-state";

export function planStateOf({ state, previous, refreshed }: StateUse, changes: readonly Change[]): PlanState {
  const providers = state.header.providers.map(({ name, listed, asked, known }) => ({ name, listed, asked, known }));
  const at = wholeReadAt(state);
  if (previous === null) return { at, refreshed, providers, since: null };
  const seen = diffStates(previous, state);
  const readAt = (provider: string, domain: string): EpochMs => seenAtOf(previous, provider, domain);
  const news = [...seen, ...newsOfTime(changes, readAt, seen)].sort(
    (a, b) => compareText(a.provider, b.provider) || compareText(a.domain, b.domain),
  );
  return { at, refreshed, providers, since: { at: wholeReadAt(previous), news } };
}
