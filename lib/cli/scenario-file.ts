/** Reads a scenario for the embedded CA. */
import { resolve } from "node:path";
import { readTextFile } from "../document/read";
import { parseScenario } from "../simulator/scenario";
import type { Scenario } from "../simulator/scenario";
import { diagnosticsText } from "../run/diagnostics";
import type { RunContext } from "../run/context";
import { UserError } from "../run/user-error";

/** @throws UserError with the diagnostics when the scenario cannot be read or understood. */
export async function readScenario(path: string, host: Pick<RunContext, "cwd" | "now">): Promise<Scenario> {
  const read = await readTextFile(resolve(host.cwd, path), host.cwd, null);
  if (!read.ok) throw new UserError(diagnosticsText(read.diagnostics));
  const { scenario, diagnostics } = parseScenario(read.text, read.file, host.now());
  if (scenario === null) throw new UserError(diagnosticsText(diagnostics));
  return scenario;
}
