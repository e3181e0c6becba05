/** `dcv refresh`: asks the CAs, and writes what they say as a state. */
import type { Shard } from "../../core/name-share";
import { counted, printable } from "../../core/printable";
import type { ObservedProvider } from "../../core/reconcile";
import { diagnosticsText } from "../../run/diagnostics";
import { refreshState } from "../../run/observe-with-state";
import { domainsOf, prepare } from "../../run/run";
import type { RunOptions } from "../../run/run";
import { STANDARD_STREAM } from "../../run/state-file";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { createProgress } from "../progress";

export interface RefreshOptions extends RunOptions {
  readonly statePath: string;
  readonly maxKnownAgeDays: number;
  readonly shard: Shard | null;
  readonly logLevel: LogLevel;
}

export async function refreshCommand(options: RefreshOptions, host: Host): Promise<number> {
  const { statePath, maxKnownAgeDays, shard, logLevel } = options;
  const { prepared, diagnostics } = await prepare(options, host);
  host.stderr.write(diagnosticsText(diagnostics));
  if (prepared === null) return EXIT.error;
  const { readings, state, written } = await refreshState(
    { path: statePath, maxKnownAgeDays, shard },
    prepared,
    domainsOf(prepared, options),
    { ...options, asOf: prepared.asOf },
    host,
    createProgress(host.stderr, logLevel),
  );
  for (const { observed } of readings) host.stderr.write(problemsText(observed));
  // Standard output is the state's alone where it goes there.
  const lines = statePath === STANDARD_STREAM ? host.stderr : host.stdout;
  for (const { name, listed, asked, known } of state.header.providers) {
    lines.write(printable(`${name}: ${counted(listed, "domain")} listed, ${asked} asked, ${known} known`) + "\n");
  }
  const shown = statePath === STANDARD_STREAM ? "standard output" : statePath;
  const end = written ? `${shown}: written` : `${shown}: kept as it was, since a listing could not be read to its end`;
  lines.write(`${printable(end)}\n`);
  return readings.every(({ observed }) => observed.complete) ? EXIT.ok : EXIT.error;
}

function problemsText({ error, warnings }: ObservedProvider): string {
  const lines = [...(error === null ? [] : [error]), ...warnings.map((one) => `warning: ${one}`)];
  return lines.map((line) => `dcv: ${printable(line)}\n`).join("");
}
