/** `dcv evidence`: what DNS says of names, without any CA. */
import { resolve } from "node:path";
import { DEFAULT_DNS, readDnsSettings } from "../../config/dns";
import type { DnsSettings } from "../../config/dns";
import { recordOfChallenge } from "../../core/challenge-record";
import { parseReferredName } from "../../core/domain-name";
import type { EvidenceRequest, WantedRecord } from "../../core/evidence-request";
import { parseResolver } from "../../core/name-server";
import { describeEvidence } from "../../report/evidence-document";
import type { EvidenceDocument } from "../../report/evidence-document";
import { describeEvidenceList } from "../../report/evidence-list-document";
import { renderEvidenceText } from "../../report/text/evidence";
import { DEFAULT_CONFIG, isThere, readStandardInput } from "../../run/config-file";
import { diagnosticsText } from "../../run/diagnostics";
import { readEvidence } from "../../run/dns";
import { VERSION } from "../../run/package-root";
import { UserError } from "../../run/user-error";
import { EXIT } from "../exit-code";
import type { Host } from "../host";

export interface EvidenceOptions {
  readonly names: readonly string[];
  /** A value that each name must have; null for none. */
  readonly wanted: { readonly method: "CNAME" | "TXT"; readonly value: string } | null;
  /** The file whose `dns` says which servers are asked; where there is none and none is named, those of the system. */
  readonly configPath: string;
  /** Resolvers to ask in place of those. */
  readonly resolvers: readonly string[];
  readonly output: "text" | "json";
  readonly deadlineMs: number;
}

/** Exit code 1 where a value was to be seen and is not on every server, or what was asked could not be seen. */
export async function evidenceCommand(options: EvidenceOptions, host: Host): Promise<number> {
  const names = options.names.map(nameOf);
  const settings = await settingsOf(options, host);
  if (settings === null) return EXIT.error;
  const requests = names.map((domain) => requestOf(domain, options.wanted));
  const evidence = await readEvidence(requests, settings, host, options.deadlineMs);
  const all = evidence.map((one, index) => ({ name: names[index] ?? "", ...describeEvidence(one) }));
  if (options.output === "json") {
    host.stdout.write(`${JSON.stringify(describeEvidenceList(all, VERSION), null, 2)}\n`);
  } else for (const piece of renderEvidenceText(all)) host.stdout.write(piece);
  const isGood = all.every(
    ({ zone, record, caa }) =>
      zone.name !== null && !isUnread(caa) && (record === null || record.state === "published"),
  );
  return isGood ? EXIT.ok : EXIT.error;
}

/** CAA records that were read are at a name, and that there are none is `allowed`. */
function isUnread({ at, today }: EvidenceDocument["caa"]): boolean {
  return at === null && today === "unknown";
}

function nameOf(text: string): string {
  const parsed = parseReferredName(text);
  if (!parsed.ok) throw new UserError(`${JSON.stringify(text)} ${parsed.problem}`);
  return parsed.domain.name;
}

function requestOf(domain: string, wanted: EvidenceOptions["wanted"]): EvidenceRequest {
  const record: WantedRecord | null = wanted === null ? null : recordOfChallenge({ ...wanted, name: domain });
  if (wanted !== null && record === null) {
    throw new UserError(`no DNS record can hold ${domain} with ${JSON.stringify(wanted.value)}`);
  }
  return { domain, record, applicant: null };
}

async function settingsOf({ configPath, resolvers }: EvidenceOptions, host: Host): Promise<DnsSettings | null> {
  const context = { ...host, readInput: (maxBytes: number) => readStandardInput(host, maxBytes) };
  const isNone = configPath === DEFAULT_CONFIG && !(await isThere(resolve(host.cwd, configPath)));
  const read = isNone ? { dns: DEFAULT_DNS, diagnostics: [] } : await readDnsSettings(configPath, context);
  host.stderr.write(diagnosticsText(read.diagnostics));
  if (read.dns === null || resolvers.length === 0) return read.dns;
  return { ...read.dns, resolvers: resolvers.map(resolverOf) };
}

function resolverOf(text: string): ReturnType<typeof parseResolver> & object {
  const resolver = parseResolver(text);
  if (resolver !== null) return resolver;
  throw new UserError(`--resolver ${JSON.stringify(text)} is no address, address:port or https:// URL`);
}
