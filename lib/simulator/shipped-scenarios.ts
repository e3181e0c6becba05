/** The scenarios that come with the package: data beside the sources, which the compiler does not copy. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** `demo`: a small healthy CA. `seed`: the vendors' own example answers. */
export const SHIPPED_SCENARIOS = ["demo", "seed"] as const;
export type ShippedScenario = (typeof SHIPPED_SCENARIOS)[number];

/** The absolute path of a shipped scenario, from the sources as from `dist/lib/simulator`. */
export function shippedScenarioPath(name: ShippedScenario): string {
  const beside = join(__dirname, "scenarios", `${name}.yaml`);
  return existsSync(beside) ? beside : join(__dirname, "../../../lib/simulator/scenarios", `${name}.yaml`);
}
