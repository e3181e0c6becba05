/** `dcv check`: a look at every provider of a file, one line each. */
import { printable } from "../../core/printable";
import { loadRunConfig } from "../../run/config-file";
import { diagnosticsText } from "../../run/diagnostics";
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
    host.stderr.write(look.warnings.map((warning) => `dcv: warning: ${printable(warning)}\n`).join(""));
    host.stdout.write(`${look.problem === null ? "ok  " : "FAIL"}  ${lookText(look)}\n`);
  }
  return looks.every(({ problem }) => problem === null) ? EXIT.ok : EXIT.error;
}
