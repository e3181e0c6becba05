/** The scenarios that come with the package. `demo`: a small healthy CA. `seed`: the vendors' own example answers. */
import { join } from "node:path";

export const SHIPPED_SCENARIOS = ["demo", "seed"] as const;
export type ShippedScenario = (typeof SHIPPED_SCENARIOS)[number];

export function shippedScenarioPath(name: ShippedScenario): string {
  return join(__dirname, "../../../lib/simulator/scenarios", `${name}.yaml`);
}
