/** What has happened to one domain between two observations of it. */
import type { LiveRecord, Observation } from "./observation";
import type { News, NewsKind } from "./since";
import { instantRange } from "./validation-time";

export type WhatHappened = Pick<News, "kind" | "detail">;

/** Undefined stands for a name that was not listed. Null where nothing has happened. */
export function newsOf(before: Observation | undefined, after: Observation | undefined): WhatHappened | null {
  const [then, now] = [recordOf(before), recordOf(after)];
  if (before?.kind === "unknown" || after?.kind === "unknown") {
    if (before?.kind === after?.kind) return null;
    return { kind: after?.kind === "unknown" ? "unreadable" : "readable", detail: "" };
  }
  if (then === null) return now === null ? null : { kind: "appeared", detail: now.status };
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

function moved(kind: NewsKind, from: string | null, to: string | null): WhatHappened {
  return { kind, detail: `${from ?? "none"} to ${to ?? "none"}` };
}
