/** Starts the CA that ships with the command on a free port of loopback. It is served over real HTTP, as any other CA. */
import { DEMO_SCENARIO } from "../run/package-root";
import type { EmbeddedCa } from "../run/embedded-ca";
import type { RunContext } from "../run/context";
import { UserError } from "../run/user-error";

/** @throws UserError when the demo scenario cannot be read */
export async function startEmbeddedCa(host: Pick<RunContext, "cwd" | "now">): Promise<EmbeddedCa> {
  const { startSimulator } = await import("../simulator/simulator");
  const { SIMULATED_CAS } = await import("../simulator/registry");
  const { readScenario } = await import("./scenario-file");
  const scenario = await readScenario(DEMO_SCENARIO, host);
  const simulator = await startSimulator({ scenario, now: host.now });
  return {
    close: () => simulator.close(),
    settingsFor(settings) {
      const ca = SIMULATED_CAS.find(({ type }) => type === settings.type);
      if (ca === undefined) {
        const known = SIMULATED_CAS.map(({ type }) => type).join(", ");
        throw new UserError(`${settings.name}: the embedded CA does not simulate ${settings.type} (only ${known})`);
      }
      return withEndpoints(settings, ca.endpoints, simulator.url);
    },
  };
}

/** The settings with each address, at whatever depth, in the place of the setting of its name. */
function withEndpoints<T extends object>(settings: T, endpoints: Readonly<Record<string, string>>, base: string): T {
  const entries = Object.entries(settings).map(([key, value]: [string, unknown]) => {
    const path = endpoints[key];
    if (path !== undefined && typeof value === "string") return [key, base + path];
    const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
    return [key, isMapping ? withEndpoints(value, endpoints, base) : value];
  });
  return Object.fromEntries(entries) as T;
}
