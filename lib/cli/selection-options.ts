/** The options that narrow a run to a part of the estate: `--domain`, `--owner`, `--label` and `--provider`. */
import { InvalidArgumentError } from "commander";
import type { Option } from "commander";
import type { Label, Selection } from "../core/selection";
import { repeated } from "./options";

export interface SelectionFlags {
  readonly domain: readonly string[];
  readonly owner: readonly string[];
  readonly label: readonly Label[];
  readonly provider: readonly string[];
}

/** Each may be repeated: the values of one option are alternatives, and all options must hold. */
export function selectionOptions(): readonly Option[] {
  return [
    repeated("--domain <glob>", "only these names, such as '*.example.com'; may be repeated", "all", patternOf),
    repeated("--owner <glob>", "only domains of these owners; may be repeated", "all", nonEmpty),
    repeated("--label <key=value>", "only domains with this label; may be repeated", "all", labelOf),
    repeated("--provider <name>", "only domains at this provider of the file; may be repeated", "all", nonEmpty),
  ];
}

export function selectionOf({ domain, owner, label, provider }: SelectionFlags): Selection {
  return { domains: domain, owners: owner, labels: label, providers: provider };
}

/** Names in the file are lower case, and none ends with a dot. */
function patternOf(text: string): string {
  return nonEmpty(text).toLowerCase().replace(/\.$/, "");
}

function nonEmpty(text: string): string {
  if (text.trim() !== "") return text.trim();
  throw new InvalidArgumentError("It is empty.");
}

function labelOf(text: string): Label {
  const at = text.indexOf("=");
  if (at > 0) return { key: text.slice(0, at), value: text.slice(at + 1) };
  throw new InvalidArgumentError("Write KEY=VALUE, such as env=production.");
}
