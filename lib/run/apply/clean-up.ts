/** What an apply removes again: records that the journal says were made here. */
import type { JournalEntry } from "../../core/apply/journal-entry";
import { recordsOfOurs } from "../../core/apply/publishing";
import { recordOfChallenge } from "../../core/challenge-record";
import type { ChallengeRecord } from "../../core/challenge-record";
import type { ApplyDocument } from "../../report/apply-document";
import { liveOf } from "../../report/live-document";
import type { PlanDocument } from "../../report/plan-document";
import type { RunContext } from "../context";
import type { ChangeEnd } from "./ports";
import type { Publishers } from "./publishers";

export type Cleaned = ApplyDocument["cleaned"];

/**
 * Removes the records of ours whose domains are validated. Those stay that another order still waits for, that a CA looks for again by
 * itself, and those of methods whose record is permanent.
 */
export async function cleanUp(
  plan: PlanDocument,
  ends: readonly ChangeEnd[],
  history: ReadonlyMap<string, readonly JournalEntry[]>,
  publishers: Publishers,
  note: (entry: JournalEntry) => Promise<void>,
  planId: string,
  host: RunContext,
): Promise<Cleaned> {
  if (host.interrupted.aborted) return [];
  const byItem = new Map(ends.map((end) => [end.item.baseline.address, end]));
  const isSettled = ({ address, action }: { readonly address: string; readonly action: string }): boolean => {
    const end = byItem.get(address);
    return end === undefined ? action === "no-op" : end.state === "validated" || end.state === "already-done";
  };
  const needed = new Set<string>();
  const need = ({ name, type }: Pick<ChallengeRecord, "name" | "type">) => needed.add(`${type} ${name}`);
  const settled = new Set(plan.changes.filter(isSettled).map(({ address }) => address));
  for (const [address, entries] of history) {
    if (!settled.has(address)) recordsOfOurs(entries).forEach(need);
  }
  // Also of a change that this apply leaves out: its order may wait for the same record.
  for (const { address, live } of plan.changes.filter(({ address }) => !settled.has(address))) {
    const planned = live === null ? null : liveOf(live).challenge;
    for (const challenge of [planned, byItem.get(address)?.record?.challenge]) {
      const record = challenge != null && "name" in challenge ? recordOfChallenge(challenge) : null;
      if (record !== null) need(record);
    }
  }
  const requests = plan.changes.filter(isSettled).flatMap(({ address, domain, declared, live }) => {
    const end = byItem.get(address);
    const method = end?.item.baseline.method ?? declared?.method ?? live?.method ?? null;
    if (method === "PERSISTENT_TXT" || (end !== undefined && end.item.flow === null)) return [];
    const records = recordsOfOurs(history.get(address) ?? []).filter(
      ({ name, type }) => !needed.has(`${type} ${name}`),
    );
    return records.map((record) => ({ ...record, domain, address }));
  });
  const results = await publishers.cleanUp(requests);
  const cleaned: Cleaned[number][] = [];
  for (const [index, { address, zone, name, type, value }] of requests.entries()) {
    const record = { name, type, value };
    const { result, why } = results[index] ?? { result: "failed", why: "" };
    await note({ kind: "cleaned", record, zone, result, at: host.now(), plan: planId, address });
    cleaned.push({ name: record.name, type: record.type, result, why });
  }
  return cleaned;
}
