/**
 * Collects the evidence for names: which zone, which servers, what each of them has, what CAA permits, what DNSSEC says. It only
 * asks questions. A recursive resolver is never asked for the record itself: an early question would make it keep "no such
 * record" for the zone's negative TTL, and a CA behind the same resolver would see that.
 *
 * `lib/dns` asks what DNS really says and decides nothing: questions within bounds (`client.ts`, `transport.ts`), the zone of a name
 * and its servers (`zones.ts`), what each of them has (`record.ts`, `views.ts`), what CAA and DNSSEC say (`caa.ts`, `dnssec.ts`), and
 * what a whole zone holds (`transfer.ts`). What follows from it is in `core/evidence.ts`. What changes a zone is in `publish/`.
 */
import { baseName, isWildcard } from "../core/domain-name";
import { answering, recordState } from "../core/evidence";
import type { Evidence, RecordEvidence, ServerView, ZoneEvidence } from "../core/evidence";
import { persistentProblem } from "../core/persistent-record";
import type { PersistentWant } from "../core/persistent-record";
import type { EvidenceRequest, WantedRecord } from "../core/evidence-request";
import { isValidationName, leftovers } from "../core/leftover-records";
import type { LeftoverQuestion } from "../core/leftover-records";
import type { EpochMs } from "../core/time";
import { judgeRelevantCaa, relevantCaa } from "./caa";
import { createDnsClient } from "./client";
import type { DnsClientOptions } from "./client";
import { parseDnsName } from "../core/dns-name";
import { dnssecState } from "./dnssec";
import { viewEverywhere, wildcardAnswer } from "./views";
import { transferAliases } from "./transfer";
import type { Transfer, TransferSource } from "./transfer";
import { closestZone, createZoneFinder, memo } from "./zones";
import type { Zone, ZoneSettings } from "./zones";

export interface EvidenceReader {
  /** In the order of the requests. What cannot be seen is `unknown` or `unreachable` in the evidence; nothing is thrown for it. */
  read(requests: readonly EvidenceRequest[]): Promise<readonly Evidence[]>;
  /** How many DNS messages were sent. */
  sent(): number;
  close(): Promise<void>;
}

interface FoundRecord {
  readonly zone: Zone;
  readonly record: RecordEvidence;
}

export interface EvidenceOptions extends DnsClientOptions, ZoneSettings {
  readonly now: () => EpochMs;
  /** By zone: the servers that give it as a whole. */
  readonly transfers?: ReadonlyMap<string, TransferSource>;
  /** Ends all questions; what was not seen by then is unknown. */
  readonly signal: AbortSignal;
}

/** Each name costs some questions; a zone without an answering server costs seconds. */
const MAX_NAMES_AT_ONCE = 32;

export function createEvidenceReader(options: EvidenceOptions): EvidenceReader {
  const { signal, now } = options;
  const client = createDnsClient(options);
  const finder = createZoneFinder(client, options, signal);

  const transferred = memo<Transfer>();

  /** Undefined where no key may read the zone, or its server refuses. */
  async function staleOf(question: LeftoverQuestion): Promise<readonly string[] | undefined> {
    const { transfers = new Map<string, TransferSource>() } = options;
    const zone = closestZone(question.base, transfers.keys());
    const source = zone === undefined ? undefined : transfers.get(zone);
    if (zone === undefined || source === undefined) return undefined;
    const transfer = await transferred(zone, () => transferAliases(zone, source, isValidationName, now, signal));
    return transfer.kind === "aliases" ? leftovers(question, transfer.aliases) : undefined;
  }

  async function readOne({ domain, record, applicant, leftovers: question }: EvidenceRequest): Promise<Evidence> {
    const base = parseDnsName(baseName(domain)) ?? domain;
    const [zone, caa, dnssec, found, stale] = await Promise.all([
      finder.zoneOf(base),
      relevantCaa(base, client, finder, options, signal),
      dnssecState(base, finder),
      record === null ? null : firstFound(record),
      question === undefined ? undefined : staleOf(question),
    ]);
    return {
      askedAt: now(),
      zone: describeZone(found?.zone ?? zone, found?.record.views ?? null),
      record: found?.record ?? null,
      caa: judgeRelevantCaa(caa, isWildcard(domain), applicant),
      dnssec,
      ...(stale === undefined ? {} : { stale }),
    };
  }

  /** At the name, else at the first of the other names that has a record; at the name where none has. */
  async function firstFound(wanted: WantedRecord): Promise<FoundRecord> {
    const first = await recordEvidence(wanted);
    if (first.record.state !== "missing") return first;
    for (const name of wanted.elsewhere ?? []) {
      const other = await recordEvidence({ ...wanted, name });
      if (other.record.state !== "missing") return other;
    }
    return first;
  }

  async function recordEvidence({ name: wanted, type, value, persistent }: WantedRecord): Promise<FoundRecord> {
    const name = parseDnsName(wanted) ?? wanted;
    const want = type === "CNAME" ? (parseDnsName(value) ?? value) : value;
    const seen = await viewEverywhere(name, type, client, finder, signal);
    const { zone, chain } = seen;
    const views = withOneText(seen.views, want, persistent);
    const atTarget = seen.atTarget === null ? null : withOneText(seen.atTarget, want, persistent);
    const direct = recordState(views, want, null, null);
    const isSettled = direct === "published" || direct === "unreachable";
    const maskedBy = isSettled ? null : await wildcardAnswer(name, type, zone, client, signal);
    const targetState = atTarget === null ? null : recordState(atTarget, want, null, null);
    const state = recordState(views, want, maskedBy, targetState);
    const record = { name, type, want, state, views, chain, maskedBy };
    if (persistent === undefined) return { zone, record };
    return { zone, record: { ...record, persistentProblem: problemOfPersistent(record, persistent) } };
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

/** Texts of persistent records that a CA can use are all the text wanted: that is the form in which they are compared. */
function withOneText(
  views: readonly ServerView[],
  want: string,
  persistent: PersistentWant | undefined,
): readonly ServerView[] {
  if (persistent === undefined) return views;
  return views.map((view) => ({
    ...view,
    values: view.values.map((text) => (persistentProblem(text, persistent) === null ? want : text)),
  }));
}

function problemOfPersistent({ state, views, name }: RecordEvidence, persistent: PersistentWant): string | null {
  if (state === "published" || state === "unreachable") return null;
  if (state === "lagging") return `the record ${name} is not on every server`;
  const [text] = views.flatMap(({ values }) => values);
  const problem = text === undefined ? null : persistentProblem(text, persistent);
  return problem === null ? `there is no record ${name}` : `the record ${name} ${problem}`;
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
