/**
 * What makes a persistent record usable: Baseline Requirements, 3.2.2.4.22. Its text has the form of a CAA issue value, so two texts can
 * mean the same.
 */
import { parseIssueValue } from "./caa";
import { formatInstant } from "./time";
import type { EpochMs } from "./time";

export interface PersistentWant {
  /** Domain names of the CA, in lower case. */
  readonly issuers: readonly string[];
  /** The `accounturi` that the CA gave; null where it is not known. */
  readonly account: string | null;
  /** The record must be usable at this instant. */
  readonly at: EpochMs;
}

/** The issuer and the account of a text that a CA gave; no issuer where it cannot be read. */
export function persistentWant(text: string, at: EpochMs): PersistentWant {
  const parsed = parseIssueValue(text);
  return {
    issuers: parsed === null ? [] : [parsed.issuer],
    account: parsed?.parameters.get("accounturi")?.[0] ?? null,
    at,
  };
}

/** Why the CA cannot use a record with this text, as a phrase; null where it can. */
export function persistentProblem(text: string, { issuers, account, at }: PersistentWant): string | null {
  const parsed = parseIssueValue(text);
  if (parsed === null) return "is not an issuer with parameters";
  if (!issuers.includes(parsed.issuer)) return `names ${parsed.issuer === "" ? "no CA" : `the CA ${parsed.issuer}`}`;
  const accounts = parsed.parameters.get("accounturi") ?? [];
  if (accounts.length !== 1) return `has ${accounts.length === 0 ? "no accounturi" : "more than one accounturi"}`;
  if (account !== null && accounts[0] !== account) return `names another account, ${accounts.join()}`;
  const ends = parsed.parameters.get("persistuntil");
  if (ends === undefined) return null;
  const seconds = ends.length === 1 && /^\d{1,11}$/.test(ends.join()) ? Number(ends.join()) : null;
  if (seconds === null) return "has a persistUntil that is not one number of seconds";
  return at > seconds * 1000 ? `can be used only until ${formatInstant(seconds * 1000)}` : null;
}
