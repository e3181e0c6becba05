/** Events of an apply as the lines of a journal, and back. */
import type { JournalEntry } from "../core/apply/journal-entry";
import type { Challenge } from "../core/observation";
import { formatInstant, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { JournalChallenge, JournalLine } from "./journal-format";

export function lineOf(entry: JournalEntry): JournalLine {
  const common = { at: formatInstant(entry.at), plan: entry.plan, address: entry.address };
  if (entry.kind !== "outcome") return { ...entry, ...common };
  const { kind, call, result, mayPass, why, challenge } = entry;
  return { ...common, kind, call, result, may_pass: mayPass, why, challenge: lineOfChallenge(challenge) };
}

function lineOfChallenge(challenge: Challenge | null): JournalChallenge {
  if (challenge === null) return null;
  const { deadline, nextCheck, ...rest } = challenge;
  return { ...rest, deadline: textOf(deadline), next_check: textOf(nextCheck) };
}

/** Null where an instant of it does not exist. */
export function entryOf(line: JournalLine): JournalEntry | null {
  const at = parseInstant(line.at);
  if (at === null) return null;
  if (line.kind !== "outcome") return { ...line, at };
  const { plan, address, kind, call, result, may_pass: mayPass, why, challenge } = line;
  const read = challengeOf(challenge);
  return read === undefined ? null : { at, plan, address, kind, call, result, mayPass, why, challenge: read };
}

function challengeOf(line: JournalChallenge): Challenge | null | undefined {
  if (line === null) return null;
  const { deadline, next_check: nextCheck, ...rest } = line;
  const dates = { deadline: instantOf(deadline), nextCheck: instantOf(nextCheck) };
  return dates.deadline === undefined || dates.nextCheck === undefined
    ? undefined
    : { ...rest, deadline: dates.deadline, nextCheck: dates.nextCheck };
}

function instantOf(text: string | null): EpochMs | null | undefined {
  return text === null ? null : (parseInstant(text) ?? undefined);
}

function textOf(at: EpochMs | null): string | null {
  return at === null ? null : formatInstant(at);
}
