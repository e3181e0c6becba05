/** What an import adds to a file: entries for the names that a CA lists and the file does not declare. Pure. */
import { registrableDomain, barePublicSuffix } from "../config/public-suffix";
import { addressOf } from "../core/desired";
import { baseName, isWildcard, parseDomainName } from "../core/domain-name";
import { compareText } from "../core/order";
import { METHODS } from "../core/vocabulary";
import type { Method } from "../core/vocabulary";
import type { NewItem } from "../document/insert-items";

/** A name that a CA lists. */
export interface LiveName {
  /** Lower-case A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** The name of the provider in the file. */
  readonly provider: string;
  /** The method of the last validation in our words or the CA's own; null where there is none. */
  readonly method: string | null;
  /** What the CA needs beside the name to find it, by the keys of its module. */
  readonly keys: Readonly<Record<string, string>>;
}

/** What the file says already. */
export interface FileFacts {
  /** The addresses of all declared domains. */
  readonly declared: ReadonlySet<string>;
  /** The provider of an entry that names none; null where each entry must name one. */
  readonly provider: string | null;
  /** The method of an entry that names none. */
  readonly method: string | null;
}

export interface Entries {
  readonly domains: readonly NewItem[];
  /** The names of these entries, in their order, each with the method that it is declared with. */
  readonly added: readonly (Pick<LiveName, "domain" | "provider"> & { readonly method: Method | null })[];
  /** Names that exist at a CA and that no file may declare, with the reason as a phrase; in order. */
  readonly undeclarable: readonly { readonly domain: string; readonly provider: string; readonly problem: string }[];
}

/** Sorted by registrable domain, each wildcard after its base; the same arguments in any order give the same entries. */
export function missingEntries(live: readonly LiveName[], facts: FileFacts): Entries {
  const domains: NewItem[] = [];
  const added: Entries["added"][number][] = [];
  const undeclarable: Entries["undeclarable"][number][] = [];
  const missing = live.filter(({ domain, provider }) => !facts.declared.has(addressOf(provider, domain)));
  for (const name of inOrder(missing)) {
    const { domain, provider } = name;
    const parsed = parseDomainName(domain);
    const suffix = barePublicSuffix(domain);
    if (!parsed.ok) undeclarable.push({ domain, provider, problem: parsed.problem });
    else if (suffix !== null) undeclarable.push({ domain, provider, problem: `is a public suffix (${suffix})` });
    else {
      domains.push({ value: entryOf(name, facts), comment: parsed.domain.unicode });
      added.push({ domain, provider, method: methodIn(name.method) ?? methodIn(facts.method) });
    }
  }
  return { domains, added, undeclarable };
}

function entryOf({ domain, provider, method: word, keys }: LiveName, facts: FileFacts): NewItem["value"] {
  const method = methodIn(word);
  const more = {
    ...(provider === facts.provider ? {} : { provider }),
    ...(method === null || method === facts.method ? {} : { method }),
    ...keys,
  };
  return Object.keys(more).length === 0 ? domain : { name: domain, ...more };
}

function methodIn(word: string | null): Method | null {
  return METHODS.find((known) => known === word) ?? null;
}

function inOrder(names: readonly LiveName[]): readonly LiveName[] {
  return names
    .map((name) => ({ name, key: sortKey(name) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ name }) => name);
}

/** The labels from the right, so that names stand below the domain that they belong to. */
function sortKey({ domain, provider }: LiveName): string {
  const base = baseName(domain);
  const labels = base.split(".").reverse();
  return [registrableDomain(domain), ...labels, isWildcard(domain) ? " *" : "", provider].join("\u0000");
}
