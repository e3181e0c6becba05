/** The facts about what DNS says of a domain. All are null where DNS was not asked; what could not be seen is never a good word. */
import type { Change } from "../core/change";
import { DNSSEC_STATES, RECORD_STATES } from "../core/evidence";
import type { Evidence, ServerView } from "../core/evidence";
import { recordProblem } from "../core/next-step";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import { FLAG, FLAG_OR_NULL, INTEGER_OR_NULL, TEXT_OR_NULL, wordOrNull } from "./fact";
import type { Fact } from "./fact";

export interface DnsSituation {
  readonly change: Change;
  readonly tables: Tables;
  readonly asOf: EpochMs;
}

/** From here on the parameters of CAA records bind (Baseline Requirements 4.2.2.1.2, SC-098). */
const PARAMETERS_BIND = Date.UTC(2027, 2, 15);

const OUTCOMES = ["allowed", "forbidden", "unknown"];

export const DNS_FACTS = {
  dns_asked: {
    doc: "whether DNS was asked about it",
    schema: FLAG,
    read: ({ change }) => change.evidence !== undefined,
  },
  zone: {
    doc: "the zone that holds it; null when none was found",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.evidence?.zone.name ?? null,
  },
  zone_delegated: {
    doc: "whether that zone is its own, and not a public suffix",
    schema: FLAG_OR_NULL,
    read: ({ change }) => (change.evidence?.zone.name == null ? null : change.evidence.zone.delegated),
  },
  silent_server_count: {
    doc: "how many servers of the zone say nothing of the record; null when none was asked. A server that this machine has no route to does not count",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => silentServers(change)?.length ?? null,
  },
  silent_servers: {
    doc: "these servers, and how they fail",
    schema: TEXT_OR_NULL,
    read: ({ change }) =>
      silentServers(change)
        ?.map(({ server, state, detail }) => `${server} (${detail ?? state})`)
        .join(", ") ?? null,
  },
  caa: {
    doc: "whether CAA records permit the CA on the date judged; `unknown` when a parameter cannot be checked, null when they could not be read",
    schema: wordOrNull(OUTCOMES),
    read: (situation) => caaOn(situation),
  },
  caa_later: {
    doc: "the same with the parameters of RFC 8657, which bind from 2027-03-15",
    schema: wordOrNull(OUTCOMES),
    read: ({ change }) => readableCaa(change)?.later ?? null,
  },
  caa_why: {
    doc: "the CAA record that decides, or why none does",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.evidence?.caa.why ?? null,
    isPhrase: true,
  },
  caa_at: {
    doc: "the name whose CAA records decide; null when none has any",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.evidence?.caa.at ?? null,
  },
  caa_issuers: {
    doc: "the domain names that the CA accepts in CAA records; null when no table names them",
    schema: TEXT_OR_NULL,
    read: ({ change, tables }) => tables.issuers.get(change.provider)?.join(", ") ?? null,
  },
  dnssec: {
    doc: "what a validating resolver says of the zone's signatures",
    schema: wordOrNull(DNSSEC_STATES),
    read: ({ change }) => change.evidence?.dnssec ?? null,
  },
  record_state: {
    doc: "what the zone's servers say of the record that the CA waits for; null when it waits for none",
    schema: wordOrNull(RECORD_STATES),
    read: ({ change }) => change.evidence?.record?.state ?? null,
  },
  record_name: {
    doc: "the name of that record",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.evidence?.record?.name ?? null,
  },
  record_problem: {
    doc: "what is wrong with it, as words for a sentence",
    schema: TEXT_OR_NULL,
    read: ({ change }) => recordProblem(change.evidence?.record ?? null),
    isPhrase: true,
  },
  stale_record_count: {
    doc: "how many records earlier validations left below it; null when the zone could not be read as a whole",
    schema: INTEGER_OR_NULL,
    read: ({ change }) => change.evidence?.stale?.length ?? null,
  },
  stale_records: {
    doc: "the names of these records",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.evidence?.stale?.join(", ") ?? null,
  },
  persistent_record: {
    doc: "whether the CA can use the persistent record; null when there is none to look for, or nothing could be seen",
    schema: wordOrNull(["usable", "unusable"]),
    read: ({ change }) => persistentRecord(change.evidence),
  },
  persistent_problem: {
    doc: "why it cannot",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.evidence?.record?.persistentProblem ?? null,
    isPhrase: true,
  },
} as const satisfies Readonly<Record<string, Fact<DnsSituation>>>;

/** No route is a matter of this machine. */
const NO_ROUTE: readonly (string | null)[] = ["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL"];

const SILENT: readonly ServerView["state"][] = ["lame", "failed", "unreachable", "no-address", "referral"];

function silentServers({ evidence }: Change): readonly ServerView[] | null {
  const views = evidence?.record?.views;
  return views?.filter(({ state, detail }) => SILENT.includes(state) && !NO_ROUTE.includes(detail)) ?? null;
}

/** Today's outcome is unknown only where the records could not be read, or no table names the CA's issuers. */
function readableCaa({ evidence }: Change): Evidence["caa"] | null {
  return evidence === undefined || evidence.caa.today === "unknown" ? null : evidence.caa;
}

function caaOn({ change, asOf }: DnsSituation): string | null {
  const caa = readableCaa(change);
  return (asOf < PARAMETERS_BIND ? caa?.today : caa?.later) ?? null;
}

function persistentRecord(evidence: Evidence | undefined): string | null {
  const record = evidence?.record ?? null;
  if (record?.persistentProblem === undefined || record.state === "unreachable") return null;
  return record.persistentProblem === null ? "usable" : "unusable";
}
