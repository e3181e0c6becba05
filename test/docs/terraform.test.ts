/**
 * The pieces of HCL in docs/terraform.md, and the examples, are valid for real Terraform with the provider as it is built. Those with a
 * validation can be planned, whatever the CA says of the domain.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseServer } from "../../lib/core/name-server";
import type { PrimaryOptions } from "../../lib/dns/publish/primary";
import { createRfc2136Publisher } from "../../lib/dns/publish/rfc2136";
import { DEMO_KEY, startSimulatedDns } from "../../lib/simulator/dns/simulated-dns";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import type { PluginProvider } from "../../lib/terraform/plugin/provider";
import type { Attribute, TfObject } from "../../lib/terraform/plugin/schema";
import { pluginEstate } from "../support/plugin-estate";
import { REPOSITORY } from "../support/tables";
import { dcvMirror, DCV_REQUIRED } from "../support/terraform/dcv-mirror";
import { provider, resource } from "../support/terraform/stand-in";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";
import type { Terraform } from "../support/terraform/terraform";

jest.setTimeout(120_000);

const text = (mode: Attribute["mode"] = "required"): Attribute => ({ description: "A text.", mode, type: "string" });

/** As much of hashicorp/dns as these texts use. It writes to this server; without one it does nothing. */
function dnsStandIn(options?: PrimaryOptions): PluginProvider<object> {
  const apply = async (planned: TfObject): Promise<TfObject> => {
    if (options === undefined) throw new Error("it is validated only");
    const { zone, name, cname } = planned as Readonly<Record<"zone" | "name" | "cname", string>>;
    const record = {
      name: `${name}.${zone}`.replace(/\.$/, ""),
      type: "CNAME" as const,
      value: cname.replace(/\.$/, ""),
    };
    const publisher = createRfc2136Publisher(options);
    const results = await publisher.present(
      [{ ...record, domain: record.name, ttl: 60 }],
      new AbortController().signal,
    );
    expect(results).toEqual([{ kind: "created" }]);
    return planned;
  };
  const attributes = {
    zone: text(),
    name: text("optional"),
    cname: text(),
    ttl: { ...text("optional"), type: "number" },
  } as const;
  const optional = Object.fromEntries(
    ["key_name", "key_algorithm", "key_secret"].map((key) => [key, text("optional")]),
  );
  const port = { ...text("optional"), type: "number" } as const;
  const update = { description: "Where updates go.", attributes: { server: text(), port, ...optional } };
  return {
    ...provider({ dns_cname_record: resource(attributes, { plan: (_, planned) => ({ planned }), apply }) }),
    schema: { version: 0, description: "For tests.", attributes: {}, blocks: { update } },
  };
}

const blocks = [...readFileSync(join(REPOSITORY, "docs/terraform.md"), "utf8").matchAll(/^```hcl\n([^]*?)^```$/gm)].map(
  ([, block = ""]) => block,
);

describeWithTerraform("HCL that users copy", () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await startTerraform({ mirror: await dcvMirror(), attached: { "hashicorp/dns": dnsStandIn() } });
  });
  afterAll(() => terraform.close());

  async function expectValid(folder: string): Promise<void> {
    for (const command of ["init", "validate"]) {
      const { code, raw } = await terraform.run(folder, command, "-no-color");
      expect({ code, raw: code === 0 ? "" : raw }).toEqual({ code: 0, raw: "" });
    }
  }

  test("docs/terraform.md has pieces of it", () => expect(blocks.length).toBeGreaterThan(2));

  test.each(blocks.map((block, index) => [index + 1, block] as const))(
    "docs/terraform.md, piece %i",
    async (_, block) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "main.tf"), block.includes("required_providers") ? block : `${DCV_REQUIRED}${block}`);
      await expectValid(folder);
    },
  );

  const examples = readdirSync(join(REPOSITORY, "examples/terraform-provider"), { recursive: true, encoding: "utf8" });

  test.each(examples.filter((path) => path.endsWith(".tf")))("examples/terraform-provider/%s", async (path) => {
    const text = readFileSync(join(REPOSITORY, "examples/terraform-provider", path), "utf8");
    const folder = temporaryFolder({
      "main.tf": text.includes("required_providers") ? text : `${DCV_REQUIRED}${text}`,
    });
    await expectValid(folder);
    // A function calls no CA, so what the comment says of its result can be tried.
    const [, result] = path.startsWith("functions/") ? (/^# (\S+)$/m.exec(text) ?? []) : [];
    if (result === undefined) return;
    expect(await terraform.run(folder, "apply", "-auto-approve", "-no-color")).toMatchObject({ code: 0 });
    const { raw } = await terraform.run(folder, "output", "-json");
    expect(Object.values(JSON.parse(raw) as Record<string, { value: string }>)).toMatchObject([{ value: result }]);
  });

  const resources = [
    ...blocks.map((block, index) => [`docs/terraform.md, piece ${index + 1}`, block] as const),
    ...examples
      .filter((path) => path.endsWith("/resource.tf"))
      .map((path) => [path, readFileSync(join(REPOSITORY, "examples/terraform-provider", path), "utf8")] as const),
  ].filter(([, text]) => text.includes('resource "dcv_validation"'));
  const STATES = [
    ["is new at the CA", "{ domain: shop.example.com }", 1],
    ["is validated already", '{ domain: shop.example.com, validated: "-20d" }', 0],
  ] as const;

  test("a page and both resources have a domain that can be planned", () => expect(resources).toHaveLength(3));

  test.each(resources.flatMap(([name, text]) => STATES.map((state) => [name, ...state, text] as const)))(
    "%s can be planned where the domain %s",
    async (_, __, entry, records, text) => {
      const { cwd, env } = await pluginEstate({
        entries: [entry],
        startsAt: new Date().toISOString(),
        clockGoes: true,
      });
      const file = join(cwd, "domains.yaml");
      writeFileSync(file, readFileSync(file, "utf8").replace("my-ca:", "sectigo:"));
      writeFileSync(join(cwd, "main.tf"), text.includes("required_providers") ? text : `${DCV_REQUIRED}${text}`);
      expect(await terraform.run(cwd, "init", "-input=false")).toMatchObject({ code: 0 });
      const { code, raw } = await terraform.runWith(env, cwd, "plan", "-input=false", "-no-color");
      expect({ code, raw: code === 0 ? "" : raw }).toEqual({ code: 0, raw: "" });
      expect(raw.match(/^ {2}# dns_cname_record\.\S+ will be created$/gm) ?? []).toHaveLength(records);
    },
  );

  test("examples/terraform", async () => {
    const folder = temporaryFolder();
    cpSync(join(REPOSITORY, "examples/terraform"), folder, { recursive: true });
    await expectValid(folder);
  });
});

describeWithTerraform("the trial of docs/terraform.md", () => {
  /** The block that is to be written to this file, with the DNS at the port that it got. */
  function fileOf(name: string, port: string): string {
    const page = readFileSync(join(REPOSITORY, "docs/terraform.md"), "utf8");
    const [, , text] =
      new RegExp(`^\`\`\`(yaml|hcl) ${name.replace(".", "\\.")}\\n([^]*?)^\`\`\`$`, "m").exec(page) ?? [];
    if (text === undefined) throw new Error(`docs/terraform.md has no ${name}`);
    return text.replaceAll("5300", port);
  }

  test("validates the domain by one apply, and the next plan is empty", async () => {
    const now = (): number => Date.now();
    const zone = "example.com";
    const dns = await startSimulatedDns({ port: 0, zones: [zone], lagMs: null }, now);
    const at = dns.servers[0]?.at ?? "";
    const [server, port = ""] = [parseServer(at), at.split(":").at(-1)];
    if (server === null) throw new Error(at);
    const { scenario } = parseScenario(fileOf("ca.yaml", port), "ca.yaml", now(), SIMULATED_CAS);
    if (scenario === null) throw new Error("ca.yaml is no scenario");
    const simulator = await startSimulator({ scenario, now, perspectives: { lookUp: dns.lookUp } });
    const folder = temporaryFolder({
      ...{ "main.tf": blocks[0] ?? "", "domains.yaml": fileOf("domains.yaml", port), "dns.tf": fileOf("dns.tf", port) },
      "patience_override.tf": 'provider "dcv" {\n  poll = 1\n}\n',
    });
    const key = /DNS_TSIG=hmac-sha256:(\S+):(\S+)/.exec(dns.lines.join(" "));
    expect(fileOf("dns.tf", port)).toMatch(new RegExp(`"${key?.[1]}\\."[^]*"${key?.[2]}"`));
    const demo = { SCM_LOGIN: "demo", SCM_PASSWORD: "demo", SCM_CUSTOMER_URI: "demo" };
    const env = { ...demo, SCM_URL: `${simulator.url}/api`, DCV_FIRST: "1" };
    const attached = { "hashicorp/dns": dnsStandIn({ zone, server, key: DEMO_KEY, now }) };
    const terraform = await startTerraform({ mirror: await dcvMirror(), attached, env });
    try {
      for (const [command, ...more] of [
        ["init"],
        ["apply", "-auto-approve"],
        ["plan", "-detailed-exitcode"],
      ] as const) {
        const { code, raw } = await terraform.run(folder, command, ...more, "-input=false", "-no-color");
        expect({ command, code, raw: code === 0 ? "" : raw }).toEqual({ command, code: 0, raw: "" });
      }
      expect(simulator.acts.map(({ operation }) => operation)).toEqual(["sectigo.start", "sectigo.submit"]);
    } finally {
      await terraform.close();
      await Promise.all([simulator.close(), dns.close()]);
    }
  });
});
