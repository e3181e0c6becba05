/** What an authoritative server answers of its zone: RFC 1034, section 4.3.2. */
import { fold } from "./zone-state";
import type { ServedRecord, ZoneVersion } from "./zone-state";

export interface ZoneAnswer {
  /** False for a referral. */
  readonly authoritative: boolean;
  /** 0 or 3: there is no such name. */
  readonly rcode: number;
  readonly answers: readonly ServedRecord[];
  readonly authorities: readonly ServedRecord[];
}

export interface AnswerOptions {
  readonly zone: string;
  /** The `minimum` of the zone's SOA: seconds. */
  readonly minimum: number;
  /** Gives no referrals: SOA records among the records show where zones begin. */
  readonly recursive: boolean;
}

const NXDOMAIN = 3;

/** The SOA record of the zone. */
export function soaOf({ zone, minimum }: AnswerOptions, { serial }: ZoneVersion): ServedRecord {
  const data = {
    ...{ mname: `ns1.${zone}`, rname: `hostmaster.${zone}`, serial },
    ...{ refresh: 7200, retry: 900, expire: 1_209_600, minimum },
  };
  return { type: "SOA", name: zone, ttl: 300, data };
}

/** A cut below the zone, the name itself, a wildcard, or nothing. @param name in lower case, without a trailing dot */
export function answerOf(options: AnswerOptions, version: ZoneVersion, name: string, type: string): ZoneAnswer {
  const { zone, recursive } = options;
  const soa = soaOf(options, version);
  const records = [soa, ...version.records];
  const isBelow = (owner: string): boolean => name === owner || name.endsWith(`.${owner}`);
  const cut = records.filter((one) => one.type === "NS" && fold(one.name) !== zone && isBelow(fold(one.name)));
  if (cut.length > 0 && !recursive) return { authoritative: false, rcode: 0, answers: [], authorities: cut };
  const exists = records.some((one) => fold(one.name) === name || fold(one.name).endsWith(`.${name}`));
  const wildcard = `*.${name.slice(name.indexOf(".") + 1)}`;
  const own = records
    .filter((one) => fold(one.name) === (exists ? name : wildcard))
    .map((one) => ({ ttl: 60, ...one, name }));
  const answers = own.filter((one) => one.type === type || one.type === "CNAME");
  if (answers.length > 0) return { authoritative: !recursive, rcode: 0, answers, authorities: [] };
  const [closest] = records
    .filter((one) => one.type === "SOA" && isBelow(fold(one.name)))
    .sort((a, b) => b.name.length - a.name.length);
  const rcode = !exists && own.length === 0 ? NXDOMAIN : 0;
  return { authoritative: !recursive, rcode, answers, authorities: [closest ?? soa] };
}
