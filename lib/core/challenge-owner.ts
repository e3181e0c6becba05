/** Whom the record of a challenge belongs to. */
import { baseName } from "./domain-name";

/**
 * Whether the record of a challenge can belong to a domain: the owner of the record, less its underscore labels, is the
 * domain without `*.`, or a parent of it. Null for an owner of less than two labels: it names no domain.
 * @param owner an A-label name, as `parseListedName` returns it
 */
export function belongsTo(owner: string, name: string): boolean | null {
  const domain = owner.replace(/^(?:_[^.]*(?:\.|$))+/, "");
  return domain.includes(".") ? `.${baseName(name)}`.endsWith(`.${domain}`) : null;
}
