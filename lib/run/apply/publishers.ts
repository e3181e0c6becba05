/** Which publisher a record has, by its zone, and what it did. */
import type { DnsSettings, DnsZoneSettings } from "../../config/dns";
import { isWithin } from "../../core/dns-name";
import type { CleanupResult } from "../../core/apply/journal-entry";
import type { OwnRecord } from "../../core/apply/publishing";
import type { PublisherKind } from "../../core/apply/situation";
import { RECORD_METHODS } from "../../core/challenge-record";
import type { ChallengeRecord } from "../../core/challenge-record";
import { baseName } from "../../core/domain-name";
import { closestZone } from "../../dns/zones";
import type { PublishedRecord, Publisher } from "../../dns/publish/publisher";
import { createRedaction } from "../../providers/http/redact";
import type { RunContext } from "../context";
import type { ApplyPorts, Published, PublishRequest } from "./ports";

/** A short one lets a value that was replaced go soon. */
const TTL_SECONDS = 60;

/** A name that no zone has: the answer that it is not there names the zone. */
const PROBE_LABEL = "_dcv-probe";

export interface CleanupRequest extends OwnRecord {
  readonly domain: string;
}

export interface Publishers extends Pick<ApplyPorts, "publisherOf" | "publish" | "obstacleOf"> {
  /** In the order of the records. */
  cleanUp(
    records: readonly CleanupRequest[],
  ): Promise<readonly { readonly result: CleanupResult; readonly why: string }[]>;
}

function quoteWithout(line: string, secrets: readonly string[]): string {
  return createRedaction(secrets, []).quote(line);
}

export function createPublishers(
  dns: DnsSettings | null,
  hook: string | null,
  { env, now }: Pick<RunContext, "env" | "now">,
  signal: AbortSignal,
): Publishers {
  const made = new Map<string, Promise<Publisher | null>>();

  async function make(zone: string, settings: DnsZoneSettings | undefined): Promise<Publisher | null> {
    if (settings?.publish === "rfc2136" && settings.primary !== null) {
      const { createRfc2136Publisher } = await import("../../dns/publish/rfc2136");
      return createRfc2136Publisher({ zone, server: settings.primary, key: settings.tsig, now });
    }
    if (settings?.publish === "exec" && hook !== null) {
      const { createHookPublisher } = await import("../../dns/publish/hook");
      return createHookPublisher({ program: hook, zone, env, quote: quoteWithout });
    }
    return null;
  }

  async function publisherIn(zone: string): Promise<Publisher | null> {
    const known = made.get(zone) ?? make(zone, dns?.zones.get(zone));
    made.set(zone, known);
    return known;
  }

  /** Calls once for each zone, the zones at once; results in the order of the records. */
  async function byZone<One extends { readonly record: PublishedRecord; readonly zone: string }, Result>(
    all: readonly One[],
    work: (publisher: Publisher, records: readonly PublishedRecord[]) => Promise<readonly Result[]>,
    without: Result,
  ): Promise<readonly Result[]> {
    const results = new Map<One, Result>();
    const zones = new Set(all.map(({ zone }) => zone));
    await Promise.all(
      [...zones].map(async (zone) => {
        const ones = all.filter((one) => one.zone === zone);
        const publisher = await publisherIn(zone);
        const found =
          publisher === null
            ? []
            : await work(
                publisher,
                ones.map(({ record }) => record),
              );
        ones.forEach((one, index) => results.set(one, found[index] ?? without));
      }),
    );
    return all.map((one) => results.get(one) ?? without);
  }

  const noPublisher = { kind: "failed", why: "the file names no publisher for its zone any more" } as const;

  return {
    async obstacleOf({ baseline: { method }, listedName }) {
      if (method === null || !RECORD_METHODS.includes(method)) return null;
      const name = `${PROBE_LABEL}.${baseName(listedName)}`;
      const zone = closestZone(name, dns?.zones.keys() ?? []);
      const publisher = zone === undefined ? null : await publisherIn(zone);
      return (await publisher?.obstacleFor?.(name, signal)) ?? null;
    },
    publisherOf: (record, seenZone) => zoneOf(record, seenZone, dns)?.publish ?? "records",
    async publish(requests) {
      const all = requests.map(({ item, record, zone, replaces }: PublishRequest) => {
        const named = zoneOf(record, zone, dns)?.zone ?? zone;
        return { zone: named, record: { ...record, domain: item.declared.name, ttl: TTL_SECONDS, replaces } };
      });
      const results = await byZone(all, (publisher, records) => publisher.present(records, signal), noPublisher);
      return results.map((result): Published => ({ result: result.kind, why: "why" in result ? result.why : "" }));
    },
    async cleanUp(records) {
      const all = records.map(({ zone, domain, name, type, value }) => {
        const record = { name, type, value, domain, ttl: TTL_SECONDS };
        return { zone: zoneOf(record, zone, dns)?.zone ?? zone, record };
      });
      const results = await byZone(all, (publisher, ones) => publisher.cleanup(ones, signal), noPublisher);
      return results.map((result) => ({ result: result.kind, why: "why" in result ? result.why : "" }));
    },
  };
}

/** The settings of the longest zone that holds the name; null where DNS shows a zone below that one. */
function zoneOf(
  { name }: ChallengeRecord,
  seenZone: string | null,
  dns: DnsSettings | null,
): { readonly zone: string; readonly publish: PublisherKind } | null {
  const zone = closestZone(name, dns?.zones.keys() ?? []);
  const settings = zone === undefined ? undefined : dns?.zones.get(zone);
  if (zone === undefined || settings === undefined) return null;
  const isDeeper = seenZone !== null && seenZone !== zone && isWithin(seenZone, zone);
  return isDeeper ? null : { zone, publish: settings.publish };
}
