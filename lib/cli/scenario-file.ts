/** Reads a scenario for the embedded CA. */
import { resolve } from "node:path";
import { readRoot, STANDARD_INPUT } from "../config/sources";
import { readTextFile } from "../document/read";
import type { ReadResult } from "../document/read";
import { readStandardInput } from "../run/config-file";
import { parseScenario } from "../simulator/scenario";
import type { Scenario } from "../simulator/scenario";
import { diagnosticsText } from "../run/diagnostics";
import type { RunContext } from "../run/context";
import { UserError } from "../run/user-error";

/** @throws UserError with the diagnostics when the scenario cannot be read or understood. */
export async function readScenario(path: string, host: Pick<RunContext, "cwd" | "now">): Promise<Scenario> {
  return scenarioIn(await readTextFile(resolve(host.cwd, path), host.cwd, null), host);
}

/** The same for the path of a command line, where `-` is standard input. */
export async function readNamedScenario(path: string, host: RunContext): Promise<Scenario> {
  if (path !== STANDARD_INPUT) return readScenario(path, host);
  const read = await readRoot(path, host.cwd, (maxBytes) => readStandardInput(host, maxBytes));
  return scenarioIn(read.ok ? { ok: true, ...read.source } : read, host);
}

function scenarioIn(read: ReadResult, host: Pick<RunContext, "now">): Scenario {
  if (!read.ok) throw new UserError(diagnosticsText(read.diagnostics));
  const { scenario, diagnostics } = parseScenario(read.text, read.file, host.now());
  if (scenario === null) throw new UserError(diagnosticsText(diagnostics));
  return scenario;
}
