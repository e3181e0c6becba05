/** What the user wants: the domains that must stay validated, after defaults, with their places in the file. */
import type { Place } from "./diagnostic";
import type { Method } from "./vocabulary";

export interface DesiredDomain {
  /** Lower-case A-label name, possibly with a leading `*.`. */
  readonly name: string;
  /** The U-label form where it differs. */
  readonly unicode: string | null;
  /** The name of the provider in the file. */
  readonly provider: string;
  readonly method: Method | null;
  readonly owner: string | null;
  /** What the CA needs to know of this domain beside its name, by the keys of the CA's module; read by its provider only. */
  readonly keys: Readonly<Record<string, string>>;
  /** The user's own words about it, such as `env: production`; those of the entry win over the defaults of its file. */
  readonly labels: Readonly<Record<string, string>>;
  /** The window: warn when the validation stays usable for fewer days than this. */
  readonly revalidateWithinDays: number;
  /** A limit of the user's own; null for none. */
  readonly maxAgeDays: number | null;
  readonly place: Place;
}

/** The address of a domain in plans: `my-ca/*.example.com`. */
export function addressOf(provider: string, domain: string): string {
  return `${provider}/${domain}`;
}

/** The part of an entry that decides what is due, as a text: entries with equal terms and equal records come out alike. */
export function termsOf({ provider, method, revalidateWithinDays, maxAgeDays }: DesiredDomain): string {
  return `${provider} ${String(method)} ${revalidateWithinDays} ${String(maxAgeDays)}`;
}
