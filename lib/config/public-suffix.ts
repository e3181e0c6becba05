/** The Public Suffix List, its ICANN section only, as the Baseline Requirements prefer (3.2.2.6). */
import { getPublicSuffix } from "tldts-icann";
import { baseName } from "../core/domain-name";

/** The public suffix that the name, less a leading `*.`, consists of; null when there is a label of its own before it. */
export function barePublicSuffix(name: string): string | null {
  const base = baseName(name);
  return getPublicSuffix(base, { extractHostname: false, validateHostname: false }) === base ? base : null;
}
