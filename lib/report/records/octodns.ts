/**
 * One YAML file a zone, for a source of its own beside the zone's others (`sources: [config, dcv]`). The same name and type in
 * two sources is an error of octoDNS, so nothing of another source is repeated here.
 */
import { stringify } from "yaml";
import { absolute, BY_ZONE_MARK, byZone, relativeTo } from "./record";
import type { DnsRecordToPublish, RecordsFile, RecordsRenderer } from "./record";

export const renderOctodns: RecordsRenderer = (records) =>
  [...byZone(records)].map(([zone, ones]) => fileOf(zone, ones));

function fileOf(zone: string, records: readonly DnsRecordToPublish[]): RecordsFile {
  const names = new Map<string, Map<string, DnsRecordToPublish[]>>();
  for (const record of records) {
    const label = relativeTo(zone, record.name);
    const types = names.get(label) ?? new Map<string, DnsRecordToPublish[]>();
    types.set(record.type, [...(types.get(record.type) ?? []), record]);
    names.set(label, types);
  }
  const entries = [...names].map(([label, types]) => [label, [...types.values()].map(recordSet)]);
  const comments = records.map(({ name, comment }) => `# ${name}: ${comment}\n`);
  return {
    name: `${zone}.yaml`,
    text: `---\n${BY_ZONE_MARK}\n${comments.join("")}${stringify(Object.fromEntries(entries), { lineWidth: 0 })}`,
  };
}

/** Keys in the order of the alphabet, as octoDNS enforces it. */
function recordSet(records: readonly DnsRecordToPublish[]): object {
  const type = records[0]?.type ?? "TXT";
  const ttl = Math.min(...records.map((record) => record.ttl));
  const values = records.map(({ value }) => (type === "CNAME" ? absolute(value) : escaped(value)));
  return values.length === 1 ? { ttl, type, value: values[0] } : { ttl, type, values };
}

/** octoDNS wants a backslash before each semicolon of a TXT value (`escaped_semicolons`, on unless its settings say otherwise). */
function escaped(value: string): string {
  return value.replaceAll(";", "\\;");
}
