/** What every authoritative server of a zone says of one name, asked directly. Aliases are followed, each at its own zone. */
import { randomBytes } from "node:crypto";
import type { ServerView } from "../core/evidence";
import { questionOf } from "./client";
import type { DnsClient } from "./client";
import { parentOf } from "../core/dns-name";
import { recordsOf } from "./record";
import type { DnsRecord } from "./record";
import { isDoh } from "../core/name-server";
import type { Resolver } from "../core/name-server";
import type { Outcome } from "./transport";
import type { Zone, ZoneFinder } from "./zones";

export type ChallengeType = "CNAME" | "TXT";

export interface Views {
  readonly name: string;
  readonly zone: Zone;
  readonly views: readonly ServerView[];
  /** For TXT: the names that aliases lead through, the first target first. */
  readonly chain: readonly string[];
  /** What the servers of the chain's end say; null without an alias, and for a chain that loops or is too long. */
  readonly atTarget: readonly ServerView[] | null;
}

/** A chain of more aliases is not followed. */
const MAX_ALIASES = 8;

/** A CNAME asked for as CNAME is never followed: the record itself is what the CA looks for. */
export async function viewEverywhere(
  name: string,
  type: ChallengeType,
  client: DnsClient,
  finder: ZoneFinder,
  signal: AbortSignal,
): Promise<Views> {
  const zone = await finder.zoneOf(name);
  const views = await viewsAt(zone, name, type, client, signal);
  const chain: string[] = [];
  let last: readonly ServerView[] | null = null;
  for (let target = aliasIn(views); target !== null; target = aliasIn(last)) {
    const isLoop = target === name || chain.includes(target);
    chain.push(target);
    if (isLoop || chain.length > MAX_ALIASES) return { name, zone, views, chain, atTarget: null };
    last = await viewsAt(await finder.zoneOf(target), target, type, client, signal);
  }
  return { name, zone, views, chain, atTarget: last };
}

/**
 * What a sibling that cannot exist answers: a wildcard then makes every absent name look present. Null where nothing does.
 * The sibling's name is random, so that no zone can hold a record of that name.
 */
export async function wildcardAnswer(
  name: string,
  type: ChallengeType,
  zone: Zone,
  client: DnsClient,
  signal: AbortSignal,
): Promise<string | null> {
  const sibling = `_dcv-probe-${randomBytes(6).toString("hex")}.${parentOf(name)}`;
  const views = await viewsAt(zone, sibling, type, client, signal);
  return views.flatMap(({ values, target }) => [...values, ...(target === null ? [] : [target])])[0] ?? null;
}

async function viewsAt(
  zone: Zone,
  name: string,
  type: ChallengeType,
  client: DnsClient,
  signal: AbortSignal,
): Promise<readonly ServerView[]> {
  const { isRecursive } = zone;
  const question = questionOf(name, type, { recursive: isRecursive });
  return Promise.all(
    zone.servers.map(async (server) =>
      viewOf(server, await client.ask(server, question, signal), name, type, isRecursive),
    ),
  );
}

function viewOf(
  server: Resolver,
  outcome: Outcome,
  name: string,
  type: ChallengeType,
  isRecursive: boolean,
): ServerView {
  const nothing = { server: labelOf(server), values: [], target: null, serial: null, detail: null };
  if (outcome.kind === "failure") {
    const state = outcome.code === "no-address" ? "no-address" : "unreachable";
    return { ...nothing, state, detail: state === "unreachable" ? outcome.code : null };
  }
  const { rcode, authoritative, answers, authorities } = outcome.answer;
  if (rcode === "REFUSED") return { ...nothing, state: "lame", detail: rcode };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return { ...nothing, state: "failed", detail: rcode };
  if (!authoritative && !isRecursive) {
    const isReferral = answers.length === 0 && recordsOf(authorities, "NS").length > 0;
    return { ...nothing, state: isReferral ? "referral" : "lame", detail: isReferral ? null : "not authoritative" };
  }
  const serial = recordsOf(authorities, "SOA")[0]?.serial ?? null;
  const values = recordsOf<ChallengeType>(answers, type, name).map(valueOf);
  if (values.length > 0) return { ...nothing, state: "present", values, serial };
  const [alias] = type === "CNAME" ? [] : recordsOf(answers, "CNAME", name);
  if (alias !== undefined) return { ...nothing, state: "alias", target: alias.target, serial };
  return { ...nothing, state: rcode === "NXDOMAIN" ? "no-name" : "no-data", serial };
}

/** Two addresses of one host are two servers. */
function labelOf(server: Resolver): string {
  if (isDoh(server)) return server.label;
  const { label, address, isAddressSecret } = server;
  return address === null || isAddressSecret === true || label.includes(address) ? label : `${label} (${address})`;
}

function valueOf(record: Extract<DnsRecord, { readonly type: ChallengeType }>): string {
  return record.type === "CNAME" ? record.target : record.text;
}

/** The alias that the servers name; the first where they differ, since any of them may be asked. */
function aliasIn(views: readonly ServerView[] | null): string | null {
  return (views ?? []).find(({ target }) => target !== null)?.target ?? null;
}
