/** The CAA records that decide for a name: RFC 8659, section 3, asked through the resolver, which follows aliases. */
import { judgeCaa, permittedIssuers } from "../core/caa";
import type { CaaApplicant, CaaRecord } from "../core/caa";
import type { CaaEvidence } from "../core/evidence";
import { questionOf } from "./client";
import type { DnsClient } from "./client";
import { climb, ROOT } from "../core/dns-name";
import { recordsOf } from "./record";
import type { Outcome } from "./transport";
import { hasFailed, problemOf } from "./zones";
import type { ZoneFinder, ZoneSettings } from "./zones";

export type RelevantRecords =
  | { readonly kind: "records"; readonly at: string | null; readonly records: readonly CaaRecord[] }
  | { readonly kind: "unknown"; readonly at: string; readonly problem: string };

/** Climbs from the base name to the label below the root; the first name with any record decides. */
export async function relevantCaa(
  baseName: string,
  client: DnsClient,
  finder: ZoneFinder,
  { resolvers }: Pick<ZoneSettings, "resolvers">,
  signal: AbortSignal,
): Promise<RelevantRecords> {
  for (const at of climb(baseName)) {
    if (at === ROOT) break;
    const outcome = resolvers.length > 0 ? await finder.resolve(at, "CAA") : await askZone(at, client, finder, signal);
    if (outcome === null || outcome.kind === "failure" || hasFailed(outcome)) {
      return { kind: "unknown", at, problem: outcome === null ? "no server to ask" : problemOf(outcome) };
    }
    const records = recordsOf(outcome.answer.answers, "CAA");
    if (records.length > 0) return { kind: "records", at, records };
    // Without a resolver, what lies above the zones of the settings cannot be asked.
    if (resolvers.length === 0 && (await finder.zoneOf(at)).name === at) break;
  }
  return { kind: "records", at: null, records: [] };
}

/** The first server of the zone that answers; null where the settings name none. */
async function askZone(
  name: string,
  client: DnsClient,
  finder: ZoneFinder,
  signal: AbortSignal,
): Promise<Outcome | null> {
  let outcome: Outcome | null = null;
  for (const server of (await finder.zoneOf(name)).servers) {
    outcome = await client.ask(server, questionOf(name, "CAA"), signal);
    if (!hasFailed(outcome)) break;
  }
  return outcome;
}

/** @param applicant null where the tables do not name the issuers of the CA */
export function judgeRelevantCaa(
  relevant: RelevantRecords,
  isWildcard: boolean,
  applicant: CaaApplicant | null,
): CaaEvidence {
  if (relevant.kind === "unknown") {
    const why = `the CAA records of ${relevant.at} could not be read: ${relevant.problem}`;
    return { at: null, today: "unknown", later: "unknown", issuers: [], why };
  }
  const { at, records } = relevant;
  const issuers = permittedIssuers(records, isWildcard);
  if (applicant === null && records.length > 0) {
    return { at, today: "unknown", later: "unknown", issuers, why: "no table names the issuers that this CA accepts" };
  }
  const who = applicant ?? { issuers: [], methods: null, account: null };
  const today = judgeCaa(records, isWildcard, who, false);
  const later = judgeCaa(records, isWildcard, who, true);
  const why = today.outcome === "allowed" ? later.why : today.why;
  return { at, today: today.outcome, later: later.outcome, issuers, why };
}
