/** A JavaScript file for DNSControl, to be named in `require()`: the zones' own files stay as they are. */
import { absolute, byZone, relativeTo } from "./record";
import type { DnsRecordToPublish, RecordsRenderer } from "./record";

export const renderDnscontrol: RecordsRenderer = (records) => {
  const zones = [...byZone(records)].map(
    ([zone, ones]) => `D_EXTEND(${literal(zone)},\n${ones.map(call).join(",\n")}\n);\n`,
  );
  return [{ name: null, text: zones.join("\n") }];
};

function call({ zone, name, type, value, ttl, comment }: DnsRecordToPublish): string {
  const label = relativeTo(zone, name);
  const data = type === "CNAME" ? absolute(value) : value;
  return `  // ${comment}\n  ${type}(${literal(label === "" ? "@" : label)}, ${literal(data)}, TTL(${ttl}))`;
}

/** A JavaScript string; the two line separators that JSON leaves as they are end a line of JavaScript. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
