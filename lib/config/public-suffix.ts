/** The Public Suffix List, its ICANN section only, as the Baseline Requirements prefer (3.2.2.6). */
import { getDomain, getPublicSuffix } from "tldts-icann";
import { baseName } from "../core/domain-name";

/** The public suffix that the name, less a leading `*.`, consists of; null when there is a label of its own before it. */
export function barePublicSuffix(name: string): string | null {
  const base = baseName(name);
  return getPublicSuffix(base, AS_IT_IS) === base ? base : null;
}

/** Whether each name one label below this one, less a leading `*.`, is a public suffix, as the list has it with `*.kawasaki.jp`. */
export function holdsPublicSuffixes(name: string): boolean {
  // Any label shows a wildcard of the list. Single suffixes below a name that is none, as bo.telemark.no, are not looked for.
  return barePublicSuffix(`any-label.${baseName(name)}`) !== null;
}

/** The name that is registered: a public suffix and the label before it; the name itself where it has no such label. */
export function registrableDomain(name: string): string {
  const base = baseName(name);
  return getDomain(base, AS_IT_IS) ?? base;
}

const AS_IT_IS = { extractHostname: false, validateHostname: false };
