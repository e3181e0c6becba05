/** A simulated CA for one test, closed when the test is over. */
import type { Simulator } from "../../lib/simulator/simulator";
import { startSimulator } from "../../lib/simulator/simulator";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import type { SimulatedCa } from "../../lib/simulator/simulated-ca";
import { parseScenario } from "../../lib/simulator/scenario";
import type { EpochMs } from "../../lib/core/time";
import { at } from "./domains";

const open: Simulator[] = [];

/** Serves a scenario written as YAML; its clock stands at `now`. */
export async function simulate(
  text: string,
  now: EpochMs = at("2026-11-21"),
  cas: readonly SimulatedCa[] = SIMULATED_CAS,
): Promise<Simulator> {
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", now, cas);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  const simulator = await startSimulator({ scenario, cas, now: () => now });
  open.push(simulator);
  return simulator;
}

/** The variables with which the sample's providers ask this CA. */
export function environmentOf({ url }: Simulator): Readonly<Record<string, string>> {
  return { SCM_URL: `${url}/api`, NCLOUD_CERTIFICATE_MANAGER_URL: url, DIGICERT_URL: `${url}/services/v2` };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});
