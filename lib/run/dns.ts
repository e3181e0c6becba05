/** Asks DNS, with the servers of the settings or those of the system, within a time. */
import { getServers } from "node:dns";
import type { DnsSettings } from "../config/dns";
import type { Change } from "../core/change";
import type { Evidence } from "../core/evidence";
import { evidenceRequests } from "../core/evidence-request";
import type { EvidenceRequest } from "../core/evidence-request";
import { ROOT } from "../core/dns-name";
import { parseServer } from "../core/name-server";
import type { DnsServer, Resolver } from "../core/name-server";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import { createDnsClient, questionOf } from "../dns/client";
import type { Question } from "../dns/message";
import { createEvidenceReader } from "../dns/evidence";
import type { TransferSource } from "../dns/transfer";
import type { RunContext } from "./context";
import { startDeadline } from "./deadline";

/**
 * In the order of the requests. What was not seen by the deadline is unknown in the evidence.
 * @throws the `Interruption`, where there was one
 */
export async function readEvidence(
  requests: readonly EvidenceRequest[],
  { resolvers, zones, mode }: DnsSettings,
  { now, interrupted }: Pick<RunContext, "now" | "interrupted">,
  deadlineMs: number,
): Promise<readonly Evidence[]> {
  const deadline = startDeadline(deadlineMs);
  const reader = createEvidenceReader({
    now,
    zones: serversByZone(zones),
    transfers: transfersByZone(zones),
    mode,
    resolvers: resolvers ?? systemResolvers(),
    signal: AbortSignal.any([interrupted, deadline.signal]),
  });
  try {
    const evidence = await reader.read(requests);
    interrupted.throwIfAborted();
    return evidence;
  } finally {
    deadline.stop();
    await reader.close();
  }
}

/** The zones whose servers the settings name. */
function serversByZone(zones: DnsSettings["zones"]): ReadonlyMap<string, readonly DnsServer[]> {
  return new Map(
    [...zones].flatMap(([zone, { servers, signQuestions, tsig }]) => {
      const signed = signQuestions && tsig !== null ? servers.map((server) => ({ ...server, tsig })) : servers;
      return signed.length === 0 ? [] : [[zone, signed]];
    }),
  );
}

/** The zones that a key may read as a whole. */
function transfersByZone(zones: DnsSettings["zones"]): ReadonlyMap<string, TransferSource> {
  return new Map(
    [...zones].flatMap(([zone, { primary, tsig }]) =>
      primary === null || tsig === null ? [] : [[zone, { server: primary, key: tsig }]],
    ),
  );
}

export interface ServerLook {
  /** As messages name it. */
  readonly label: string;
  /** Why it cannot be used, as a sentence; null where it answers. */
  readonly problem: string | null;
}

/** Answers of a resolver that does not serve us. */
const UNWILLING: readonly string[] = ["REFUSED", "SERVFAIL", "NOTIMP", "FORMERR"];

/** Asks each resolver for the root zone, which every one of them knows, and each server that the settings name for its own zone. */
export async function lookAtServers(
  { resolvers, zones }: DnsSettings,
  { interrupted }: Pick<RunContext, "interrupted">,
): Promise<readonly ServerLook[]> {
  const client = createDnsClient();
  try {
    const asked = resolvers ?? systemResolvers();
    const ofZones = [...serversByZone(zones)].flatMap(([zone, servers]) => servers.map((server) => ({ zone, server })));
    if (asked.length === 0 && ofZones.length === 0) {
      return [{ label: "resolver", problem: "none is configured; name one under dns.resolvers" }];
    }
    const failureOf = async (server: Resolver, question: Question, isFailure: (rcode: string) => boolean) => {
      const outcome = await client.ask(server, question, interrupted);
      interrupted.throwIfAborted();
      const code = outcome.kind === "failure" ? outcome.code : outcome.answer.rcode;
      return outcome.kind === "answer" && !isFailure(code) ? null : code;
    };
    return await Promise.all([
      ...asked.map(async (resolver): Promise<ServerLook> => {
        const question = questionOf(ROOT, "SOA", { recursive: true });
        const failure = await failureOf(resolver, question, (rcode) => UNWILLING.includes(rcode));
        const problem = `no answer about the root zone (${failure ?? ""}); name another under dns.resolvers`;
        return { label: resolver.label, problem: failure === null ? null : problem };
      }),
      ...ofZones.map(async ({ zone, server }): Promise<ServerLook> => {
        const failure = await failureOf(server, questionOf(zone, "SOA"), (rcode) => rcode !== "NOERROR");
        const problem = `no answer about its zone (${failure ?? ""}); correct dns.zones`;
        return { label: `${server.label} for ${zone}`, problem: failure === null ? null : problem };
      }),
    ]);
  } finally {
    await client.close();
  }
}

function systemResolvers(): readonly DnsServer[] {
  return getServers().flatMap((text) => parseServer(text) ?? []);
}

/** The changes with what DNS says of each declared domain. It changes no action. */
export async function withEvidence(
  changes: readonly Change[],
  tables: Tables,
  asOf: EpochMs,
  settings: DnsSettings,
  context: Pick<RunContext, "now" | "interrupted">,
  deadlineMs: number,
): Promise<readonly Change[]> {
  const requests = evidenceRequests(changes, tables, asOf);
  const asked = requests.filter((request) => request !== null);
  const answers = (await readEvidence(asked, settings, context, deadlineMs)).values();
  return changes.map((change, index) => {
    if (requests[index] === null) return change;
    const { value: evidence } = answers.next();
    return evidence === undefined ? change : { ...change, evidence };
  });
}
