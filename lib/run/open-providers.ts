/** Opens the CAs of a configuration, the embedded one among them: it is served over real HTTP like any other. */
import type { ConfiguredProvider } from "../config/config";
import { SIMULATOR_URL } from "../core/base-url";
import type { Coverage } from "../core/coverage";
import type { Provider } from "../core/provider";
import { moduleOf } from "../core/provider-module";
import type { ProviderSettings } from "../core/provider-module";
import { accountFingerprint } from "../providers/account-fingerprint";
import type { ProxySettings } from "../providers/runtime";
import type { RunContext } from "./context";
import { startDeadline } from "./deadline";
import type { Progress } from "./progress";

export interface OpenProvider extends Omit<Provider, "close"> {
  readonly name: string;
  readonly type: string;
  /** Identifies the account without naming it: 16 hex digits. */
  readonly account: string;
  /** Of its module: the key of a domain by which it finds a name that it does not list. */
  readonly entryKey?: string | undefined;
  readonly minimumPresentPercent: number;
  readonly coverage: Coverage;
  /** What is to be said of it whatever it answers. */
  readonly warnings: readonly string[];
}

export interface OpenProviders {
  readonly providers: readonly OpenProvider[];
  /** Aborted when the run is interrupted or its time is over. */
  readonly signal: AbortSignal;
  close(): Promise<void>;
}

/** @param deadlineMs longest time for all that is asked of them */
export async function openProviders(
  configured: readonly ConfiguredProvider[],
  host: RunContext,
  progress: Pick<Progress, "called">,
  deadlineMs: number,
): Promise<OpenProviders> {
  const needsSimulator = configured.some(({ settings }) => settings.url === SIMULATOR_URL);
  const simulator = needsSimulator ? await host.startEmbeddedCa() : null;
  const toClose: (() => Promise<void>)[] = simulator === null ? [] : [() => simulator.close()];
  const deadline = startDeadline(deadlineMs);
  const signal = AbortSignal.any([host.interrupted, deadline.signal]);
  const close = async (): Promise<void> => {
    deadline.stop();
    await Promise.all(toClose.map((one) => one()));
  };
  try {
    const providers: OpenProvider[] = [];
    for (const { settings, minimumPresentPercent, secrets } of configured) {
      const addressed =
        settings.url === SIMULATOR_URL && simulator !== null ? simulator.settingsFor(settings) : settings;
      const module = moduleOf(host.modules, settings.type);
      const provider = await module.open(addressed, {
        now: host.now,
        proxy: proxyOf(host),
        secrets,
        remainingMs: deadline.remainingMs,
        onCall: (call) => progress.called(call),
      });
      toClose.push(() => provider.close());
      const { name, type, coverage } = settings;
      const embedded = `${name}: answered by the embedded CA, not a real one (url: ${SIMULATOR_URL})`;
      providers.push({
        name,
        type,
        account: accountOf(settings, host),
        entryKey: module.entryKey,
        minimumPresentPercent,
        coverage,
        warnings: settings.url === SIMULATOR_URL ? [embedded] : [],
        dates: provider.dates,
        list: (request, signal) => provider.list(request, signal),
        inspect: (targets, signal) => provider.inspect(targets, signal),
        access: (signal) => provider.access(signal),
        ...(provider.act === undefined ? {} : { act: provider.act }),
      });
    }
    return { providers, signal, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens the CAs, does the work for all of them at once, and closes them.
 * @returns in the order of the configuration
 */
export async function eachProvider<T>(
  configured: readonly ConfiguredProvider[],
  host: RunContext,
  progress: Pick<Progress, "called" | "clear">,
  deadlineMs: number,
  work: (provider: OpenProvider, signal: AbortSignal) => Promise<T>,
): Promise<readonly T[]> {
  const opened = await openProviders(configured, host, progress, deadlineMs);
  try {
    return await Promise.all(opened.providers.map((provider) => work(provider, opened.signal)));
  } finally {
    progress.clear();
    await opened.close();
  }
}

export function accountOf(settings: ProviderSettings, { modules }: Pick<RunContext, "modules">): string {
  return accountFingerprint(settings.url, moduleOf(modules, settings.type).accountId(settings));
}

/** In the order in which they are read; `HTTP_PROXY` is not, since a request can set it in CGI (httpoxy). */
const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"];

export function proxyOf({ env }: Pick<RunContext, "env">): ProxySettings | null {
  const variable = PROXY_VARIABLES.find((name) => env[name]);
  const address = variable === undefined ? undefined : env[variable];
  if (variable === undefined || address === undefined) return null;
  return { address, variable, noProxy: env["no_proxy"] || env["NO_PROXY"] || "" };
}
