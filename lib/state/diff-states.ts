/** What differs between two states of the same estate, by name: what has happened since the earlier one. */
import type { LiveRecord, Observation } from "../core/observation";
import type { News, NewsKind } from "../core/since";
import { instantRange } from "../core/validation-time";
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
      const change = changeOf(then.get(domain)?.observation, now.get(domain)?.observation);
      const isSeen = then.has(domain) ? now.has(domain) || isComplete(after, provider) : isComplete(before, provider);
      if (change !== null && isSeen) changes.push({ provider, domain, ...change });
    }
  }
  return changes;
}

function isComplete({ header }: State, provider: string): boolean {
  return header.providers.some(({ name, complete }) => name === provider && complete);
}

type Change = Pick<News, "kind" | "detail">;

function changeOf(before: Observation | undefined, after: Observation | undefined): Change | null {
  const [then, now] = [recordOf(before), recordOf(after)];
  if (before?.kind === "unknown" || after?.kind === "unknown") {
    if (before?.kind === after?.kind) return null;
    return { kind: after?.kind === "unknown" ? "unreadable" : "readable", detail: "" };
  }
  if (then === null && now === null) return null;
  if (then === null) return { kind: "appeared", detail: now?.status ?? "" };
  if (now === null) return { kind: "vanished", detail: then.status };
  if (then.status === "VALIDATED" && now.status !== "VALIDATED") return moved("lapsed", then.status, now.status);
  if (isNewer(then, now)) return { kind: "revalidated", detail: now.method ?? "" };
  if (then.orderStatus !== now.orderStatus) return moved("order-moved", then.orderStatus, now.orderStatus);
  const isSame = then.status === now.status && then.method === now.method && then.expiresAt === now.expiresAt;
  return isSame ? null : moved("changed", `${then.status} ${then.method}`, `${now.status} ${now.method}`);
}

function recordOf(observation: Observation | undefined): LiveRecord | null {
  return observation?.kind === "present" ? observation.record : null;
}

/** A validation that is certainly later; where a date is known only as a range, a later expiry shows it. */
function isNewer(then: LiveRecord, now: LiveRecord): boolean {
  if (now.status !== "VALIDATED") return false;
  if (then.status !== "VALIDATED") return true;
  if (then.validation !== null && now.validation !== null) {
    const [old, recent] = [instantRange(then.validation), instantRange(now.validation)];
    if (recent.earliest > old.latest) return true;
  }
  return then.expiresAt !== null && now.expiresAt !== null && now.expiresAt > then.expiresAt;
}

function moved(kind: NewsKind, from: string | null, to: string | null): Change {
  return { kind, detail: `${from ?? "none"} to ${to ?? "none"}` };
}
