/**
 * Finds the zone of a name and the servers that have it: from the settings, or from the SOA that a resolver shows, climbing from
 * the name. Each name is looked up once.
 */
import { getPublicSuffix } from "tldts-icann";
import { questionOf } from "./client";
import type { DnsClient } from "./client";
import { climb, isWithin, parentOf, ROOT } from "../core/dns-name";
import type { Answer, Question } from "./message";
import { recordsOf } from "./record";
import type { RecordType } from "./record";
import { DNS_PORT } from "../core/name-server";
import type { DnsServer, Resolver } from "../core/name-server";
import type { Outcome } from "./transport";
import { failure } from "./transport";

export interface Zone {
  /** Null when none was found. */
  readonly name: string | null;
  readonly foundBy: "settings" | "resolver" | "parent";
  readonly servers: readonly Resolver[];
  /** The servers are resolvers: they are asked to recurse, and no answer of theirs is authoritative. */
  readonly isRecursive: boolean;
  /** Seconds; null when unknown. */
  readonly negativeTtl: number | null;
  /** False where the closest zone is a public suffix. */
  readonly delegated: boolean;
  /** Why something could not be found, as a phrase. */
  readonly problem: string | null;
}

export interface ZoneFinder {
  zoneOf(name: string): Promise<Zone>;
  /** What the first resolver says that gives more than a failure. */
  resolve(name: string, type: RecordType, options?: Partial<Question>): Promise<Outcome>;
}

export interface ZoneSettings {
  readonly resolvers: readonly Resolver[];
  /** Servers to ask in place of those that a resolver names, by zone. */
  readonly zones: ReadonlyMap<string, readonly DnsServer[]>;
  /** `resolver`: the record itself is asked of the resolvers, too, and of no other server. */
  readonly mode?: "authoritative" | "resolver";
  /** Where the servers that a resolver names listen; 53, but for tests that cannot have that port. */
  readonly port?: number;
}

export function createZoneFinder(client: DnsClient, settings: ZoneSettings, signal: AbortSignal): ZoneFinder {
  const { resolvers, zones, mode = "authoritative", port = DNS_PORT } = settings;
  const answers = memo<Outcome>();
  const found = memo<Zone>();

  async function resolve(name: string, type: RecordType, options: Partial<Question> = {}): Promise<Outcome> {
    return answers(`${name} ${type} ${String(options.checkingDisabled)}`, async () => {
      let outcome: Outcome = failure("no resolver is set");
      for (const resolver of resolvers) {
        outcome = await client.ask(resolver, questionOf(name, type, { ...options, recursive: true }), signal);
        if (!hasFailed(outcome)) return outcome;
      }
      return outcome;
    });
  }

  async function addressesOf(host: string): Promise<readonly DnsServer[]> {
    const [v4, v6] = await Promise.all([resolve(host, "A"), resolve(host, "AAAA")]);
    const records = [v4, v6].flatMap((outcome) => (outcome.kind === "answer" ? outcome.answer.answers : []));
    const addresses = records.flatMap((record) => ("address" in record ? [record.address] : []));
    if (addresses.length === 0) return [{ address: null, port, label: host }];
    return addresses.map((address) => ({ address, port, label: host }));
  }

  async function serversOf(hosts: readonly string[], glue: Answer | null): Promise<readonly DnsServer[]> {
    const servers = await Promise.all(
      [...new Set(hosts)].sort().map(async (host): Promise<readonly DnsServer[]> => {
        const known = (glue?.additionals ?? []).flatMap((record) =>
          "address" in record && record.name === host ? [{ address: record.address, port, label: host }] : [],
        );
        return known.length > 0 ? known : addressesOf(host);
      }),
    );
    return servers.flat();
  }

  /** What the parent's own servers say of a cut between the zone and a name that the resolver could not resolve. */
  async function delegationOf(parent: Zone, name: string, problem: string): Promise<Zone | null> {
    for (const server of parent.servers) {
      const outcome = await client.ask(server, questionOf(name, "NS"), signal);
      if (outcome.kind === "failure") continue;
      const { answers: direct, authorities } = outcome.answer;
      const cut = [...recordsOf(authorities, "NS"), ...recordsOf(direct, "NS")].filter(
        (record) => isWithin(name, record.name) && record.name !== parent.name,
      );
      const [first] = cut;
      if (first === undefined) continue;
      const hosts = cut.map(({ target }) => target);
      const servers = await serversOf(hosts, outcome.answer);
      return {
        ...{ name: first.name, foundBy: "parent", servers, isRecursive: false },
        ...{ negativeTtl: null, delegated: true, problem },
      };
    }
    return null;
  }

  async function find(name: string): Promise<Zone> {
    const given = closestZone(name, zones.keys());
    if (given !== undefined) {
      const servers = zones.get(given) ?? [];
      return {
        ...{ name: given, foundBy: "settings", servers, isRecursive: false },
        ...{ negativeTtl: null, delegated: true, problem: null },
      };
    }
    let failed: { readonly at: string; readonly problem: string } | null = null;
    for (const at of climb(name)) {
      // Without validation, so that a zone with broken signatures is found and can be named.
      const outcome = await resolve(at, "SOA", { checkingDisabled: true });
      if (outcome.kind === "failure" || hasFailed(outcome)) {
        // Not the end: a chain of CNAME records that leads nowhere fails as well.
        failed ??= { at, problem: problemOf(outcome) };
        if (resolvers.length === 0) break;
        continue;
      }
      const { answers: direct, authorities } = outcome.answer;
      // An answer through a CNAME holds the SOA of its target, which says nothing of this name.
      if (recordsOf(direct, "CNAME").length > 0) continue;
      const soa = [...recordsOf(direct, "SOA"), ...recordsOf(authorities, "SOA")].find((one) => isWithin(at, one.name));
      if (soa === undefined) continue;
      const zone = await zoneFrom(soa.name, Math.min(soa.ttl, soa.minimum));
      if (failed === null || failed.at === soa.name) return zone;
      return (await delegationOf(zone, failed.at, failed.problem)) ?? { ...zone, problem: failed.problem };
    }
    const problem = failed === null ? "no SOA record was found" : `${failed.at}: ${failed.problem}`;
    return {
      ...{ name: null, foundBy: "resolver", servers: [], isRecursive: false },
      ...{ negativeTtl: null, delegated: false, problem },
    };
  }

  async function zoneFrom(name: string, negativeTtl: number): Promise<Zone> {
    const delegated = !isPublicSuffix(name);
    if (mode === "resolver") {
      return {
        ...{ name, foundBy: "resolver", servers: resolvers, isRecursive: true },
        ...{ negativeTtl, delegated, problem: null },
      };
    }
    const outcome = await resolve(name, "NS", { checkingDisabled: true });
    const records = outcome.kind === "answer" ? recordsOf(outcome.answer.answers, "NS", name) : [];
    const servers = await serversOf(
      records.map(({ target }) => target),
      null,
    );
    const problem = records.length === 0 ? `no NS records were found: ${problemOf(outcome)}` : null;
    return { name, foundBy: "resolver", servers, isRecursive: false, negativeTtl, delegated, problem };
  }

  return { zoneOf: async (name) => found(name, () => find(name)), resolve };
}

/** The longest of the zones that hold the name. */
export function closestZone(name: string, zones: Iterable<string>): string | undefined {
  return [...zones].filter((zone) => isWithin(name, zone)).sort((a, b) => b.length - a.length)[0];
}

/** Whether the outcome says nothing of the name. */
export function hasFailed(outcome: Outcome): boolean {
  return outcome.kind === "failure" || !["NOERROR", "NXDOMAIN"].includes(outcome.answer.rcode);
}

export function problemOf(outcome: Outcome): string {
  return outcome.kind === "failure" ? outcome.code : outcome.answer.rcode;
}

/** The root is one as well: below it a name without a zone is not delegated. */
function isPublicSuffix(name: string): boolean {
  if (name === ROOT || parentOf(name) === ROOT) return true;
  return getPublicSuffix(name, { extractHostname: false, validateHostname: false }) === name;
}

/** Runs each key's work once; later calls get the same promise. */
export function memo<Value>(): (key: string, work: () => Promise<Value>) => Promise<Value> {
  const known = new Map<string, Promise<Value>>();
  return async (key, work) => {
    const promise = known.get(key) ?? work();
    known.set(key, promise);
    return promise;
  };
}
