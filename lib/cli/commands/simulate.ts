/** `dcv simulate`: the embedded CA alone, for other people's clients and for trying things out. */
import type { Host } from "../host";
import { DEMO_SCENARIO } from "../../run/package-root";
import { printable } from "../../core/printable";
import { readScenario } from "../scenario-file";
import { UserError } from "../../run/user-error";
import { SIMULATED_CAS } from "../../simulator/registry";
import { startSimulator } from "../../simulator/simulator";

/** Of a request, so many characters are shown. */
const MAX_LINE = 500;
/** Nothing reads what the server remembers. */
const MAX_REMEMBERED = 0;

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
    maxRemembered: MAX_REMEMBERED,
    // A build log obeys some lines and escapes; what a client sends is shown by characters that nothing obeys.
    onRequest: ({ method, path, status }) =>
      host.stderr.write(`${printable(`${method} ${path}`).slice(0, MAX_LINE)} ${status ?? "cut"}\n`),
  }).catch((error: Error) => {
    throw new UserError(error.message); // the port could not be had
  });
  host.stdout.write([...addressLines(simulator.url, host), "Ctrl-C ends it.", ""].join("\n"));
  await new Promise<void>((end) => {
    if (host.interrupted.aborted) end();
    host.interrupted.addEventListener("abort", () => end(), { once: true });
  });
  await simulator.close();
  host.interrupted.throwIfAborted();
}

/** A line a CA, with the variables that lead to it. */
function addressLines(url: string, { modules }: Host): readonly string[] {
  return SIMULATED_CAS.flatMap(({ type, endpoints }) => {
    const module = modules.find((one) => one.type === type);
    if (module === undefined) return [];
    const addresses = module.environment.flat().flatMap(({ name, path }) => {
      const endpoint = endpoints[path.at(-1) ?? ""];
      return endpoint === undefined ? [] : [`${name}=${url}${endpoint}`];
    });
    return [`${module.title}  ${[...new Set(addresses)].join("  ")}`];
  });
}
