/**
 * What was observed, in memory: the header, and the observations of each provider by name.
 *
 * `lib/state` keeps what was observed as a file (`format.ts`): read it line by line (`read-state.ts`), write it whole
 * (`write-state.ts`, `whole-file.ts`) under a lock (`lock.ts`), unite shards (`merge-states.ts`), compare (`diff-states.ts`).
 */
import type { RowKey } from "../core/known";
import type { Challenge, LiveRecord, Observation } from "../core/observation";
import { formatInstant, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import { instantRange } from "../core/validation-time";
import type { ValidationTime } from "../core/validation-time";
import type { StateHeader, StateLine } from "./format";

export interface Observed {
  /** As the CA answered: no age in it is computed from other dates. */
  readonly observation: Observation;
  /** When a call of its own was made for the name; null where the listing says all that is known. */
  readonly learnedAt: EpochMs | null;
  /** What the listing said then; null where it said nothing. */
  readonly row: RowKey | null;
  /** When the name was read; absent where that was with the whole, at the time of the header. */
  readonly seenAt?: EpochMs;
}

export interface State {
  readonly header: StateHeader;
  /** By provider, then by domain; both in the order of their names. */
  readonly providers: ReadonlyMap<string, ReadonlyMap<string, Observed>>;
}

export function lineOf(provider: string, { observation, learnedAt, row: key, seenAt }: Observed): StateLine {
  const { domain, kind } = observation;
  const times = {
    learned_at: instantOrNull(learnedAt),
    ...(seenAt === undefined ? {} : { seen_at: formatInstant(seenAt) }),
  };
  const row = key === null ? null : rowLine(key);
  switch (kind) {
    case "present":
      return { provider, domain, kind, record: recordLine(observation.record), ...times, row };
    case "absent":
      return { provider, domain, kind, detail: observation.detail, ...times, row };
    case "unknown": {
      const { reason, detail, record } = observation;
      return {
        provider,
        domain,
        kind,
        reason,
        detail,
        record: record === null ? null : recordLine(record),
        ...times,
        row,
      };
    }
  }
}

/** Null where an instant in it is none, or a part is missing. */
export function observedOf(line: StateLine): Observed | null {
  const { domain, kind, reason, detail = null } = line;
  const record = line.record == null ? null : recordOf(line.record);
  const learnedAt = line.learned_at === null ? null : parseInstant(line.learned_at);
  const seenAt = line.seen_at === undefined ? null : parseInstant(line.seen_at);
  const row = line.row === null ? null : rowOf(line.row);
  if (record === "unreadable" || row === "unreadable" || (line.learned_at !== null && learnedAt === null)) return null;
  if (line.seen_at !== undefined && seenAt === null) return null;
  const rest = { learnedAt, row, ...(seenAt === null ? {} : { seenAt }) };
  switch (kind) {
    case "present":
      return record === null ? null : { observation: { kind, domain, record }, ...rest };
    case "absent":
      return { observation: { kind, domain, detail }, ...rest };
    case "unknown":
      if (reason === undefined || detail === null) return null;
      return { observation: { kind, domain, reason, detail, record }, ...rest };
  }
}

type RowLine = NonNullable<StateLine["row"]>;

function rowLine({ status, method, expiresAt, orderStatus }: RowKey): RowLine {
  return { status, method, expires_at: instantOrNull(expiresAt), order_status: orderStatus };
}

function rowOf({ status, method, expires_at, order_status: orderStatus }: RowLine): RowKey | "unreadable" {
  const expiresAt = expires_at === null ? null : parseInstant(expires_at);
  if (expires_at !== null && expiresAt === null) return "unreadable";
  return { status, method, expiresAt, orderStatus };
}

type RecordLine = NonNullable<StateLine["record"]>;

function recordLine(record: LiveRecord): RecordLine {
  const { validation, challenge } = record;
  return {
    status: record.status,
    method: record.method,
    order_status: record.orderStatus,
    order_method: record.orderMethod,
    order_submitted_at: instantOrNull(record.orderSubmittedAt),
    ...(record.orderId == null ? {} : { order_id: record.orderId }),
    ...(record.coveredBy === undefined ? {} : { covered_by: record.coveredBy }),
    validated: validation === null ? null : validatedLine(validation),
    expires_at: instantOrNull(record.expiresAt),
    challenge: challenge == null ? null : challengeLine(challenge),
  };
}

function validatedLine(validation: ValidationTime): NonNullable<RecordLine["validated"]> {
  const { earliest, latest } = instantRange(validation);
  return { earliest: formatInstant(earliest), latest: formatInstant(latest), basis: validation.basis };
}

function challengeLine(challenge: Challenge): NonNullable<RecordLine["challenge"]> {
  const { deadline, nextCheck, ...what } = challenge;
  return { ...what, deadline: instantOrNull(deadline), next_check: instantOrNull(nextCheck) };
}

function recordOf(line: RecordLine): LiveRecord | "unreadable" {
  const instants = [
    line.order_submitted_at,
    line.validated?.earliest ?? null,
    line.validated?.latest ?? null,
    line.expires_at,
    line.challenge?.deadline ?? null,
    line.challenge?.next_check ?? null,
  ].map((text) => (text === null ? null : (parseInstant(text) ?? Number.NaN)));
  if (instants.some(Number.isNaN)) return "unreadable";
  const [orderSubmittedAt, earliest, latest, expiresAt, deadline, nextCheck] = instants;
  const basis = BASES.find((one) => one === line.validated?.basis);
  if ((line.validated !== null && basis === undefined) || (line.challenge !== null && !isChallenge(line.challenge))) {
    return "unreadable";
  }
  return {
    status: line.status,
    method: line.method,
    orderStatus: line.order_status,
    orderMethod: line.order_method,
    orderSubmittedAt: orderSubmittedAt ?? null,
    ...(line.order_id === undefined ? {} : { orderId: line.order_id }),
    ...(line.covered_by === undefined ? {} : { coveredBy: line.covered_by }),
    validation: basis === undefined || earliest == null || latest == null ? null : timeOf(basis, earliest, latest),
    expiresAt: expiresAt ?? null,
    challenge: line.challenge === null ? null : challengeOf(line.challenge, deadline ?? null, nextCheck ?? null),
  };
}

function timeOf(basis: ValidationTime["basis"], earliest: EpochMs, latest: EpochMs): ValidationTime {
  return basis === "bounded" ? { earliest, latest, basis } : { at: earliest, basis };
}

const BASES: readonly ValidationTime["basis"][] = ["reported", "derived", "bounded"];

type ChallengeLine = NonNullable<RecordLine["challenge"]>;

function isChallenge({ method, name, value, url, content, email }: ChallengeLine): boolean {
  const isRecord = method !== undefined && name !== undefined && value !== undefined;
  return isRecord || (url !== undefined && content !== undefined) || email !== undefined;
}

function challengeOf(line: ChallengeLine, deadline: EpochMs | null, nextCheck: EpochMs | null): Challenge {
  const what = Object.fromEntries(Object.entries(line).filter(([key]) => key !== "deadline" && key !== "next_check"));
  return { ...what, deadline, nextCheck } as Challenge;
}

function instantOrNull(instant: EpochMs | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
