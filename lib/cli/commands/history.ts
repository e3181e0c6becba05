/** `dcv history`: the estate over time, from the states of several days. No CA is asked. */
import { diagnosticsText } from "../../run/diagnostics";
import { readHistory } from "../../run/history";
import { domainsOf, prepare } from "../../run/run";
import type { RunOptions } from "../../run/run";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, writeOutputs } from "../outputs";
import { createProgress } from "../progress";

export interface HistoryOptions extends RunOptions {
  /** States, in any order. */
  readonly states: readonly string[];
  readonly outputs: readonly string[];
  readonly color: boolean;
}

export async function historyCommand(options: HistoryOptions, host: Host): Promise<number> {
  const { states, configPath, color } = options;
  const outputs = await parseOutputs("history", options.outputs, [configPath, ...states], host.cwd);
  const { prepared, diagnostics } = await prepare(options, host);
  host.stderr.write(diagnosticsText(diagnostics));
  if (prepared === null) return EXIT.error;
  const progress = createProgress(host.stderr, "info");
  const history = await readHistory(states, prepared, domainsOf(prepared, options), host, progress);
  return (await writeOutputs("history", history, outputs, color, host)) ? EXIT.ok : EXIT.error;
}
