/** Opens the CAs of a configuration, the embedded one among them: it is served over real HTTP like any other. */
import type { ConfiguredProvider } from "../config/config";
import { SIMULATOR_URL } from "../core/base-url";
import type { Provider } from "../core/observation";
import { moduleOf } from "../core/provider-module";
import type { RunContext } from "./context";
import type { Progress } from "./progress";

export interface OpenProvider extends Omit<Provider, "close"> {
  readonly name: string;
  readonly type: string;
  readonly minimumPresentPercent: number;
  /** What is to be said of it whatever it answers. */
  readonly warnings: readonly string[];
}

export interface OpenProviders {
  readonly providers: readonly OpenProvider[];
  close(): Promise<void>;
}

export async function openProviders(
  configured: readonly ConfiguredProvider[],
  host: RunContext,
  progress: Pick<Progress, "called">,
): Promise<OpenProviders> {
  const needsSimulator = configured.some(({ settings }) => settings.url === SIMULATOR_URL);
  const simulator = needsSimulator ? await host.startEmbeddedCa() : null;
  const toClose: (() => Promise<void>)[] = simulator === null ? [] : [() => simulator.close()];
  const close = async (): Promise<void> => {
    await Promise.all(toClose.map((one) => one()));
  };
  try {
    const providers: OpenProvider[] = [];
    for (const { settings, minimumPresentPercent } of configured) {
      const addressed =
        settings.url === SIMULATOR_URL && simulator !== null ? simulator.settingsFor(settings) : settings;
      const provider = await moduleOf(host.modules, settings.type).open(addressed, {
        now: host.now,
        proxies: proxiesOf(host),
        onCall: (call) => progress.called(call),
      });
      toClose.push(() => provider.close());
      const { name, type } = settings;
      const embedded = `${name}: answered by the embedded CA, not a real one (url: ${SIMULATOR_URL})`;
      providers.push({
        name,
        type,
        minimumPresentPercent,
        warnings: settings.url === SIMULATOR_URL ? [embedded] : [],
        dates: provider.dates,
        list: (request, signal) => provider.list(request, signal),
        inspect: (targets, signal) => provider.inspect(targets, signal),
        access: (signal) => provider.access(signal),
      });
    }
    return { providers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The usual environment variables; the lower-case ones win, as in curl. */
function proxiesOf({ env }: RunContext): { http: string | null; https: string | null; no: string | null } {
  const first = (...names: string[]): string | null => names.map((name) => env[name]).find((value) => value) ?? null;
  return {
    http: first("http_proxy"), // HTTP_PROXY can be set from outside in CGI (httpoxy)
    https: first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
    no: first("no_proxy", "NO_PROXY"),
  };
}
