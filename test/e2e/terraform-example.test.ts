/**
 * The example of an estate in Terraform, run against two simulated CAs and a DNS. Its DNS provider is a stand-in that writes to one zone, so the
 * resources of `records.tf` are written anew, and `versions.tf` is left out.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseServer } from "../../lib/core/name-server";
import { startDnsZone } from "../../lib/simulator/dns/server";
import { DEMO_KEY, startSimulatedDns } from "../../lib/simulator/dns/simulated-dns";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import { dcv } from "../support/cli";
import { REPOSITORY } from "../support/tables";
import { dcvMirror } from "../support/terraform/dcv-mirror";
import { dnsProvider } from "../support/terraform/dns-provider";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";

const ZONES = ["example.com", "example.net", "example.org", "brand.example", "press.example", "jobs.example"];
const ENV = {
  SCM_LOGIN: "reader",
  SCM_PASSWORD: "planted-password",
  SCM_CUSTOMER_URI: "acme",
  DIGICERT_API_KEY: "planted-key",
};
const EXAMPLE = join(REPOSITORY, "examples/terraform");

/** Of the twenty domains these are not validated. The wildcard has the record of its base. */
const NEW = ["shop.example.com", "*.shop.example.com", "pay.example.com", "example.net", "brand.example"];

jest.setTimeout(300_000);

/** The records file of the example with one stand-in for each zone: it writes to one. */
function recordsFile(): string {
  const text = readFileSync(join(EXAMPLE, "records.tf"), "utf8");
  const locals = /^locals \{\n[^]*?^\}\n/m.exec(text)?.[0] ?? "";
  const local = (zone: string): string => zone.replace(".", "-");
  const sources = ZONES.map((zone) => `    ${local(zone)} = { source = "dcvtest/${local(zone)}" }`).join("\n");
  const resources = ZONES.map(
    (zone) => `resource "dns_record" "${local(zone)}" {
  provider = ${local(zone)}
  for_each = { for name, record in local.records : name => record if local.zone_of[name] == "${zone}" }
  name     = each.value.name
  type     = each.value.type
  value    = each.value.value
}
`,
  );
  const all = ZONES.map((zone) => `dns_record.${local(zone)}`).join(", ");
  return [
    `terraform {\n  required_providers {\n    dcv = { source = "dcv-reconciler/dcv" }\n${sources}\n  }\n}\n`,
    locals.replace("dns_cname_record.challenge", `[${all}]`),
    ...resources,
  ].join("\n");
}

async function recordNames(run: (...args: readonly string[]) => Promise<string>): Promise<readonly string[]> {
  interface Shown {
    readonly values: {
      readonly root_module: {
        readonly resources: readonly { readonly type: string; readonly values: { name: string } }[];
      };
    };
  }
  const { values } = JSON.parse(await run("show", "-json")) as Shown;
  return values.root_module.resources.filter(({ type }) => type === "dns_record").map(({ values: { name } }) => name);
}

describeWithTerraform("examples/terraform", () => {
  test("an import and one apply validate all twenty domains, the next plan is empty, and an estate that is destroyed stays at the CAs", async () => {
    const now = (): number => Date.now();
    const dns = await startSimulatedDns({ port: 0, zones: ZONES, lagMs: null }, now);
    const resolver = await startDnsZone({ zone: "", records: [], recursive: true });
    const folder = temporaryFolder();
    cpSync(EXAMPLE, folder, { recursive: true });
    const at = dns.servers[0]?.at ?? "";
    // One entry is as short as those that `dcv import` writes may be.
    const declared = readFileSync(join(folder, "domains.yaml"), "utf8").replace(
      /\{ name: (wiki\.example\.com), .*/,
      "$1",
    );
    const entries = [...declared.matchAll(/^ {2}- (?:\{ name: )?"?([\w.*-]+)"?(, provider: digicert)?/gm)].map(
      ([, name = "", digicert]) => {
        const validated = NEW.includes(name) ? "" : ', validated: "-20d"';
        return { ca: digicert === undefined ? "sectigo" : "digicert", line: `    - { domain: "${name}"${validated} }` };
      },
    );
    expect(entries).toHaveLength(20);
    const linesOf = (ca: string): readonly string[] => entries.filter((one) => one.ca === ca).map(({ line }) => line);
    const text = [
      ...["version: 1", "sectigo:", "  auth: { login: reader, password: planted-password, customerUri: acme }"],
      ...["  firstCheckSeconds: 0", "  checkIntervalSeconds: 1", "  domains:", ...linesOf("sectigo")],
      ...["digicert:", "  apiKey: planted-key", "  domains:", ...linesOf("digicert")],
    ].join("\n");
    const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", now(), SIMULATED_CAS);
    if (scenario === null) throw new Error(JSON.stringify(diagnostics));
    const simulator = await startSimulator({ scenario, now, perspectives: { lookUp: dns.lookUp } });
    const zones = ZONES.map((zone) => `    ${zone}: { servers: ["${at}"] }\n`).join("");
    writeFileSync(
      join(folder, "domains.yaml"),
      `${declared}\ndns:\n  resolvers: ["${resolver.at}"]\n  zones:\n${zones}`,
    );
    rmSync(join(folder, "versions.tf"));
    writeFileSync(join(folder, "records.tf"), recordsFile());
    writeFileSync(join(folder, "patience_override.tf"), 'provider "dcv" {\n  grace = 3\n  poll  = 1\n}\n');
    const env = {
      ...{ ...ENV, DCV_FIRST: "1" },
      ...{ SCM_URL: `${simulator.url}/api`, DIGICERT_URL: `${simulator.url}/services/v2` },
    };
    const server = parseServer(at);
    if (server === null) throw new Error(at);
    const stand = ZONES.map((zone) => {
      return [`dcvtest/${zone.replace(".", "-")}`, dnsProvider({ zone, server, key: DEMO_KEY, now })] as const;
    });
    const terraform = await startTerraform({ mirror: await dcvMirror(), attached: Object.fromEntries(stand), env });
    const run = async (...args: readonly string[]): Promise<string> => {
      const { code, raw } = await terraform.run(folder, ...args);
      if (code !== 0) throw new Error(raw);
      return raw;
    };
    try {
      const imported = await dcv(["import", "--terraform", "imports.tf"], { cwd: folder, env, now });
      expect(imported).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("imports.tf: import block of 20 domains"),
      });
      await run("init", "-input=false", "-no-color");
      // An import knows no window, so the first apply writes it down for each.
      expect(await run("apply", "-auto-approve", "-input=false", "-no-color")).toContain(
        "Resources: 20 imported, 24 added, 20 changed, 0 destroyed.",
      );
      rmSync(join(folder, "imports.tf"));
      const second = await run("plan", "-input=false", "-no-color", "-detailed-exitcode");
      expect(second).toContain("No changes.");
      expect(second).not.toContain("Warning");
      const usable = JSON.parse(await run("output", "-json", "usable_until")) as Readonly<Record<string, string>>;
      expect(Object.keys(usable)).toHaveLength(20);
      expect(Object.values(usable).filter((until) => !/^20\d\d-/.test(until))).toEqual([]);
      const acted = simulator.acts.map(({ domain }) => domain);
      expect([...new Set(acted)].toSorted()).toEqual(NEW.toSorted());
      const names = await recordNames(run);
      const inDns = async (): Promise<readonly number[]> =>
        Promise.all(names.map(async (name) => (await dns.lookUp(name, "CNAME", 0)).length));
      expect(await inDns()).toEqual([1, 1, 1, 1]);
      await run("destroy", "-auto-approve", "-input=false", "-no-color");
      expect(simulator.acts).toHaveLength(acted.length);
      expect(await inDns()).toEqual([0, 0, 0, 0]);
    } finally {
      await terraform.close();
      await Promise.all([simulator.close(), dns.close(), resolver.close()]);
    }
  });
});
