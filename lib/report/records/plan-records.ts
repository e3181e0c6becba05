/** The DNS records that a saved plan waits for: which of its challenges are to be published, and in which zone. */
import { getDomain } from "tldts-icann";
import { recordOfChallenge } from "../../core/challenge-record";
import type { ChallengeRecord } from "../../core/challenge-record";
import { isWithin } from "../../core/dns-name";
import { printable } from "../../core/printable";
import type { ChangeDocument, PlanDocument } from "../plan-document";
import { hostOf } from "./record";
import type { DnsRecordToPublish } from "./record";

export interface PlanRecords {
  readonly records: readonly DnsRecordToPublish[];
  /** Why a challenge of the plan is not among them, as sentences. */
  readonly problems: readonly string[];
  /** The orders that no DNS record can serve, and what they wait for, as sentences. */
  readonly leftOut: readonly string[];
}

export interface RecordChoice {
  /**
   * Also those that no step waits for any more: a CA may look for them again when it renews, and a tool that owns the zone removes
   * what is no longer in its input.
   */
  readonly keep: boolean;
  /** Zones that the user names; the longest that holds a name is taken. */
  readonly zones: readonly string[];
}

/** A short one lets a value that was replaced go soon. */
const TTL_SECONDS = 60;

export function recordsOfPlan({ changes }: PlanDocument, { keep, zones }: RecordChoice): PlanRecords {
  const found = new Map<string, { readonly record: ChallengeRecord; readonly zone: string; readonly for: string[] }>();
  const targets = new Map<string, string>();
  const problems: string[] = [];
  const leftOut: string[] = [];
  for (const change of changes) {
    const challenge = change.live?.challenge ?? null;
    if (challenge === null || !isWanted(change, keep)) continue;
    if (!("name" in challenge)) {
      const what = "url" in challenge ? `a file at ${challenge.url}` : `an answer to the e-mail to ${challenge.email}`;
      leftOut.push(`${change.address}: left out, because the CA waits for ${what}, not for a DNS record`);
      continue;
    }
    const record = recordOfChallenge(challenge);
    if (record === null) {
      problems.push(printable(`${change.address}: no DNS record can hold ${challenge.name} with ${challenge.value}`));
      continue;
    }
    const key = [record.name, record.type, record.value].join("\0");
    const known = found.get(key);
    if (known !== undefined) {
      known.for.push(purposeOf(change));
      continue;
    }
    const target = record.type === "CNAME" ? targets.get(record.name) : undefined;
    if (target !== undefined) {
      const both = `both ${target} and ${record.value}`;
      problems.push(`${change.address}: ${record.name} cannot be an alias of ${both}; publish one, then the other`);
      continue;
    }
    if (record.type === "CNAME") targets.set(record.name, record.value);
    found.set(key, { record, zone: zoneOf(record.name, change, zones), for: [purposeOf(change)] });
  }
  const records = [...found.values()].map((one) => ({
    ...{ ...one.record, zone: one.zone, ttl: TTL_SECONDS },
    comment: one.for.join("; "),
  }));
  return { records, problems, leftOut };
}

/** A challenge stays until the CA has looked for it, so it is wanted after it was published as well. */
function isWanted({ next_step: { kind }, reason }: ChangeDocument, keep: boolean): boolean {
  if (kind === "publish" || kind === "fix-dns" || kind === "submit" || kind === "wait") return true;
  if (kind === "confirm-email") return true;
  return keep && reason !== "order_stale";
}

/** The domain, its order and its deadline, on one line. */
function purposeOf({ address, live, next_step: { by } }: ChangeDocument): string {
  const ordered = live?.order_submitted_at?.slice(0, 10);
  const end = by === null ? null : (live?.challenge?.deadline ?? null);
  const parts = [address, ordered === undefined ? "" : `order of ${ordered}`, end === null ? "" : `until ${end}`];
  return printable(parts.filter((part) => part !== "").join(", "));
}

/** What DNS shows or the user names; else the registrable domain, which is where most zones begin. */
function zoneOf(name: string, { evidence }: ChangeDocument, zones: readonly string[]): string {
  const seen = evidence?.zone.name ?? null;
  if (seen !== null && isWithin(name, seen)) return seen;
  const named = zones.filter((zone) => isWithin(name, zone)).sort((a, b) => b.length - a.length)[0];
  if (named !== undefined) return named;
  const host = hostOf(name);
  return getDomain(host, { extractHostname: false, validateHostname: false }) ?? host;
}
