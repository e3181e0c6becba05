/** Real Terraform with the provider as users have it, the estate of a simulated CA, and a stand-in for the provider of the user's DNS. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatInstant } from "../../../lib/core/time";
import { pluginEstate } from "../plugin-estate";
import type { PluginEstate, PluginEstateOptions } from "../plugin-estate";
import { dcvMirror } from "./dcv-mirror";
import { dnsProvider } from "./dns-provider";
import { startTerraform } from "./terraform";
import type { Terraform, TerraformResult } from "./terraform";

export const REQUIRED = `terraform {
  required_providers {
    dcv = { source = "dcv-reconciler/dcv" }
    dns = { source = "dcvtest/dns" }
  }
}

variable "as_of" {
  type = string
}
`;

/** @param more lines in the block */
export const PROVIDER = (more = 'config = "domains.yaml"'): string => `provider "dcv" {
  as_of = var.as_of
  first = true
  grace = 3
  poll  = 1
  ${more}
}
`;

/** A domain with its record and its submission. */
export const DOMAIN = (name: string, domain: string, more = 'method = "CNAME"'): string => `
resource "dcv_validation" "${name}" {
  domain = "${domain}"
  ${more}
}

resource "dns_record" "${name}" {
  for_each = { for index, record in dcv_validation.${name}.records : tostring(index) => record }
  name     = each.value.name
  type     = each.value.type
  value    = each.value.value
}

resource "dcv_validation_submission" "${name}" {
  validation = dcv_validation.${name}.order_id
  depends_on = [dns_record.${name}]
}
`;

export interface TfResourceChange {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: Readonly<Record<string, unknown>>;
  };
}

export interface DcvEstate extends PluginEstate {
  /** Runs a command as of the clock of the CA. */
  tf(...args: readonly string[]): Promise<TerraformResult>;
  start(...args: readonly string[]): ReturnType<Terraform["start"]>;
  write(configuration: string): void;
  /** The stand-in for DNS does nothing more after Terraform has stopped it: another takes its place. */
  reattach(): Promise<void>;
  /** `terraform apply`; the text where it failed. */
  apply(...args: readonly string[]): Promise<TerraformResult>;
  /** By address, without what stays as it is. */
  planned(): Promise<Readonly<Record<string, TfResourceChange["change"]>>>;
  /** The values of the state, by address. */
  values(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>>;
}

const open: Terraform[] = [];
afterEach(async () => {
  for (const terraform of open.splice(0)) await terraform.close();
});

/** @param configuration what follows `REQUIRED` */
export async function dcvEstate(
  options: PluginEstateOptions,
  configuration: string,
  env: Readonly<Record<string, string>> = {},
): Promise<DcvEstate> {
  const estate = await pluginEstate({ ...options, clockGoes: true });
  const { cwd, clock, dns } = estate;
  const mirror = await dcvMirror();
  const attach = async (): Promise<Terraform> => {
    const attached = { "dcvtest/dns": dnsProvider(dns) };
    const started = await startTerraform({ mirror, attached, env: { ...estate.env, ...env } });
    open.push(started);
    return started;
  };
  let terraform = await attach();
  const asOf = (): Readonly<Record<string, string>> => ({
    TF_VAR_as_of: formatInstant(Math.floor(clock.at / 1000) * 1000),
  });
  const tf = (...args: readonly string[]): Promise<TerraformResult> => terraform.runWith(asOf(), cwd, ...args);
  const write = (text: string): void => writeFileSync(join(cwd, "main.tf"), `${REQUIRED}${text}`);
  write(configuration);
  const init = await tf("init", "-input=false", "-no-color");
  if (init.code !== 0) throw new Error(init.raw);
  const show = async (...file: readonly string[]): Promise<unknown> => {
    const { raw, code } = await tf("show", "-json", ...file);
    if (code !== 0) throw new Error(raw);
    return JSON.parse(raw) as unknown;
  };
  return {
    ...estate,
    ...{ tf, write },
    reattach: async () => void (terraform = await attach()),
    start: (...args) => terraform.start(asOf(), cwd, ...args),
    apply: (...args) => tf("apply", "-auto-approve", "-input=false", "-no-color", ...args),
    async planned() {
      const { code, raw } = await tf("plan", "-input=false", "-no-color", "-out=plan.tfplan");
      if (code !== 0) throw new Error(raw);
      const { resource_changes: changes = [] } = (await show("plan.tfplan")) as {
        readonly resource_changes?: readonly TfResourceChange[];
      };
      const moved = changes.filter(({ change }) => change.actions.join() !== "no-op");
      return Object.fromEntries(moved.map(({ address, change }) => [address, change] as const));
    },
    async values() {
      const { values } = (await show()) as {
        readonly values?: {
          readonly root_module?: {
            readonly resources?: readonly {
              readonly address: string;
              readonly values: Readonly<Record<string, unknown>>;
            }[];
          };
        };
      };
      return Object.fromEntries(
        (values?.root_module?.resources ?? []).map((one) => [one.address, one.values] as const),
      );
    },
  };
}
