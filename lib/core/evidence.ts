/** What DNS really says of a challenge: plain data, and the pure functions that make one word of many servers' answers. */
import type { EpochMs } from "./time";

/** What one authoritative server says of one name and type. */
export interface ServerView {
  /** The server as messages name it. */
  readonly server: string;
  readonly state:
    /** Records of this name and type. */
    | "present"
    /** A CNAME in place of the type asked for. */
    | "alias"
    /** The name exists without this type. */
    | "no-data"
    | "no-name"
    /** The name lies below a deeper zone cut. */
    | "referral"
    /** The server does not have the zone. */
    | "lame"
    /** Another response code. */
    | "failed"
    | "unreachable"
    /** The name server's host has no address. */
    | "no-address";
  /** Values in the form in which they are compared; empty unless `present`. */
  readonly values: readonly string[];
  /** Where an alias leads. */
  readonly target: string | null;
  /** Serial of the zone's copy, where the answer shows it. */
  readonly serial: number | null;
  /** The response code or the system's word; null when there is nothing to add. */
  readonly detail: string | null;
}

export const RECORD_STATES = [
  /** Every answering server has the value. */
  "published",
  /** Some have it. */
  "lagging",
  "missing",
  /** The name has other values only. */
  "different",
  /** A wildcard answers in place of the name. */
  "masked",
  /** The name is an alias; its chain shows where to publish. */
  "elsewhere",
  /** No authoritative server answers. */
  "unreachable",
  /** The CA has given no challenge that DNS could hold. */
  "not-asked",
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

export interface RecordEvidence {
  readonly name: string;
  readonly type: "CNAME" | "TXT";
  readonly want: string;
  readonly state: RecordState;
  readonly views: readonly ServerView[];
  /** Names of an alias chain, the first target first; empty without one. */
  readonly chain: readonly string[];
  /** What a name that cannot exist answers; null where no wildcard does. */
  readonly maskedBy: string | null;
  /** For a persistent record: why the CA cannot use what is there; null where it can, or nothing could be seen. */
  readonly persistentProblem?: string | null;
}

export interface ZoneEvidence {
  /** Null when no zone was found. */
  readonly name: string | null;
  readonly foundBy: "settings" | "resolver" | "parent";
  /** False where the closest zone is a public suffix: the domain is not delegated. */
  readonly delegated: boolean;
  readonly servers: number;
  /** Null where no record was asked for, so that no server was asked. */
  readonly answering: number | null;
  /** Seconds for which a resolver keeps "no such record"; null when unknown. */
  readonly negativeTtl: number | null;
  /** Why the zone or its servers could not be found; null when they were. */
  readonly problem: string | null;
}

export interface CaaEvidence {
  /** The name whose records decide; null where none has any. */
  readonly at: string | null;
  readonly today: "allowed" | "forbidden" | "unknown";
  /** With the parameters of RFC 8657, which bind from 2027-03-15. */
  readonly later: "allowed" | "forbidden" | "unknown";
  /** Domain names of CAs that the records permit; empty where there are none. */
  readonly issuers: readonly string[];
  readonly why: string;
}

export const DNSSEC_STATES = ["secure", "insecure", "bogus", "unknown"] as const;
export type DnssecState = (typeof DNSSEC_STATES)[number];

export interface Evidence {
  readonly askedAt: EpochMs;
  readonly zone: ZoneEvidence;
  /** Null where the CA has given no challenge that DNS could hold. */
  readonly record: RecordEvidence | null;
  readonly caa: CaaEvidence;
  readonly dnssec: DnssecState;
  /** Names of records that earlier validations left there; absent where the zone could not be read as a whole. */
  readonly stale?: readonly string[];
}

/** Servers whose answer says something of the name. */
export function answering(views: readonly ServerView[]): readonly ServerView[] {
  return views.filter(({ state }) => ["present", "alias", "no-data", "no-name"].includes(state));
}

/**
 * One word for what the servers say.
 * @param maskedBy what a sibling that cannot exist answers; null where nothing does
 * @param atTarget the state at the end of the alias chain, where there is one
 */
export function recordState(
  views: readonly ServerView[],
  want: string,
  maskedBy: string | null,
  atTarget: RecordState | null,
): RecordState {
  const seen = answering(views);
  if (seen.length === 0) return "unreachable";
  const having = seen.filter(({ values }) => values.includes(want));
  if (having.length === seen.length) return "published";
  if (having.length > 0) return "lagging";
  if (maskedBy !== null && seen.some((view) => isWildcardAnswer(view, maskedBy))) return "masked";
  if (seen.some(({ state }) => state === "alias")) return atTarget === "published" ? "published" : "elsewhere";
  return seen.some(({ state }) => state === "present") ? "different" : "missing";
}

function isWildcardAnswer({ values, target }: ServerView, maskedBy: string): boolean {
  return values.includes(maskedBy) || target === maskedBy;
}
