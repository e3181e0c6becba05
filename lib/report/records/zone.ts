/** Lines of a zone file: RFC 1035, section 5.1. Names are absolute, so the lines can stand in any file. */
import { absolute, byZone } from "./record";
import type { DnsRecordToPublish, RecordsRenderer } from "./record";

const MAX_STRING_BYTES = 255;

export const renderZone: RecordsRenderer = (records) => {
  const parts = [...byZone(records)].map(([zone, ones]) => `; ${zone}\n${ones.map(zoneLines).join("")}`);
  return [{ name: null, text: parts.join("\n") }];
};

function zoneLines(record: DnsRecordToPublish): string {
  const { name, ttl, type, comment } = record;
  return `; ${comment}\n${absolute(name)} ${ttl} IN ${type} ${zoneData(record)}\n`;
}

/** The data of a record as a zone file and nsupdate read it. */
export function zoneData({ type, value }: Pick<DnsRecordToPublish, "type" | "value">): string {
  return type === "CNAME" ? absolute(value) : strings(value).map(quoted).join(" ");
}

/** The character strings of a TXT record; an empty value is one empty string. */
function strings(value: string): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < value.length || at === 0; at += MAX_STRING_BYTES) {
    parts.push(value.slice(at, at + MAX_STRING_BYTES));
  }
  return parts;
}

/** In quotes only a quote and a backslash need an escape; what is not printable ASCII is written as `\DDD`. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^\x20-\x7e]/g, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\${String(character.charCodeAt(0)).padStart(3, "0")}`,
  );
  return `"${escaped}"`;
}
