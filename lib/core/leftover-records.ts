/**
 * Records that an earlier validation left in a zone: `_<32 hexadecimal digits>` below a domain, pointing to the CA, and asked for by no
 * order. Only what the CA says of the domain itself makes a record one of them: another account may wait for the rest.
 */
import { parseDnsName, isWithin, parentOf } from "./dns-name";
import { baseName } from "./domain-name";
import type { Change } from "./change";
import type { LiveRecord } from "./observation";
import type { Tables } from "./tables";

export interface LeftoverQuestion {
  /** The name below which they are looked for, without `*.`. */
  readonly base: string;
  /** Domain names of the CAs that list it. */
  readonly targets: readonly string[];
  /** Names of records that orders wait for. */
  readonly needed: readonly string[];
}

export interface Alias {
  /** In the form of `parseDnsName`, as is the target. */
  readonly name: string;
  readonly target: string;
}

const LABEL = /^_[\da-f]{32}\./;

/** Whether a CNAME record may have been one for a validation, whatever it points to. */
export function isValidationName(name: string): boolean {
  return LABEL.test(name);
}

/** By the base name. A name that a CA could not be asked about, or whose order waits for something unknown, is left out. */
export function leftoverQuestions(changes: readonly Change[], tables: Tables): ReadonlyMap<string, LeftoverQuestion> {
  const byBase = new Map<string, Change[]>();
  for (const change of changes) {
    const base = parseDnsName(baseName(change.domain));
    if (base === null) continue;
    byBase.set(base, [...(byBase.get(base) ?? []), change]);
  }
  const questions = new Map<string, LeftoverQuestion>();
  for (const [base, ofBase] of byBase) {
    const live = ofBase.flatMap((change) => change.live ?? []);
    if (ofBase.some(({ observed }) => observed === "unknown") || live.some(waitsForUnknown)) continue;
    const listing = ofBase.filter((change) => change.live !== null);
    const targets = listing.flatMap(({ provider }) => tables.issuers.get(provider) ?? []);
    if (targets.length === 0) continue;
    const needed = live.flatMap(({ challenge }) => (challenge != null && "name" in challenge ? challenge.name : []));
    questions.set(base, { base, targets, needed: needed.flatMap((name) => parseDnsName(name) ?? []) });
  }
  return questions;
}

/** The names of those records, in their order. */
export function leftovers({ base, targets, needed }: LeftoverQuestion, aliases: readonly Alias[]): readonly string[] {
  return aliases
    .filter(({ name, target }) => parentOf(name) === base && targets.some((one) => isWithin(target, one)))
    .map(({ name }) => name)
    .filter((name) => isValidationName(name) && !needed.includes(name))
    .sort();
}

function waitsForUnknown({ orderStatus, challenge }: LiveRecord): boolean {
  return (orderStatus === "SUBMITTED" || orderStatus === "AWAITING_SUBMISSION") && challenge == null;
}
