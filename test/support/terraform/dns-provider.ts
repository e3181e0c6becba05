/**
 * `dcvtest/dns`: stands in for the provider of a user's DNS. Its `dns_record` has `name`, `type` and `value`, and writes by
 * dynamic updates (RFC 2136) to one server. Another value replaces the record in place; a new one replaces a CNAME that is there. A destroy
 * removes it, unless it has another value by then.
 */
import type { PluginProvider } from "../../../lib/terraform/plugin/provider";
import { UNKNOWN } from "../../../lib/terraform/plugin/schema";
import type { Attribute, TfObject } from "../../../lib/terraform/plugin/schema";
import type { PrimaryOptions } from "../../../lib/dns/publish/primary";
import { createPrimary } from "../../../lib/dns/publish/primary";
import type { PublishedRecord } from "../../../lib/dns/publish/publisher";
import { createRfc2136Publisher } from "../../../lib/dns/publish/rfc2136";
import { provider, resource } from "./stand-in";

const TTL = 60;

export function dnsProvider(options: PrimaryOptions): PluginProvider<object> {
  const publisher = createRfc2136Publisher(options);
  const primary = createPrimary(options);

  async function valueOf({ name, type }: PublishedRecord, signal: AbortSignal): Promise<string | null> {
    const seen = await primary.read(name, type, signal);
    return seen.kind === "values" && type === "CNAME" ? (seen.values[0] ?? null) : null;
  }

  return provider({
    dns_record: resource(
      {
        id: required("`name type`.", "computed"),
        name: required("Absolute, without the dot at the end."),
        type: required("`CNAME` or `TXT`."),
        value: required("The target or the text."),
      },
      {
        plan: (prior, config) => {
          const replacedBy = prior === null ? [] : ["name", "type"].filter((key) => prior[key] !== config[key]);
          return {
            planned: { ...config, id: replacedBy.length === 0 ? (prior?.id ?? UNKNOWN) : UNKNOWN },
            replacedBy,
          };
        },
        apply: async (planned, prior, signal) => {
          const record = recordOf(planned);
          const earlier = prior === null ? await valueOf(record, signal) : recordOf(prior).value;
          const replaces = earlier === record.value ? null : earlier;
          const [result] = await publisher.present([{ ...record, replaces }], signal);
          if (result?.kind !== "created" && result?.kind !== "already-there")
            throw new Error(`the record was not written: ${JSON.stringify(result)}`);
          return { ...planned, id: `${record.name} ${record.type}` };
        },
        destroy: async (state, signal) => {
          const [result] = await publisher.cleanup([recordOf(state)], signal);
          if (result?.kind === "failed") throw new Error(`the record was not removed: ${result.why}`);
        },
        read: async (state, signal) => {
          const { name, type, value } = recordOf(state);
          const seen = await primary.read(name, type, signal);
          if (seen.kind !== "values") throw new Error(seen.why);
          return seen.values.includes(value) ? state : null;
        },
      },
    ),
  });
}

function required(description: string, mode: Attribute["mode"] = "required"): Attribute {
  return { description, mode, type: "string" };
}

function recordOf(state: TfObject): PublishedRecord {
  const { name, type, value } = state as Readonly<Record<"name" | "value", string>> & {
    readonly type: "CNAME" | "TXT";
  };
  return { name, type, value, domain: name, ttl: TTL };
}
