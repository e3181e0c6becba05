/** From a challenge to the sight of it on every server: the part of an apply between the CA's two calls. */
import { recordOfChallenge } from "../challenge-record";
import type { ChallengeRecord } from "../challenge-record";
import { challengeText } from "../next-step";
import type { Challenge } from "../observation";
import type { JournalEntry } from "./journal-entry";
import type { NextAction } from "./action";
import { nextLookTime } from "./pace";
import type { EpochMs } from "../time";
import type { Look, PublisherKind, Situation } from "./situation";
import { challengeMark } from "./status-mark";

/** A CA asks from several places, and one server that is late can fail it: all servers must have it twice in a row. */
const ROUNDS = 2;
/** A sight of it older than this is renewed before the CA is asked to look. */
const MAX_LOOK_AGE_MS = 300_000;
/** A record that was made and cannot be seen after this time is published again. */
const REPUBLISH_AFTER_MS = 600_000;
const MAX_FAILURES = 3;

/**
 * The action that brings the challenge to where the CA looks; `then` when it is there.
 * @param then what comes after it
 */
export function publishingAction(situation: Situation, challenge: Challenge, then: () => NextAction): NextAction {
  const { look, now, patience, status } = situation;
  const isSubmitted = status.kind === "present" && status.record.orderStatus === "SUBMITTED";
  const record = "name" in challenge ? recordOfChallenge(challenge) : null;
  const publisher = record === null ? "records" : situation.publisherFor(record);
  // The CA publishes it itself, once it is asked to look.
  if (publisher === "connector") return then();
  const isSeen = look?.challenge === challengeMark(challenge);
  if (!isSeen) return { kind: "look", challenge };
  // The CA has been asked: that it was there once is enough.
  if (look.state === "published" && isSubmitted) return then();
  const gapMs = Math.ceil(patience.pollMs / 6);
  const age = now - look.at;
  if (look.obstacle !== null && age < gapMs) return { kind: "end", state: "failed", why: look.obstacle };
  if (look.state === "published" && look.rounds >= ROUNDS && age < MAX_LOOK_AGE_MS) return then();
  if (age >= gapMs) return { kind: "look", challenge };
  const again = look.at + gapMs;
  switch (look.state) {
    case "published":
      return { kind: "wait", state: "visible", until: again, why: "every server has it; looking once more" };
    case "lagging":
      return { kind: "wait", state: "publishing", until: again, why: look.problem ?? "not on every server yet" };
    case "unreachable":
    case "not-asked":
      return { kind: "wait", state: "publishing", until: again, why: look.problem ?? "it could not be looked for" };
    case "elsewhere":
      return { kind: "end", state: "publishing-by-hand", why: look.problem ?? challengeText(challenge) };
    case "missing":
    case "different":
    case "masked":
      return absent(situation, challenge, record, publisher, look, again);
  }
}

function absent(
  { entries, now, since, patience }: Situation,
  challenge: Challenge,
  record: ChallengeRecord | null,
  publisher: PublisherKind,
  look: Look,
  again: EpochMs,
): NextAction {
  if ("name" in challenge && record === null) {
    return { kind: "end", state: "failed", why: `no DNS record can hold ${challengeText(challenge)}` };
  }
  const problem = look.problem === null ? "" : `; ${look.problem}`;
  if (record === null || publisher === "records") {
    const what = record === null ? challengeText(challenge) : `the record ${challengeText(challenge)}`;
    return { kind: "end", state: "publishing-by-hand", why: `publish ${what}${problem}; then run this command again` };
  }
  const results = entries.flatMap((entry) =>
    entry.kind === "published" && keyOf(entry.record) === keyOf(record) ? [entry] : [],
  );
  const last = results.at(-1);
  const publish: NextAction = { kind: "publish", challenge, replaces: replacedValue(entries, record) };
  if (last === undefined) return publish;
  const failures = results.filter(({ result, at }) => result === "failed" && at >= since).length;
  switch (last.result) {
    case "conflict":
      if (last.at < since) return publish;
      return { kind: "end", state: "failed", why: `${record.name} cannot be published: ${last.why}` };
    case "failed":
      if (failures === 0) return publish;
      if (failures >= MAX_FAILURES) {
        return { kind: "end", state: "failed", why: `${record.name} cannot be published: ${last.why}` };
      }
      return now >= last.at + failures * patience.pollMs
        ? publish
        : { kind: "wait", state: "publishing", until: again, why: last.why };
    case "handed-over": {
      const why = `${record.name} was handed over and is not there yet${problem}`;
      return { kind: "wait", state: "publishing", until: look.at + patience.pollMs, why };
    }
    case "created":
    case "already-there":
      if (now >= last.at + REPUBLISH_AFTER_MS) return publish;
      return {
        kind: "wait",
        state: "publishing",
        until: Math.max(again, nextLookTime(last.at, now, patience.pollMs)),
        why: `published; not visible on every server yet${problem}`,
      };
  }
}

/** The value that we created at this name and have not removed; null where there is none. */
function replacedValue(entries: readonly JournalEntry[], { name, type, value }: ChallengeRecord): string | null {
  const ours = recordsOfOurs(entries).filter((one) => one.name === name && one.type === type);
  return ours.find((one) => one.value !== value)?.value ?? null;
}

/** A record that we published, with its zone. */
export interface OwnRecord extends ChallengeRecord {
  readonly zone: string;
}

/**
 * The records that the journal says we created and have not removed. A run may end between a publication and its note: DNS did not have
 * the record when the intent was noted, so a record of an intent without a result is ours too.
 */
export function recordsOfOurs(entries: readonly JournalEntry[]): readonly OwnRecord[] {
  const own = new Map<string, OwnRecord>();
  const open = new Map<string, { readonly record: OwnRecord; readonly times: number }>();
  for (const entry of entries) {
    if (entry.kind !== "publish" && entry.kind !== "published" && entry.kind !== "cleaned") continue;
    const record = { ...entry.record, zone: entry.zone };
    const key = keyOf(record);
    if (entry.kind === "publish") {
      open.set(key, { record, times: (open.get(key)?.times ?? 0) + 1 });
    } else if (entry.kind === "cleaned") {
      if (entry.result !== "failed" && entry.result !== "conflict") own.delete(key);
    } else if (entry.result !== "failed") {
      const times = open.get(key)?.times ?? 0;
      open.delete(key);
      if (entry.replaces !== null) own.delete(keyOf({ ...record, value: entry.replaces }));
      const isOurs = entry.result === "created" || entry.result === "handed-over";
      if (isOurs || (entry.result === "already-there" && times > 1)) own.set(key, record);
    }
  }
  for (const [key, { record }] of open) own.set(key, record);
  return [...own.values()];
}

function keyOf({ name, type, value }: ChallengeRecord): string {
  return [name, type, value].join("\0");
}
