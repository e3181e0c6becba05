/** The functions that the provider defines. They need no configuration and call no CA. */
import { parseDnsName } from "../../core/dns-name";
import { baseName, parseDomainName } from "../../core/domain-name";
import { usableUntil } from "../../core/reuse";
import { limitsFor } from "../../core/tables";
import { formatInstant, parseInstant } from "../../core/time";
import { METHODS } from "../../core/vocabulary";
import type { ProviderModule } from "../../core/provider-module";
import { methodWord } from "./domain-argument";
import type { FunctionAnswer, ProviderFunction } from "./provider";
import type { TfValue } from "./schema";

export function providerFunctions(
  modules: readonly Pick<ProviderModule, "type">[],
): Readonly<Record<string, ProviderFunction>> {
  const types = modules.map(({ type }) => type);
  return {
    usable_until: {
      summary: "Until when a validation can be used",
      description:
        "The last instant at which a certificate can be issued with a validation: the strictest of the schedule of the Baseline Requirements, the method and the CA, as an RFC 3339 instant. An expiry that the CA itself gives may come first.",
      parameters: [
        {
          name: "validated_at",
          type: "string",
          description: "When the domain was validated, as an RFC 3339 instant or a day.",
        },
        {
          name: "ca",
          type: "string",
          description: `The type of the CA: ${types.map((one) => `\`${one}\``).join(", ")}.`,
        },
        {
          name: "method",
          type: "string",
          description: `The method: ${METHODS.map((one) => `\`${one}\``).join(", ")}.`,
        },
      ],
      returns: "string",
      call: async ([at, ca, method]) => endOfUse(textOf(at), textOf(ca), textOf(method), types),
    },
    record_fqdn: {
      summary: "The absolute name of a record of a domain",
      description:
        "Joins a label and a domain to the name of a record: absolute, in lower case, internationalized labels as A-labels, without a dot at its end and without the `*.` of a wildcard.",
      parameters: [
        {
          name: "label",
          type: "string",
          description: "The label below the domain, such as `_dnsauth`; empty for the domain itself.",
        },
        { name: "domain", type: "string", description: "The domain name, such as `*.example.com`." },
      ],
      returns: "string",
      call: async ([label, domain]) => recordName(textOf(label), textOf(domain)),
    },
  };
}

/** Terraform has checked the type. */
function textOf(value: TfValue | undefined): string {
  return typeof value === "string" ? value : "";
}

async function endOfUse(
  written: string,
  ca: string,
  method: string,
  types: readonly string[],
): Promise<FunctionAnswer> {
  const validatedAt = parseInstant(written);
  if (validatedAt === null) {
    return {
      error: "is not an instant; write one such as 2026-11-25T10:00:00Z, or a day such as 2026-11-25",
      argument: 0,
    };
  }
  if (!types.includes(ca))
    return { error: `is not a CA that dcv knows; write one of ${types.join(", ")}`, argument: 1 };
  if (methodWord(method) === null) {
    return { error: `is not a method; write one of ${METHODS.join(", ")}`, argument: 2 };
  }
  const { readTables, tablesFor } = await import("../../policy/tables");
  const { PACKAGE_ROOT, TABLES_DIRECTORY } = await import("../../run/package-root");
  const { tables: published } = await readTables(TABLES_DIRECTORY, PACKAGE_ROOT, "unchecked");
  if (published === null) throw new Error("the tables of the package are broken");
  const tables = tablesFor(published, [{ name: ca, type: ca, reuseLimit: null }]);
  const { until } = usableUntil(validatedAt, limitsFor(tables, ca, method, null));
  return { result: Number.isFinite(until) ? formatInstant(until) : null };
}

function recordName(label: string, domain: string): FunctionAnswer {
  const parsed = parseDomainName(domain);
  if (!parsed.ok) return { error: parsed.problem, argument: 1 };
  const base = baseName(parsed.domain.name);
  const name = parseDnsName(label === "" ? base : `${label}.${base}`);
  if (name === null) return { error: "is not a label of a DNS name, or makes the name too long", argument: 0 };
  return { result: name };
}
