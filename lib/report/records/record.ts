/** The DNS records that a plan waits for, in the form from which each format is made. */
import { compareText } from "../../core/order";

export interface DnsRecordToPublish {
  /** The zone that holds the record, without a trailing dot. */
  readonly zone: string;
  /** Lower case, without a trailing dot, at or below the zone. */
  readonly name: string;
  readonly type: "CNAME" | "TXT";
  /** For CNAME a name without a trailing dot; for TXT one character a byte. */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  /** Which domain, order and deadline it serves; one line of printable text. */
  readonly comment: string;
}

/** A file of a format; formats that hold all zones have one file with the name null. */
export interface RecordsFile {
  /** Relative to the folder that the format is written to; null for a format of one file. */
  readonly name: string | null;
  readonly text: string;
}

/** Stands in the first lines of each file of one zone, so that the file of a zone without records is known as ours. */
export const BY_ZONE_MARK = "# Written by dcv records, which removes this file when nothing is pending in the zone.";

export type RecordsRenderer = (records: readonly DnsRecordToPublish[]) => readonly RecordsFile[];

/** With the dot that makes it absolute. */
export function absolute(name: string): string {
  return `${name}.`;
}

/** What stands before the zone in a name; empty at the zone itself. */
export function relativeTo(zone: string, name: string): string {
  return name === zone ? "" : name.slice(0, -zone.length - 1);
}

/** The records by zone, zones and records in the order of their names. */
export function byZone(records: readonly DnsRecordToPublish[]): ReadonlyMap<string, readonly DnsRecordToPublish[]> {
  const zones = new Map<string, DnsRecordToPublish[]>();
  for (const record of sorted(records)) {
    const known = zones.get(record.zone);
    if (known === undefined) zones.set(record.zone, [record]);
    else known.push(record);
  }
  return zones;
}

/** By zone, then by the name that is validated: the labels before it are often random. */
export function sorted(records: readonly DnsRecordToPublish[]): readonly DnsRecordToPublish[] {
  return records
    .map((record) => ({ record, key: sortKey(record) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ record }) => record);
}

function sortKey({ zone, name, type, value }: DnsRecordToPublish): string {
  return [zone, hostOf(name), name, type, value].join("\0");
}

/** The name without the labels in front that begin with an underscore: those of records, which no host has (RFC 8552). */
export function hostOf(name: string): string {
  return name.replace(/^(?:_[^.]*\.)+/, "");
}
