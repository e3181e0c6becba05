/** An estate for `dcv apply`: a simulated CA that looks at a simulated DNS, and a folder with its configuration. Its clock goes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApplyDocument } from "../../lib/report/apply-document";
import type { PlanDocument } from "../../lib/report/plan-document";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import { startDnsZone } from "../../lib/simulator/dns/server";
import { DEMO_KEY, startSimulatedDns } from "../../lib/simulator/dns/simulated-dns";
import type { SimulatedDns } from "../../lib/simulator/dns/simulated-dns";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import type { Simulator } from "../../lib/simulator/simulator";
import { dcv } from "./cli";
import type { CliOptions, CliResult } from "./cli";

const CREDENTIALS = { SCM_LOGIN: "reader", SCM_PASSWORD: "planted-password", SCM_CUSTOMER_URI: "acme" };
/** Of each CA: its entry in the file, and its lines in the scenario. */
const CAS = {
  sectigo: {
    path: "/api",
    auth: "{ login: '${SCM_LOGIN}', password: '${SCM_PASSWORD}', customerUri: '${SCM_CUSTOMER_URI}' }",
    scenario: "auth: { login: reader, password: planted-password, customerUri: acme }",
    behaviour: ["firstCheckSeconds: 0", "checkIntervalSeconds: 1"],
  },
  digicert: {
    path: "/services/v2",
    auth: "{ apiKey: '${SCM_PASSWORD}' }",
    scenario: "apiKey: planted-password",
    behaviour: [],
  },
} as const;

export interface EstateOptions {
  readonly domains: readonly string[];
  /** `sectigo` unless given. */
  readonly ca?: keyof typeof CAS;
  /** Keys of each entry, such as `method: TXT`. */
  readonly entry?: string;
  /** Of the zone; `rfc2136` unless given. */
  readonly publish?: string;
  /** Zones; `example.com` unless given. */
  readonly zones?: readonly string[];
  /** Lines below `sectigo` of the scenario, such as `statusLagSeconds: 1`. */
  readonly scenario?: readonly string[];
  /** Lines of the scenario itself, such as its faults. */
  readonly faults?: readonly string[];
  /** Entries of the scenario in place of one idle domain for each name. */
  readonly entries?: readonly string[];
  /** Whether the CA looks at the DNS; true unless given. */
  readonly looksAtDns?: boolean;
  /** The server of each zone; the simulated DNS unless given. */
  readonly serverOf?: (zone: string) => string;
  /** How the CA looks; at the simulated DNS unless given. */
  readonly lookUp?: (name: string, type: "CNAME" | "TXT") => Promise<readonly string[]>;
}

export interface ApplyEstate {
  readonly cwd: string;
  readonly simulator: Simulator;
  readonly dns: SimulatedDns;
  readonly env: Readonly<Record<string, string>>;
  /** `plan.json` in the folder. */
  plan(): Promise<PlanDocument>;
  apply(args?: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** Any command in the folder. */
  run(args: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** What the last apply wrote to `applied.json`. */
  applied(): ApplyDocument;
  /** How often a call had an effect at the CA, by `start example.com`. */
  calls(): Readonly<Record<string, number>>;
}

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export async function applyEstate(options: EstateOptions): Promise<ApplyEstate> {
  const { domains, entry = "method: CNAME", publish = "rfc2136", zones = ["example.com"], looksAtDns = true } = options;
  const { ca = "sectigo" } = options;
  const now = (): number => Date.now();
  const dns = await startSimulatedDns({ port: 0, zones, lagMs: null }, now);
  // For what is above the zones: it knows of no record there.
  const resolver = await startDnsZone({ zone: "", records: [], recursive: true });
  const entries = options.entries ?? domains.map((domain) => `{ domain: "${domain}", validated: -190d }`);
  const behaviour: readonly string[] = CAS[ca].behaviour;
  const given = (options.scenario ?? []).map((line) => line.split(":")[0]);
  const lines = [...behaviour.filter((line) => !given.includes(line.split(":")[0])), ...(options.scenario ?? [])];
  const text = [
    "version: 1",
    ...(options.faults ?? []),
    `${ca}:`,
    `  ${CAS[ca].scenario}`,
    ...lines.map((line) => `  ${line}`),
    "  domains:",
    ...entries.map((one) => `    - ${one}`),
  ].join("\n");
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", now(), SIMULATED_CAS);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  const simulator = await startSimulator({
    ...{ scenario, now },
    ...(looksAtDns ? { perspectives: { lookUp: options.lookUp ?? dns.lookUp } } : {}),
  });
  const cwd = mkdtempSync(join(tmpdir(), "dcv-apply-"));
  open.push(
    () => simulator.close(),
    () => dns.close(),
    () => resolver.close(),
    () => rmSync(cwd, { recursive: true, force: true }),
  );
  const server = dns.servers[0]?.at ?? "";
  writeFileSync(
    join(cwd, "domains.yaml"),
    [
      "version: 1",
      "providers:",
      "  my-ca:",
      `    type: ${ca}`,
      "    url: ${SCM_URL}",
      `    auth: ${CAS[ca].auth}`,
      "    retries: 0",
      "dns:",
      `  resolvers: ["${resolver.at}"]`,
      "  zones:",
      ...zones.map(
        (zone) =>
          `    ${zone}: { servers: ["${options.serverOf?.(zone) ?? server}"], tsig: "\${DNS_TSIG}", publish: ${publish} }`,
      ),
      "domains:",
      ...domains.map((domain) => `  - { name: "${domain}", provider: my-ca, ${entry} }`),
      "",
    ].join("\n"),
  );
  const { name, algorithm, secret } = DEMO_KEY;
  const env = {
    ...CREDENTIALS,
    SCM_URL: `${simulator.url}${CAS[ca].path}`,
    DNS_TSIG: `${algorithm}:${name}:${secret}`,
    PATH: process.env.PATH ?? "",
  };
  const run = (args: readonly string[], more: CliOptions = {}): Promise<CliResult> =>
    dcv(args, { cwd, now, ...more, env: { ...env, ...more.env } });
  return {
    ...{ cwd, simulator, dns, env, run },
    async plan() {
      const { code, stderr } = await run(["plan", "--output", "json=plan.json"]);
      if (code !== 0 && code !== 3) throw new Error(stderr);
      return JSON.parse(readFileSync(join(cwd, "plan.json"), "utf8")) as PlanDocument;
    },
    apply: (args = [], more = {}) =>
      run(
        ["apply", "plan.json", "--first", "--grace", "3", "--poll", "1", "--output", "json=applied.json", ...args],
        more,
      ),
    applied: () => JSON.parse(readFileSync(join(cwd, "applied.json"), "utf8")) as ApplyDocument,
    calls() {
      const counts: Record<string, number> = {};
      for (const { operation, domain } of simulator.acts) {
        const key = `${operation.replace(/^\w+\./, "")} ${domain}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    },
  };
}
