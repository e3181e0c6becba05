/** One configured provider: its configuration and clock, the CAs that its process shares, and the journal of what it does. */
import type { Config } from "../../config/config";
import type { Change } from "../../core/change";
import type { DesiredDomain } from "../../core/desired";
import type { Enforcement } from "../../core/finding";
import type { LiveRecord } from "../../core/observation";
import { moduleOf } from "../../core/provider-module";
import type { ProviderModule } from "../../core/provider-module";
import { reconcile } from "../../core/reconcile";
import { NO_SELECTION } from "../../core/selection";
import type { Tables } from "../../core/tables";
import { wholeSecond } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { readTables } from "../../policy/tables";
import type { RunContext } from "../../run/context";
import { DEFAULT_DEADLINE_SECONDS } from "../../run/deadline";
import { openProviders } from "../../run/open-providers";
import type { OpenProviders } from "../../run/open-providers";
import { PACKAGE_ROOT, TABLES_DIRECTORY } from "../../run/package-root";
import { tablesOf } from "../../run/references";
import { run } from "../../run/run";
import type { RunResult } from "../../run/run";
import { createActing } from "./acting";
import type { Acting, ActingOptions } from "./acting";
import type { ProviderConfiguration } from "./configuration";
import { runContextOf } from "./host";
import type { PluginHost } from "./host";
import { STOPPED } from "./provider";
import { createReader } from "./reading";
import type { DomainReading, JudgedReading, ReadDomain } from "./reading";
import { shareProviders } from "./shared-providers";
import { situationOf } from "./situation";

export interface Engine extends Acting {
  readonly config: Config;
  /** The file that declares the domains; null where the accounts stand in the provider's block. */
  readonly configPath: string | null;
  readonly now: () => EpochMs;
  /** What the CA of this account is. */
  caOf(account: string): ProviderModule;
  readonly read: ReadDomain;
  /** Judges a domain by what was just seen of it. */
  judge(domain: DesiredDomain, record: LiveRecord): JudgedReading;
  /** The run of `dcv plan`. @param enforcement null: as the file says */
  plan(configPath: string, enforcement: Enforcement | null, signal: AbortSignal): Promise<RunResult>;
  close(): Promise<void>;
}

/** A process of Terraform lasts for hours at most; single reads have their own end. */
const OPEN_MS = 7 * 86_400_000;

export async function createEngine(
  { config, asOf, configPath }: ProviderConfiguration,
  acting: ActingOptions,
  given: PluginHost,
): Promise<Engine> {
  const { tables: published } = await readTables(TABLES_DIRECTORY, PACKAGE_ROOT, "unchecked");
  if (published === null) throw new Error("the tables of the package are broken");
  const startedAt = given.now();
  // The clock of a trial goes on, as that of the simulated CA does.
  const now = asOf === null ? given.now : () => asOf + given.now() - startedAt;
  const host: PluginHost = { ...given, now };
  const tables: Tables = tablesOf(config, published);
  const stopped = new AbortController();
  const shared = shareProviders(host.modules, stopped.signal, (call) => host.onCall?.(call));
  const context = runContextOf(host, shared.modules, stopped.signal);
  let opened: Promise<OpenProviders> | null = null;
  const open = (): Promise<OpenProviders> => {
    opened ??= openProviders(config.providers, context, { called: () => undefined }, OPEN_MS);
    return opened;
  };
  // Each process of a trial begins at the same instant again: what an earlier one learned is not of a later time.
  const reader = createReader(open, shared, tables, asOf === null ? now : () => asOf);
  const contextFor = (signal: AbortSignal): RunContext => ({ ...context, interrupted: signal });

  function judgeObservation(domain: DesiredDomain, { observation, known }: DomainReading): JudgedReading {
    const { name, provider } = domain;
    const asOf = wholeSecond(now());
    const changeFor = (record: LiveRecord | null): Change => {
      const seen = record === null || observation.kind !== "present" ? observation : { ...observation, record };
      const observed = { name: provider, type: "", complete: false, error: null, warnings: [] };
      const observations = new Map([[name, seen]]);
      const [change] = reconcile([domain], [{ ...observed, observations }], tables, asOf);
      if (change === undefined) throw new Error("a declared domain has a change");
      return change;
    };
    const change = changeFor(null);
    return { observation, known, change, situation: situationOf(change, changeFor) };
  }

  const engine: Omit<Engine, keyof Acting> = {
    ...{ config, configPath, now },
    caOf(account) {
      const type = config.providers.find(({ settings }) => settings.name === account)?.settings.type;
      return moduleOf(host.modules, type ?? "");
    },
    async read(domain, known, signal) {
      return judgeObservation(domain, await reader.read(domain, known, signal));
    },
    judge: (domain, record) =>
      judgeObservation(domain, { observation: { kind: "present", domain: domain.name, record }, known: null }),
    async plan(path, enforcement, signal) {
      return run(
        {
          ...{ configPath: path, asOf: asOf === null ? null : wholeSecond(now()), windowDays: null },
          ...{ enforcement, everyDate: false, compareWith: null, state: null, selection: NO_SELECTION },
          deadlineMs: DEFAULT_DEADLINE_SECONDS * 1000,
        },
        contextFor(signal),
        { seen: () => undefined, called: () => undefined, clear: () => undefined },
      );
    },
    async close() {
      stopped.abort(STOPPED);
      await acts.close();
      await opened?.then((one) => one.close()).catch(() => undefined);
      await shared.close();
    },
  };
  const acts = createActing({
    ...{ open, shared, tables, dns: config.dns, host, options: acting, contextFor },
    ...{ maxOrders: config.apply.maxChanges, read: engine.read },
  });
  return { ...engine, ...acts, close: engine.close };
}
