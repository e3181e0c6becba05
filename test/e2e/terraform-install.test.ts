/** `dcv terraform install`, and the real terraform command that takes the provider from what it laid. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { createDcvProvider } from "../../lib/terraform/plugin/dcv-provider";
import type { Schema } from "../../lib/terraform/plugin/schema";
import { dcv } from "../support/cli";
import { pluginEstate } from "../support/plugin-estate";
import { dcvMirror, DCV_REQUIRED } from "../support/terraform/dcv-mirror";
import {
  describeWithOpenTofu,
  describeWithTerraform,
  startTerraform,
  temporaryFolder,
} from "../support/terraform/terraform";
import { REPOSITORY } from "../support/tables";

const { version } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as { version: string };
const placeAt = (host: string): string => `${host}/dcv-reconciler/dcv/${version}`;
const PLACE = placeAt("registry.terraform.io");
/** Terraform's, and that of OpenTofu. */
const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];
const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"];

test("each platform gets the executable script and the policies, and nothing else is left there", async () => {
  const cwd = temporaryFolder();
  for (const run of ["first", "again"]) {
    const { code, stderr } = await dcv(["terraform", "install", "--dir", "mirror"], { cwd });
    expect([run, code]).toEqual([run, 0]);
    expect(stderr).toContain(`dcv: provider ${version} for ${PLATFORMS.join(", ")} is in ${join(cwd, "mirror")}\n`);
  }
  expect(readdirSync(join(cwd, "mirror")).sort()).toEqual(HOSTS.toSorted());
  for (const place of HOSTS.map((host) => join(cwd, "mirror", placeAt(host)))) {
    expect(readdirSync(join(place, ".."))).toEqual([version]);
    expect(readdirSync(place)).toEqual(PLATFORMS);
    for (const folder of PLATFORMS.map((platform) => join(place, platform))) {
      expect(readdirSync(folder).sort()).toEqual(["package.json", "policies", `terraform-provider-dcv_v${version}`]);
      expect(statSync(join(folder, `terraform-provider-dcv_v${version}`)).mode & 0o111).toBe(0o111);
      expect(existsSync(join(folder, "policies/tables"))).toBe(true);
    }
  }
});

test("a folder that cannot be written is one message", async () => {
  const cwd = temporaryFolder({ taken: "a file" });
  const { code, stdout, stderr } = await dcv(["terraform", "install", "--dir", "taken"], { cwd });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^dcv: cannot write to \S+taken: ENOTDIR[^\n]*\n$/);
});

test.each([
  ["an empty name", "", /^dcv: --dir is empty; name the folder of the mirror\n$/],
  ["a folder in which the system makes none", "/proc/mirror", /^dcv: cannot write to \/proc\/mirror: ENOENT[^\n]*\n$/],
])("%s is one message", async (_, dir, message) => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await dcv(["terraform", "install", "--dir", dir], { cwd });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
  expect(readdirSync(cwd)).toEqual([]);
});

/** With each program: without a host in the source it looks for its own. */
describe.each([
  ["terraform", describeWithTerraform],
  ["tofu", describeWithOpenTofu],
] as const)("%s", (program, describeWith) => {
  describeWith(`${program} with what dcv terraform install laid`, () => {
    test("plans and applies a validation that is adopted", async () => {
      const entries = ['{ domain: shop.example.com, validated: "-20d" }'];
      const estate = await pluginEstate({ entries, startsAt: new Date().toISOString(), clockGoes: true });
      const { cwd, env } = estate;
      writeFileSync(
        join(cwd, "main.tf"),
        `${DCV_REQUIRED}resource "dcv_validation" "shop" {\n  domain = "shop.example.com"\n}\n`,
      );
      const started = await startTerraform({ program, attached: {}, mirror: await dcvMirror() });
      for (const [command, ...options] of [
        ["init"],
        ["plan"],
        ["apply", "-auto-approve"],
        ["plan", "-detailed-exitcode"],
      ]) {
        const { code, raw } = await started.runWith(env, cwd, command ?? "", ...options, "-input=false", "-no-color");
        expect({ command, code, raw: code === 0 ? "" : raw }).toEqual({ command, code: 0, raw: "" });
      }
      expect(estate.calls()).toEqual({});
      await started.close();
    });
  });
});

describeWithTerraform("terraform with what dcv terraform install laid", () => {
  const CONFIGURATION = `${DCV_REQUIRED}provider "dcv" {}\n`;

  test("finds it in the folder that it runs in, without any configuration", async () => {
    const cwd = temporaryFolder({ "main.tf": CONFIGURATION, "empty.rc": "" });
    await dcv(["terraform", "install"], { cwd });
    const terraform = await startTerraform({ attached: {}, env: { TF_CLI_CONFIG_FILE: join(cwd, "empty.rc") } });
    expect(await terraform.run(cwd, "init", "-input=false")).toMatchObject({ code: 0 });
    expect(await terraform.run(cwd, "validate")).toMatchObject({ code: 0 });
    await terraform.close();
  });

  test("finds it by the configuration that it printed, and takes the same lock file on every platform", async () => {
    const cwd = temporaryFolder({ "main.tf": CONFIGURATION });
    const { stdout } = await dcv(["terraform", "install", "--dir", join(temporaryFolder(), "mirror")], { cwd });
    writeFileSync(join(cwd, "terraform.rc"), stdout);
    const terraform = await startTerraform({ attached: {}, env: { TF_CLI_CONFIG_FILE: join(cwd, "terraform.rc") } });
    expect(await terraform.run(cwd, "init", "-input=false")).toMatchObject({ code: 0 });
    const locked = readFileSync(join(cwd, ".terraform.lock.hcl"), "utf8");
    const lock = ["providers", "lock", ...PLATFORMS.map((platform) => `-platform=${platform}`)];
    const mirror = /path += "(.*)"/.exec(stdout)?.[1] ?? "";
    const result = await terraform.run(cwd, ...lock, `-fs-mirror=${mirror}`);
    expect(result).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, ".terraform.lock.hcl"), "utf8")).toBe(locked);
    await terraform.close();
  });

  test("refuses a copy that was changed after it was locked", async () => {
    const cwd = temporaryFolder({ "main.tf": CONFIGURATION });
    const mirror = join(cwd, "mirror");
    await dcv(["terraform", "install", "--dir", mirror], { cwd });
    const terraform = await startTerraform({ attached: {}, mirror });
    expect(await terraform.run(cwd, "init", "-input=false")).toMatchObject({ code: 0 });
    for (const platform of PLATFORMS) {
      const policies = join(mirror, PLACE, platform, "policies");
      cpSync(join(policies, "dcv-reuse-limit.yaml"), join(policies, "another.yaml"));
    }
    const { code, text } = await terraform.run(cwd, "plan", "-input=false");
    expect(code).toBe(1);
    expect(text).toContain("does not match any of the checksums recorded in the dependency lock file");
    await terraform.close();
  });
});

describeWithTerraform("the schema that Terraform reads", () => {
  interface Read {
    readonly attributes: Readonly<Record<string, { readonly description: string; readonly nested_type?: Read }>>;
    readonly block_types?: Readonly<Record<string, { readonly nesting_mode: string; readonly block: Read }>>;
  }
  type Block = Pick<Schema, "attributes" | "blocks">;

  /** Each attribute with its description, at whatever depth. */
  const readLines = ({ attributes, block_types = {} }: Read): readonly string[] => [
    ...Object.entries(attributes).flatMap(([name, { description, nested_type: nested }]) => [
      `${name}: ${description}`,
      ...(nested === undefined ? [] : readLines(nested).map((line) => `${name}.${line}`)),
    ]),
    ...Object.entries(block_types).flatMap(([name, { nesting_mode: nesting, block }]) =>
      readLines(block).map((line) => `${nesting} ${name}.${line}`),
    ),
  ];
  const ownLines = ({ attributes, blocks = {} }: Block): readonly string[] => [
    ...Object.entries(attributes).flatMap(([name, one]) => [
      `${name}: ${one.description}`,
      ...("nesting" in one ? ownLines(one).map((line) => `${name}.${line}`) : []),
    ]),
    ...Object.entries(blocks).flatMap(([name, block]) => ownLines(block).map((line) => `single ${name}.${line}`)),
  ];

  test("is ours, to the last attribute and function", async () => {
    const cwd = temporaryFolder({ "main.tf": DCV_REQUIRED });
    const terraform = await startTerraform({ attached: {}, mirror: await dcvMirror() });
    expect(await terraform.run(cwd, "init", "-input=false")).toMatchObject({ code: 0 });
    const { raw } = await terraform.run(cwd, "providers", "schema", "-json");
    await terraform.close();
    type Schemas = Readonly<Record<string, { readonly version: number; readonly block: Read }>>;
    const { provider_schemas: read } = JSON.parse(raw) as { provider_schemas: Record<string, Record<string, Schemas>> };
    const {
      resource_schemas = {},
      data_source_schemas = {},
      functions = {},
    } = read["registry.terraform.io/dcv-reconciler/dcv"] ?? {};
    const host = { env: {}, cwd, now: () => 0, modules: PROVIDER_MODULES, pid: 0 };
    const own = createDcvProvider(host);
    const pairs: readonly (readonly [Schemas, Readonly<Record<string, { readonly schema: Schema }>>])[] = [
      [resource_schemas, own.resources],
      [data_source_schemas, own.dataSources],
    ];
    for (const [schemas, blocks] of pairs) {
      expect(Object.keys(schemas).sort()).toEqual(Object.keys(blocks).sort());
      for (const [name, { schema }] of Object.entries(blocks)) {
        const { version, block }: Partial<Schemas[string]> = schemas[name] ?? {};
        expect([name, version]).toEqual([name, schema.version]);
        expect(readLines(block ?? { attributes: {} }).toSorted()).toEqual(ownLines(schema).toSorted());
      }
    }
    expect(Object.keys(functions).sort()).toEqual(Object.keys(own.functions).sort());
  });
});
