/** The import block with which Terraform takes the domains that the CAs list into its state. */
import { addressOf } from "../core/desired";
import { compareText } from "../core/order";
import type { ImportedDomain } from "./merge-import";

const HEAD = `# Written by dcv import --terraform.
# Terraform 1.7 or later reads it in the next plan; remove it after the apply. It fills resource "dcv_validation" "domain",
# whose for_each has the domains as keys; for another resource change the address below.
import {
  for_each = {
`;
const TAIL = `  }
  to = dcv_validation.domain[each.key]
  id = each.value
}
`;

/** Whether a file holds such a block and nothing else, but for the address: then it can be written anew. */
export function isImportBlocks(text: string): boolean {
  const [address = ""] = /^ {2}to = .*$/m.exec(text) ?? [];
  const own = text.replace(address, () => "  to = dcv_validation.domain[each.key]");
  if (!own.startsWith(HEAD) || !own.endsWith(TAIL)) return false;
  return /^( {4}"[^"\\]+" += "[^"\\]+"\n)*$/.test(own.slice(HEAD.length, -TAIL.length));
}

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
  const lines = entries.map(([key, id]) => `    "${key}"${" ".repeat(width - key.length)} = "${id}"\n`);
  return HEAD + lines.join("") + TAIL;
}
