/** Starts the CA that ships with the command on a free port of loopback. It is served over real HTTP, as any other CA. */
import type { EmbeddedCa } from "../run/embedded-ca";
import type { RunContext } from "../run/context";
import { SIMULATOR_URL } from "../config/config";
import { DEMO_SCENARIO } from "../run/package-root";

/** @throws UserError when the demo scenario cannot be read */
export async function startEmbeddedCa(host: Pick<RunContext, "cwd" | "now">): Promise<EmbeddedCa> {
  const { startSimulator, SECTIGO_BASE_PATH, SECTIGO_TOKEN_PATH } = await import("../simulator/simulator");
  const { readScenario } = await import("./scenario-file");
  const scenario = await readScenario(DEMO_SCENARIO, host);
  const simulator = await startSimulator({ scenario, now: host.now });
  const { url } = simulator;
  return {
    close: () => simulator.close(),
    settingsFor(settings) {
      if (settings.url !== SIMULATOR_URL) return settings;
      if (settings.type === "ncloud") return { ...settings, url };
      const { auth } = settings;
      const tokenUrl = url + SECTIGO_TOKEN_PATH;
      return { ...settings, url: url + SECTIGO_BASE_PATH, auth: auth.kind === "oauth" ? { ...auth, tokenUrl } : auth };
    },
  };
}
