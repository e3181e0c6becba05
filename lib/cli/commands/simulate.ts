/** `dcv simulate`: the embedded CA alone, for other people's clients and for trying things out. */
import type { Host } from "../host";
import { DEMO_SCENARIO } from "../../run/package-root";
import { readScenario } from "../scenario-file";
import { UserError } from "../../run/user-error";
import { NCLOUD_BASE_PATH, SECTIGO_BASE_PATH, SECTIGO_TOKEN_PATH, startSimulator } from "../../simulator/simulator";

export interface SimulateOptions {
  readonly port: number;
  /** Null: the scenario of the sample configuration. */
  readonly scenarioPath: string | null;
}

/**
 * Serves until it is interrupted.
 * @throws the `Interruption`
 */
export async function simulateCommand({ port, scenarioPath }: SimulateOptions, host: Host): Promise<void> {
  const scenario = await readScenario(scenarioPath ?? DEMO_SCENARIO, host);
  const simulator = await startSimulator({
    scenario,
    now: host.now,
    port,
    onRequest: ({ method, path, status }) => host.stderr.write(`${method} ${path} ${status ?? "cut"}\n`),
  }).catch((error: Error) => {
    throw new UserError(error.message); // the port could not be had
  });
  const { url } = simulator;
  host.stdout.write(
    [
      `Sectigo Certificate Manager  SCM_URL=${url}${SECTIGO_BASE_PATH}  (token: ${url}${SECTIGO_TOKEN_PATH})`,
      `Ncloud Certificate Manager   NCLOUD_CERTIFICATE_MANAGER_URL=${url}${NCLOUD_BASE_PATH}`,
      "Ctrl-C ends it.",
      "",
    ].join("\n"),
  );
  await new Promise<void>((end) => {
    if (host.interrupted.aborted) end();
    host.interrupted.addEventListener("abort", () => end(), { once: true });
  });
  await simulator.close();
  host.interrupted.throwIfAborted();
}
