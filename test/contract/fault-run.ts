/** A whole `dcv plan` in which one CA is in trouble, and what must hold of it whatever the trouble is. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import { dcv } from "../support/cli";
import { leaks } from "../support/planted-secrets";
import {
  addressesOf,
  CREDENTIALS,
  domainsText,
  HEALTHY_CALLS,
  HOSTS,
  PROVIDERS,
  providerOf,
  READS,
  RETRIES,
  scenarioText,
  type Addresses,
  type CaName,
  type Host,
  type Oddities,
  type ProviderName,
} from "./fault-estate";
import { NOW } from "./provider-cases";

/** A server in the place of the CA, for what the simulator cannot do. */
export interface ForeignCa {
  /** Replaces the CA's own address; its path is the CA's. */
  readonly url: string;
  /** What reached it, one text for each call. */
  readonly calls: readonly string[];
  /** What it learned that nobody may see. */
  readonly secrets?: readonly string[];
  close(): Promise<void>;
}

export interface Trouble {
  /** In the scenario's notation. */
  readonly faults?: readonly string[];
  readonly odd?: Oddities;
  readonly foreign?: () => Promise<ForeignCa>;
  /** How wrong this machine's clock is. */
  readonly skewMs?: number;
  /** Longest wait for one call of this CA; 60 seconds unless set. */
  readonly timeoutMs?: number;
  /** Longest time for the run; that of the command unless set. */
  readonly deadlineSeconds?: number;
  /** Settings of this CA that differ. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface FaultCase {
  /** What is wrong, as a phrase. */
  readonly fault: string;
  readonly at: CaName;
  readonly trouble: Trouble;
  /** The provider's error; null when everything was seen in spite of it. */
  readonly error: RegExp | null;
  /** What is said besides; none unless set. */
  readonly warning?: RegExp;
  /** The hosts of this CA whose state is unknown; all others are as on any day. */
  readonly unknown: readonly Host[];
  /** 3: all was seen, and what nobody knows violates policy. */
  readonly exit: 0 | 1 | 3;
  /** Calls made at this CA; the least where a short time-out may repeat a healthy call on a busy machine. */
  readonly calls: number;
  /** Shortest time that the run must take, where a wait was asked for. */
  readonly atLeastMs?: number;
}

interface PlanJson {
  readonly complete: boolean;
  readonly verdict: string;
  readonly providers: readonly { name: string; complete: boolean; error: string | null; warnings: readonly string[] }[];
  readonly changes: readonly { domain: string; provider: string; action: string; reason: string; message: string }[];
}

/** Runs the case and checks all that it states, and what no fault may lead to. */
export async function runFault(one: FaultCase): Promise<void> {
  const { trouble, at } = one;
  const { scenario, diagnostics } = parseScenario(
    scenarioText(trouble.faults ?? [], trouble.odd ?? {}),
    "scenario.yaml",
    NOW,
  );
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  const simulator = await startSimulator({ scenario, now: () => NOW });
  const foreign = (await trouble.foreign?.()) ?? null;
  const directory = mkdtempSync(join(tmpdir(), "dcv-fault-"));
  try {
    const addresses = redirected(addressesOf(simulator.url), at, foreign);
    writeFileSync(
      join(directory, "domains.yaml"),
      domainsText(at, addresses, trouble.timeoutMs ?? 60_000, trouble.settings ?? {}),
    );
    const startedAt = performance.now();
    const deadline = trouble.deadlineSeconds === undefined ? [] : ["--deadline", String(trouble.deadlineSeconds)];
    const { code, stdout, stderr } = await dcv(["plan", "--output", "json", ...deadline], {
      cwd: directory,
      now: NOW + (trouble.skewMs ?? 0),
      env: { DCV_ALLOWED_HOSTS: "nowhere.invalid" },
    });
    const durationMs = performance.now() - startedAt;
    // What still waits for its answer is recorded when the simulator gives it up.
    await simulator.close();

    const asked = simulator.requests
      .filter(({ path }) => askedOf(path) === providerOf(at))
      .map(({ method, path, body }) => `${method} ${path} ${body}`);
    const calls = foreign?.calls ?? asked;
    const plan = JSON.parse(stdout) as PlanJson;
    checkCase(one, plan, code);
    if (trouble.timeoutMs === undefined && deadline.length === 0) expect(calls).toHaveLength(one.calls);
    else expect(calls.length).toBeGreaterThanOrEqual(one.calls);
    // What is refused for the rate is sent again until the deadline.
    if (deadline.length === 0) checkBounds(at, calls);
    checkOtherCas(plan, at, simulator.requests);
    checkNeverGreen(plan, code, one.exit);
    checkWritten(stdout + stderr, foreign?.secrets ?? []);
    // A lower bound: a busy machine only makes it longer.
    expect(durationMs).toBeGreaterThanOrEqual(one.atLeastMs ?? 0);
  } finally {
    rmSync(directory, { recursive: true });
    await Promise.all([simulator.close(), foreign?.close()]);
  }
}

function checkCase({ at, error, warning, unknown, exit }: FaultCase, plan: PlanJson, code: number): void {
  const name = providerOf(at);
  const { healthy } = READS[name];
  const provider = plan.providers.find((one) => one.name === name);
  if (error === null) expect(provider).toMatchObject({ complete: true, error: null });
  else expect(provider).toMatchObject({ complete: false, error: expect.stringMatching(error) });
  expect(provider?.error ?? `${name}: `).toMatch(new RegExp(`^${name}: `));
  if (warning === undefined) expect(provider?.warnings).toEqual([]);
  else expect(provider?.warnings.join("\n")).toMatch(warning);
  const actions = plan.changes
    .filter((change) => change.provider === name)
    .map(({ domain, action }) => [domain, action]);
  const expected = HOSTS.map((host) => [domainAt(at, host), unknown.includes(host) ? "unknown" : healthy]);
  expect(Object.fromEntries(actions)).toEqual(Object.fromEntries(expected));
  expect(code).toBe(exit);
}

/** No call is tried more often than the settings allow, and nothing is asked that the estate does not take. */
function checkBounds(at: CaName, calls: readonly string[]): void {
  const tries = new Map<string, number>();
  for (const call of calls) tries.set(call, (tries.get(call) ?? 0) + 1);
  expect(Math.max(0, ...tries.values())).toBeLessThanOrEqual(1 + RETRIES);
  expect(calls.length).toBeLessThanOrEqual(HEALTHY_CALLS[at] * (1 + RETRIES));
}

/** The trouble of one CA is not the others': they are read as on any day. */
function checkOtherCas(plan: PlanJson, at: CaName, requests: readonly { readonly path: string }[]): void {
  for (const other of PROVIDERS.filter((name) => name !== providerOf(at))) {
    expect(plan.providers.find(({ name }) => name === other)).toMatchObject({
      complete: true,
      error: null,
      warnings: [],
    });
    const actions = plan.changes.filter(({ provider }) => provider === other).map(({ action }) => action);
    expect(actions).toEqual(HOSTS.map(() => READS[other].healthy));
    expect(requests.filter(({ path }) => askedOf(path) === other)).toHaveLength(HEALTHY_CALLS[other]);
  }
}

function checkNeverGreen(plan: PlanJson, code: number, exit: FaultCase["exit"]): void {
  const seen = plan.providers.every(({ complete }) => complete);
  const understood = plan.changes.every(({ action }) => action !== "unknown");
  expect(code === 0).toBe(seen && understood);
  const complete = seen && (understood || exit === 3);
  expect({ complete: plan.complete, error: plan.verdict === "error" }).toEqual({ complete, error: !complete });
}

/** No secret in any form in which it may be echoed, and no trace of a bug. */
function checkWritten(written: string, learned: readonly string[]): void {
  expect(
    leaks(written, { ...CREDENTIALS, ...Object.fromEntries(learned.map((one, index) => [`learned ${index}`, one])) }),
  ).toEqual([]);
  expect(written).not.toMatch(/^\s+at .*:\d+:\d+|UnhandledPromise|\[object /m);
}

function redirected(addresses: Addresses, at: CaName, foreign: ForeignCa | null): Addresses {
  if (foreign === null) return addresses;
  const elsewhere = addressesOf(foreign.url, "/token");
  const { tokens } = elsewhere;
  return { ...addresses, [providerOf(at)]: elsewhere[providerOf(at)], tokens };
}

/** Whose call it is: all others of the simulator are Sectigo's. */
function askedOf(path: string): ProviderName {
  return PROVIDERS.find((name) => path.startsWith(READS[name].path)) ?? "sectigo";
}

export function domainAt(at: CaName, host: Host): string {
  return `${host}.${READS[providerOf(at)].parent}`;
}
