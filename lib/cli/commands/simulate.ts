/** `dcv simulate`: the embedded CA alone, for other people's clients and for trying things out. */
import type { Host } from "../host";
import { DEMO_SCENARIO } from "../../run/package-root";
import { printable } from "../../core/printable";
import { readNamedScenario } from "../scenario-file";
import { UserError } from "../../run/user-error";
import { SIMULATED_CAS } from "../../simulator/registry";
import type { Scenario } from "../../simulator/scenario";
import { startSimulatedDns } from "../../simulator/dns/simulated-dns";
import type { SimulatedDnsOptions } from "../../simulator/dns/simulated-dns";
import { startSimulator } from "../../simulator/simulator";

/** Of a request, so many characters are shown. */
const MAX_LINE = 500;
/** Nothing reads what the server remembers. */
const MAX_REMEMBERED = 0;

export interface SimulateOptions {
  readonly port: number;
  /** Null: the scenario of the sample configuration. */
  readonly scenarioPath: string | null;
  /** Null: no DNS is served, and what the scenario says decides whether the CA finds a challenge. */
  readonly dns: SimulatedDnsOptions | null;
}

/**
 * Serves until it is interrupted.
 * @throws the `Interruption`
 */
export async function simulateCommand({ port, scenarioPath, dns }: SimulateOptions, host: Host): Promise<void> {
  const scenario = await readNamedScenario(scenarioPath ?? DEMO_SCENARIO, host);
  const served = dns === null ? null : await startSimulatedDns(dns, host.now).catch(refused);
  const simulator = await startSimulator({
    scenario,
    ...(served === null ? {} : { perspectives: { lookUp: served.lookUp } }),
    now: host.now,
    port,
    maxRemembered: MAX_REMEMBERED,
    // A build log obeys some lines and escapes; what a client sends is shown by characters that nothing obeys.
    onRequest: ({ method, path, status }) =>
      host.stderr.write(`${printable(`${method} ${path}`).slice(0, MAX_LINE)} ${status ?? "cut"}\n`),
  }).catch(async (error: Error) => {
    await served?.close();
    return refused(error);
  });
  const lines = [...addressLines(simulator.url, scenario, host), ...(served?.lines ?? [])];
  host.stdout.write([...lines, "Ctrl-C ends it.", ""].join("\n"));
  await new Promise<void>((end) => {
    if (host.interrupted.aborted) end();
    host.interrupted.addEventListener("abort", () => end(), { once: true });
  });
  await Promise.all([simulator.close(), served?.close()]);
  host.interrupted.throwIfAborted();
}

/** The port could not be had, or an option is not one. */
function refused(error: Error): never {
  throw new UserError(error.message);
}

/** A line for each CA of the scenario, with the variables that lead to it. */
function addressLines(url: string, { cas }: Scenario, { modules }: Host): readonly string[] {
  return SIMULATED_CAS.flatMap(({ type, endpoints }) => {
    const module = modules.find((one) => one.type === type);
    if (module === undefined || !cas.has(type)) return [];
    const addresses = module.environment.flat().flatMap(({ name, path }) => {
      const endpoint = endpoints[path.at(-1) ?? ""];
      return endpoint === undefined ? [] : [`${name}=${url}${endpoint}`];
    });
    return [`${module.title}  ${[...new Set(addresses)].join("  ")}`];
  });
}
