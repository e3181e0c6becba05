/** The formats of `dcv records`. A new format is one file beside this one and one line below. */
import { renderDnscontrol } from "./dnscontrol";
import { renderExternalDns } from "./external-dns";
import { renderJson } from "./json";
import { renderOctodns } from "./octodns";
import type { RecordsRenderer } from "./record";
import { renderTerraform } from "./terraform";
import { renderZone } from "./zone";

interface RecordsFormatEntry {
  /** What the name of its file ends in. */
  readonly extension: string;
  /** One file that holds all zones, or a file for each zone. */
  readonly files: "one" | "by-zone";
  readonly render: RecordsRenderer;
}

export const RECORDS_FORMATS = {
  zone: { extension: "zone", files: "one", render: renderZone },
  terraform: { extension: "tf.json", files: "one", render: renderTerraform },
  octodns: { extension: "yaml", files: "by-zone", render: renderOctodns },
  dnscontrol: { extension: "js", files: "one", render: renderDnscontrol },
  "external-dns": { extension: "yaml", files: "one", render: renderExternalDns },
  json: { extension: "json", files: "one", render: renderJson },
} as const satisfies Readonly<Record<string, RecordsFormatEntry>>;

export type RecordsFormat = keyof typeof RECORDS_FORMATS;
export const RECORDS_FORMAT_NAMES = Object.keys(RECORDS_FORMATS) as readonly RecordsFormat[];
