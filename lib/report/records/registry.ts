/** The formats of `dcv records`, each loaded when it is asked for. A new format is one file beside this one and one line below. */
import type { RecordsRenderer } from "./record";

interface RecordsFormatEntry {
  /** What the name of its file ends in. */
  readonly extension: string;
  /** One file that holds all zones, or a file for each zone. */
  readonly files: "one" | "by-zone";
  readonly load: () => Promise<RecordsRenderer>;
}

export const RECORDS_FORMATS = {
  zone: { extension: "zone", files: "one", load: async () => (await import("./zone")).renderZone },
  terraform: { extension: "tf.json", files: "one", load: async () => (await import("./terraform")).renderTerraform },
  octodns: { extension: "yaml", files: "by-zone", load: async () => (await import("./octodns")).renderOctodns },
  dnscontrol: { extension: "js", files: "one", load: async () => (await import("./dnscontrol")).renderDnscontrol },
  "external-dns": {
    extension: "yaml",
    files: "one",
    load: async () => (await import("./external-dns")).renderExternalDns,
  },
  json: { extension: "json", files: "one", load: async () => (await import("./json")).renderJson },
} as const satisfies Readonly<Record<string, RecordsFormatEntry>>;

export type RecordsFormat = keyof typeof RECORDS_FORMATS;
export const RECORDS_FORMAT_NAMES = Object.keys(RECORDS_FORMATS) as readonly RecordsFormat[];
