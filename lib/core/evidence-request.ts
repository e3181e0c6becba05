/** What is to be asked of DNS about the domains of a plan. Pure: which questions follow from it is decided where they are asked. */
import type { CaaApplicant } from "./caa";
import { PERSISTENT_LABEL, recordOfChallenge } from "./challenge-record";
import type { ChallengeRecord } from "./challenge-record";
import type { Change } from "./change";
import type { DesiredDomain } from "./desired";
import { climb, ROOT } from "./dns-name";
import { baseName } from "./domain-name";
import { leftoverQuestions } from "./leftover-records";
import type { LeftoverQuestion } from "./leftover-records";
import { persistentWant } from "./persistent-record";
import type { PersistentWant } from "./persistent-record";
import { caaApplicant } from "./tables";
import type { Tables } from "./tables";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

/** The record that a CA waits for, or relies on. */
export interface WantedRecord extends ChallengeRecord {
  /** Set for a persistent record, whose text may differ and mean the same. */
  readonly persistent?: PersistentWant;
  /** Where the CA has not said at which name it looks: the record may be at one of these in place of `name`. */
  readonly elsewhere?: readonly string[];
}

export interface EvidenceRequest {
  /** An A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** Null where the CA has given no challenge that DNS could hold. */
  readonly record: WantedRecord | null;
  /** Null where it is not known which issuer names the CA accepts. */
  readonly applicant: CaaApplicant | null;
  /** Which records of earlier validations to look for, where the zone can be read as a whole; absent for none. */
  readonly leftovers?: LeftoverQuestion;
}

/** In the order of the changes; null for a domain that the file does not declare. A base name and its wildcard share leftovers. */
export function evidenceRequests(
  changes: readonly Change[],
  tables: Tables,
  asOf: EpochMs,
): readonly (EvidenceRequest | null)[] {
  const questions = new Map(leftoverQuestions(changes, tables));
  return changes.map((change) => {
    const request = evidenceRequest(change, tables, asOf);
    const leftovers = request === null ? undefined : questions.get(baseName(request.domain));
    if (request === null || leftovers === undefined) return request;
    questions.delete(leftovers.base);
    return { ...request, leftovers };
  });
}

/** Null for a domain that the file does not declare: its DNS is asked nothing. */
export function evidenceRequest(change: Change, tables: Tables, asOf: EpochMs): EvidenceRequest | null {
  const { declared, domain, provider, live } = change;
  if (declared === null) return null;
  const applicant = caaApplicant(tables, provider, live?.orderMethod ?? declared.method ?? live?.method ?? null);
  return { domain, record: wantedRecord(change, declared, applicant?.issuers ?? [], asOf), applicant };
}

function wantedRecord(
  { live, domain }: Change,
  { revalidateWithinDays }: DesiredDomain,
  issuers: readonly string[],
  asOf: EpochMs,
): WantedRecord | null {
  const usableAt = asOf + revalidateWithinDays * DAY_MS;
  const challenge = live?.challenge ?? null;
  if (challenge !== null && "name" in challenge) {
    const record = recordOfChallenge(challenge);
    if (record === null || challenge.method !== "PERSISTENT_TXT") return record;
    return { ...record, persistent: persistentWant(record.value, usableAt) };
  }
  if (live?.method !== "PERSISTENT_TXT" || issuers.length === 0) return null;
  // Which of the names above it the CA was authorized for is not known.
  const base = baseName(domain);
  const above = [...climb(base)].slice(1).filter((one) => one !== ROOT && one.includes("."));
  return {
    name: `${PERSISTENT_LABEL}.${base}`,
    type: "TXT",
    value: `${issuers.slice(0, 1).join()}; accounturi=…`,
    persistent: { issuers, account: null, at: usableAt },
    elsewhere: above.map((one) => `${PERSISTENT_LABEL}.${one}`),
  };
}
