/** `dcv check`: a look at every provider of a file and at the servers of `dns`, one line each. */
import type { DnsSettings } from "../../config/dns";
import { printable } from "../../core/printable";
import { loadRunConfig } from "../../run/config-file";
import type { ServerLook } from "../../run/dns";
import { diagnosticsText, warningsText } from "../../run/diagnostics";
import { lookAt, lookText } from "../../run/look";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { createProgress } from "../progress";

export interface CheckOptions {
  readonly configPath: string;
  readonly deadlineMs: number;
  readonly logLevel: LogLevel;
}

export async function checkCommand({ configPath, deadlineMs, logLevel }: CheckOptions, host: Host): Promise<number> {
  const { config, diagnostics } = await loadRunConfig(configPath, host, "providers");
  host.stderr.write(diagnosticsText(diagnostics));
  if (config === null) return EXIT.error;
  const looks = await lookAt(config.providers, host, createProgress(host.stderr, logLevel), deadlineMs);
  for (const look of looks) {
    host.stderr.write(warningsText(look.warnings));
    host.stdout.write(`${look.problem === null ? "ok  " : "FAIL"}  ${lookText(look)}\n`);
  }
  const resolvers = config.dns === null ? [] : await lookAtDns(config.dns, host);
  for (const { label, problem } of resolvers) {
    const line = `dns ${label}: ${problem ?? "answers"}`;
    host.stdout.write(`${problem === null ? "ok  " : "FAIL"}  ${printable(line)}\n`);
  }
  return [...looks, ...resolvers].every(({ problem }) => problem === null) ? EXIT.ok : EXIT.error;
}

/** Only a file with `dns` needs the DNS client. */
async function lookAtDns(settings: DnsSettings, host: Host): Promise<readonly ServerLook[]> {
  const { lookAtServers } = await import("../../run/dns");
  return lookAtServers(settings, host);
}
