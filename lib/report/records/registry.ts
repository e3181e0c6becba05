/** The formats of `dcv records`. A new format is one file beside this one and one line below. */
import { renderDnscontrol } from "./dnscontrol";
import { renderExternalDns } from "./external-dns";
import { renderJson } from "./json";
import { renderOctodns } from "./octodns";
import type { RecordsRenderer } from "./record";
import { renderTerraform } from "./terraform";
import { renderZone } from "./zone";

export const RECORDS_FORMATS = {
  zone: renderZone,
  terraform: renderTerraform,
  octodns: renderOctodns,
  dnscontrol: renderDnscontrol,
  "external-dns": renderExternalDns,
  json: renderJson,
} as const satisfies Readonly<Record<string, RecordsRenderer>>;

export type RecordsFormat = keyof typeof RECORDS_FORMATS;
