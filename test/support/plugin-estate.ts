/**
 * The provider for Terraform in the process, against a simulated CA that looks at a simulated DNS. The clock is virtual: it goes only where
 * the provider sleeps, and where a test moves it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseServer } from "../../lib/core/name-server";
import type { PrimaryOptions } from "../../lib/dns/publish/primary";
import { createRfc2136Publisher } from "../../lib/dns/publish/rfc2136";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { startDnsZone } from "../../lib/simulator/dns/server";
import { DEMO_KEY, startSimulatedDns } from "../../lib/simulator/dns/simulated-dns";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import type { Simulator } from "../../lib/simulator/simulator";
import { createDcvProvider } from "../../lib/terraform/plugin/dcv-provider";
import type { PluginHost } from "../../lib/terraform/plugin/host";
import type { PluginProvider } from "../../lib/terraform/plugin/provider";
import type { TfDiagnostic, TfObject } from "../../lib/terraform/plugin/schema";
import type { Session } from "../../lib/terraform/plugin/session";
import { createTerraformStandIn } from "./terraform-stand-in";
import type { TerraformStandIn } from "./terraform-stand-in";

/** The CAs that can be asked to validate. */
export const ACTING = ["sectigo", "digicert"] as const;

export const CAS = {
  ncloud: {
    path: "",
    auth: "{ accessKey: planted-key, secretKey: '${SCM_PASSWORD}' }",
    inline: { accessKey: "planted-key", secretKey: "planted-password" },
    scenario: "auth: { accessKey: planted-key, secretKey: planted-password }",
    behaviour: [],
    list: "certificates",
  },
  sectigo: {
    list: "domains",
    path: "/api",
    auth: "{ login: reader, password: '${SCM_PASSWORD}', customerUri: acme }",
    inline: { login: "reader", password: "planted-password", customerUri: "acme" },
    scenario: "auth: { login: reader, password: planted-password, customerUri: acme }",
    behaviour: ["firstCheckSeconds: 0", "checkIntervalSeconds: 1"],
  },
  digicert: {
    list: "domains",
    path: "/services/v2",
    auth: "{ apiKey: '${SCM_PASSWORD}' }",
    inline: { apiKey: "planted-password" },
    scenario: "apiKey: planted-password",
    behaviour: [],
  },
} as const;

export interface PluginEstateOptions {
  readonly ca?: keyof typeof CAS;
  /** Entries of the scenario, such as `{ domain: example.com, validated: -190d }`. */
  readonly entries: readonly string[];
  /** Of the CA, such as `statusLagSeconds: 30`. */
  readonly behaviour?: readonly string[];
  /** Lines of the scenario itself, such as its faults. */
  readonly faults?: readonly string[];
  /** Lines below the provider of `domains.yaml`, such as `org: 1`. */
  readonly settings?: readonly string[];
  /** Lines of `domains.yaml` after its providers; none unless given. */
  readonly file?: readonly string[];
  /** Keys of the provider block in place of `config`. */
  readonly block?: TfObject;
  readonly zones?: readonly string[];
  readonly startsAt?: string;
  /** Whether time passes as it does outside; else it passes where something sleeps. */
  readonly clockGoes?: true;
  readonly env?: Readonly<Record<string, string>>;
}

export interface PluginEstate {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The primary server of the first zone. */
  readonly dns: PrimaryOptions;
  readonly simulator: Simulator;
  readonly clock: { at: number };
  readonly terraform: TerraformStandIn;
  /** Called each time that the provider sleeps. */
  readonly asleep: { call: () => void };
  /** A provider process; `configure` it with a block to see its diagnostics. */
  provider(over?: Partial<PluginHost>): PluginProvider<Session>;
  readonly block: TfObject;
  /** How often a call had an effect at the CA, by `start example.com`. */
  calls(): Readonly<Record<string, number>>;
  /** Requests since the last call of this, by `GET /path` without queries. */
  requests(): readonly string[];
  publish(records: unknown): Promise<void>;
}

const open: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

export async function pluginEstate(options: PluginEstateOptions): Promise<PluginEstate> {
  const { ca = "sectigo", zones = ["example.com"], behaviour = [], file = [], settings = [] } = options;
  const startsAt = Date.parse(options.startsAt ?? "2026-11-25T12:00:00Z");
  const clock = options.clockGoes === true ? runningClock(startsAt) : { at: startsAt };
  const now = (): number => clock.at;
  const dns = await startSimulatedDns({ port: 0, zones, lagMs: null }, now);
  const resolver = await startDnsZone({ zone: "", records: [], recursive: true });
  open.push(
    () => dns.close(),
    () => resolver.close(),
  );
  const own: readonly string[] = CAS[ca].behaviour;
  const given = behaviour.map((line) => line.split(":")[0]);
  const lines = [...own.filter((line) => !given.includes(line.split(":")[0])), ...behaviour];
  const text = [
    ...["version: 1", ...(options.faults ?? []), `${ca}:`, `  ${CAS[ca].scenario}`],
    ...lines.map((line) => `  ${line}`),
    ...[`  ${CAS[ca].list}:`, ...options.entries.map((one) => `    - ${one}`)],
  ].join("\n");
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", now(), SIMULATED_CAS);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  const simulator = await startSimulator({ scenario, now, perspectives: { lookUp: dns.lookUp } });
  const cwd = mkdtempSync(join(tmpdir(), "dcv-plugin-"));
  open.push(
    () => simulator.close(),
    () => rmSync(cwd, { recursive: true, force: true }),
  );
  const server = dns.servers[0]?.at ?? "";
  const { name, algorithm, secret } = DEMO_KEY;
  writeFileSync(
    join(cwd, "domains.yaml"),
    [
      ...["version: 1", "providers:", "  my-ca:", `    type: ${ca}`, `    url: ${simulator.url}${CAS[ca].path}`],
      ...[
        `    auth: ${CAS[ca].auth}`,
        "    retries: 0",
        ...settings.map((line) => `    ${line}`),
        "dns:",
        `  resolvers: ["${resolver.at}"]`,
        "  zones:",
      ],
      ...zones.map((zone) => `    ${zone}: { servers: ["${server}"], tsig: "\${DNS_TSIG}", publish: records }`),
      ...[...file, ""],
    ].join("\n"),
  );
  const env = {
    ...{ SCM_PASSWORD: "planted-password", DNS_TSIG: `${algorithm}:${name}:${secret}`, DCV_FIRST: "1" },
    ...options.env,
  };
  const block: TfObject = options.block ?? { config: "domains.yaml", grace: 3, poll: 1 };
  const asleep = { call: (): void => undefined };
  const provider = (over: Partial<PluginHost> = {}): PluginProvider<Session> =>
    createDcvProvider({
      ...{ env, cwd, now, modules: PROVIDER_MODULES, pid: 1 },
      async sleep(ms, signal) {
        asleep.call();
        if (!signal.aborted && ms > 0) clock.at += ms;
        await new Promise((resolve) => setImmediate(resolve));
      },
      ...over,
    });
  let seen = 0;
  const published = new Map<string, string>();
  return {
    ...{ cwd, simulator, clock, provider, block, env, asleep },
    dns: { zone: zones[0] ?? "", server: serverAt(server), key: DEMO_KEY, now },
    terraform: createTerraformStandIn(() => provider(), block),
    calls() {
      const counts: Record<string, number> = {};
      for (const { operation, domain } of simulator.acts) {
        const key = `${operation.replace(/^\w+\./, "")} ${domain}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    },
    requests() {
      const all = simulator.requests.slice(seen).map(({ method, path }) => `${method} ${path.split("?")[0] ?? ""}`);
      seen = simulator.requests.length;
      return all;
    },
    async publish(records) {
      for (const zone of zones) {
        const publisher = createRfc2136Publisher({ zone, server: serverAt(server), key: DEMO_KEY, now });
        const ofZone = (records as { type: "CNAME" | "TXT"; name: string; value: string }[]).filter((one) =>
          one.name.endsWith(zone),
        );
        if (ofZone.length === 0) continue;
        const results = await publisher.present(
          ofZone.map((one) => ({ ...one, domain: zone, ttl: 60, replaces: published.get(one.name) ?? null })),
          new AbortController().signal,
        );
        for (const one of ofZone) published.set(one.name, one.value);
        for (const result of results) {
          if (result.kind !== "created" && result.kind !== "already-there") throw new Error(JSON.stringify(result));
        }
      }
    },
  };
}

function serverAt(text: string): PrimaryOptions["server"] {
  const at = parseServer(text);
  if (at === null) throw new Error(text);
  return at;
}

function runningClock(startsAt: number): { at: number } {
  let offset = startsAt - Date.now();
  return {
    get at() {
      return Date.now() + offset;
    },
    set at(at: number) {
      offset = at - Date.now();
    },
  };
}

export function errorsIn(diagnostics: readonly TfDiagnostic[]): readonly string[] {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ summary, detail }) => `${summary}: ${detail}`);
}
