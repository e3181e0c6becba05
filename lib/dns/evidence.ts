/**
 * Collects the evidence for names: which zone, which servers, what each of them has, what CAA permits, what DNSSEC says. It only
 * asks questions. A recursive resolver is never asked for the record itself: an early question would make it keep "no such
 * record" for the zone's negative TTL, and a CA behind the same resolver would see that.
 *
 * `lib/dns` asks what DNS really says and decides nothing: questions within bounds (`client.ts`, `transport.ts`), the zone of a name
 * and its servers (`zones.ts`, `server.ts`), what each of them has (`record.ts`, `views.ts`), and what CAA and DNSSEC say (`caa.ts`,
 * `dnssec.ts`). What follows from it is in `core/evidence.ts`.
 */
import type { CaaApplicant } from "../core/caa";
import { baseName, isWildcard } from "../core/domain-name";
import { answering, recordState } from "../core/evidence";
import type { Evidence, RecordEvidence, ServerView, ZoneEvidence } from "../core/evidence";
import type { EpochMs } from "../core/time";
import { judgeRelevantCaa, relevantCaa } from "./caa";
import { createDnsClient } from "./client";
import type { DnsClientOptions } from "./client";
import { parseDnsName } from "../core/dns-name";
import { dnssecState } from "./dnssec";
import { viewEverywhere, wildcardAnswer } from "./views";
import type { ChallengeType } from "./views";
import { createZoneFinder } from "./zones";
import type { Zone, ZoneSettings } from "./zones";

/** The record that a CA waits for. */
export interface WantedRecord {
  readonly name: string;
  readonly type: ChallengeType;
  /** For CNAME a name, for TXT one character a byte. */
  readonly value: string;
}

export interface EvidenceRequest {
  /** An A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** Null where the CA has given no challenge that DNS could hold. */
  readonly record: WantedRecord | null;
  /** Null where it is not known which issuer names the CA accepts. */
  readonly applicant: CaaApplicant | null;
}

export interface EvidenceReader {
  /** In the order of the requests. What cannot be seen is `unknown` or `unreachable` in the evidence; nothing is thrown for it. */
  read(requests: readonly EvidenceRequest[]): Promise<readonly Evidence[]>;
  /** How many DNS messages were sent. */
  sent(): number;
  close(): Promise<void>;
}

export interface EvidenceOptions extends DnsClientOptions, ZoneSettings {
  readonly now: () => EpochMs;
  /** Ends all questions; what was not seen by then is unknown. */
  readonly signal: AbortSignal;
}

/** Each name costs some questions; a zone without an answering server costs seconds. */
const MAX_NAMES_AT_ONCE = 32;

export function createEvidenceReader(options: EvidenceOptions): EvidenceReader {
  const { signal, now } = options;
  const client = createDnsClient(options);
  const finder = createZoneFinder(client, options, signal);

  async function readOne({ domain, record, applicant }: EvidenceRequest): Promise<Evidence> {
    const base = parseDnsName(baseName(domain)) ?? domain;
    const [zone, caa, dnssec, found] = await Promise.all([
      finder.zoneOf(base),
      relevantCaa(base, client, finder, options, signal),
      dnssecState(base, finder),
      record === null ? null : recordEvidence(record),
    ]);
    return {
      askedAt: now(),
      zone: describeZone(found?.zone ?? zone, found?.record.views ?? null),
      record: found?.record ?? null,
      caa: judgeRelevantCaa(caa, isWildcard(domain), applicant),
      dnssec,
    };
  }

  async function recordEvidence({
    name: wanted,
    type,
    value,
  }: WantedRecord): Promise<{ zone: Zone; record: RecordEvidence }> {
    const name = parseDnsName(wanted) ?? wanted;
    const want = type === "CNAME" ? (parseDnsName(value) ?? value) : value;
    const { zone, views, chain, atTarget } = await viewEverywhere(name, type, client, finder, signal);
    const direct = recordState(views, want, null, null);
    const isSettled = direct === "published" || direct === "unreachable";
    const maskedBy = isSettled ? null : await wildcardAnswer(name, type, zone, client, signal);
    const targetState = atTarget === null ? null : recordState(atTarget, want, null, null);
    const state = recordState(views, want, maskedBy, targetState);
    return { zone, record: { name, type, want, state, views, chain, maskedBy } };
  }

  return {
    async read(requests) {
      const results: Evidence[] = [];
      const queue = requests.entries();
      await Promise.all(
        Array.from({ length: MAX_NAMES_AT_ONCE }, async () => {
          for (const [index, request] of queue) results[index] = await readOne(request);
        }),
      );
      return results;
    },
    sent: () => client.sent(),
    close: () => client.close(),
  };
}

function describeZone(zone: Zone, views: readonly ServerView[] | null): ZoneEvidence {
  return {
    name: zone.name,
    foundBy: zone.foundBy,
    delegated: zone.delegated,
    servers: zone.servers.length,
    answering: views === null ? null : answering(views).length,
    negativeTtl: zone.negativeTtl,
    problem: zone.problem,
  };
}
