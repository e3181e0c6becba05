/** The import block with which Terraform takes the domains that the CAs list into its state. */
import { addressOf } from "../core/desired";
import { compareText } from "../core/order";
import type { ImportedDomain } from "./merge-import";

/** By this first line a file of ours is known, so that no other is replaced. */
export const IMPORT_BLOCKS_MARK = "# Written by dcv import --terraform.";

/**
 * One block for all: whoever has another address than `dcv_validation.domain` changes it in one place. A key is the name of the domain,
 * or `provider/name` where two providers hold the name.
 */
export function importBlocks(domains: readonly ImportedDomain[]): string {
  const times = new Map<string, number>();
  for (const { domain } of domains) times.set(domain, (times.get(domain) ?? 0) + 1);
  const entries = domains.map(({ provider, domain }) => {
    const address = addressOf(provider, domain);
    return [times.get(domain) === 1 ? domain : address, address] as const;
  });
  entries.sort(([a], [b]) => compareText(a, b));
  // Neither a name nor a provider's name can hold a quote, a backslash or the start of a template.
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  const lines = entries.map(([key, id]) => `    "${key}"${" ".repeat(width - key.length)} = "${id}"`);
  return [
    IMPORT_BLOCKS_MARK,
    "# Terraform 1.7 or later reads it in the next plan; remove it after the apply.",
    "import {",
    "  for_each = {",
    ...lines,
    "  }",
    "  to = dcv_validation.domain[each.key]",
    "  id = each.value",
    "}",
    "",
  ].join("\n");
}
