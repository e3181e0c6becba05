/** The facts about the methods of a domain: the one used, the one declared, and when they end. */
import type { Change } from "../core/change";
import { methodFacts } from "../core/tables";
import type { MethodFacts, Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import { METHODS } from "../core/vocabulary";
import { FLAG_OR_NULL, TEXT_OR_NULL, wordOrNull } from "./fact";
import type { Fact } from "./fact";
import { isSeen, dayOf } from "./domain-situation";
import type { DomainSituation } from "./domain-situation";

/** Phone is a method of the tables, but none that a domain can be declared with. */
const METHOD_WORDS = [...METHODS, "PHONE"];

export const METHOD_FACTS = {
  method: {
    doc: "the method of the last validation",
    schema: wordOrNull(METHOD_WORDS),
    read: ({ change }) => change.live?.method ?? null,
  },
  declared_method: {
    doc: "the method that the file asks for; null when it leaves that open",
    schema: wordOrNull(METHODS),
    read: ({ change }) => change.declared?.method ?? null,
    isOptional: true,
  },
  method_void: {
    doc: "whether validations by the method used no longer count on the date judged",
    schema: FLAG_OR_NULL,
    read: (situation) => isVoid(situation),
  },
  method_void_on: {
    doc: "the UTC day from which they do not",
    schema: TEXT_OR_NULL,
    read: (situation) => dayOf(firstEnd(situation)?.on),
  },
  method_citation: {
    doc: "the source of that day",
    schema: TEXT_OR_NULL,
    read: (situation) => firstEnd(situation)?.citation ?? null,
  },
  method_ends: {
    doc: "whether the method used or declared is being retired: the used one ends after the date judged, or the declared one has an end at all",
    schema: FLAG_OR_NULL,
    read: (situation) => isNamedMethod(situation, nextEnd(situation) !== undefined),
  },
  ending_method: {
    doc: "the method that `method_ends` is about",
    schema: wordOrNull(METHOD_WORDS),
    read: (situation) => nextEnd(situation)?.method ?? null,
  },
  method_ends_on: {
    doc: "the UTC day on which it ends",
    schema: TEXT_OR_NULL,
    read: (situation) => dayOf(nextEnd(situation)?.on),
  },
  method_discouraged: {
    doc: "whether the method used or declared is one that CAs SHOULD NOT use any more on the date judged, though its validations still count",
    schema: FLAG_OR_NULL,
    read: (situation) => isNamedMethod(situation, discouraged(situation) !== undefined),
  },
  discouraged_method: {
    doc: "the method that `method_discouraged` is about",
    schema: wordOrNull(METHOD_WORDS),
    read: (situation) => discouraged(situation)?.method ?? null,
  },
  discouraged_since: {
    doc: "the UTC day from which CAs SHOULD NOT use it",
    schema: TEXT_OR_NULL,
    read: (situation) => dayOf(discouraged(situation)?.on),
  },
  discouraged_citation: {
    doc: "the source of that day",
    schema: TEXT_OR_NULL,
    read: (situation) => discouraged(situation)?.citation ?? null,
  },
  method_fits_wildcard: {
    doc: "whether the methods used and declared can all validate wildcards",
    schema: FLAG_OR_NULL,
    read: (situation) => fitsWildcard(situation),
  },
  unfit_method: {
    doc: "the method that cannot",
    schema: wordOrNull(METHOD_WORDS),
    read: (situation) => unfitMethod(situation) ?? null,
  },
} as const satisfies Readonly<Record<string, Fact<DomainSituation>>>;

interface MethodDate {
  readonly method: string;
  readonly on: EpochMs;
  readonly citation: string;
}

/** From when on one of the methods that a word may stand for no longer counts, the first of them first. */
function endsOf(tables: Tables, method: string | null): readonly MethodDate[] {
  return datesOf(tables, method, ({ voidFrom }) => voidFrom);
}

function datesOf(
  tables: Tables,
  method: string | null,
  dateIn: (facts: MethodFacts) => EpochMs | null,
): readonly MethodDate[] {
  if (method === null) return [];
  return methodFacts(tables, method)
    .flatMap((facts) => {
      const on = dateIn(facts);
      return on === null ? [] : [{ method, on, citation: facts.citation }];
    })
    .sort(byDate);
}

function byDate(a: MethodDate, b: MethodDate): number {
  return a.on - b.on;
}

/** A word that stands for several methods ends with the first of them. */
function firstEnd({ change, tables }: DomainSituation): MethodDate | undefined {
  return endsOf(tables, change.live?.method ?? null)[0];
}

function isVoid(situation: DomainSituation): boolean | null {
  const { change, tables, asOf } = situation;
  if (methodFacts(tables, change.live?.method ?? null).length === 0) return null;
  const end = firstEnd(situation);
  return end !== undefined && end.on <= asOf;
}

/** Of the method used only an end that is still to come counts; a declared one that has ended is of no use either. */
function nextEnd({ change, tables, asOf }: DomainSituation): MethodDate | undefined {
  const ofUsed = endsOf(tables, change.live?.method ?? null).filter(({ on }) => on > asOf);
  return [...ofUsed, ...endsOf(tables, change.declared?.method ?? null)].sort(byDate)[0];
}

/** Once its validations no longer count, `method_void` and `method_ends` cover it. */
function discouraged({ change, tables, asOf }: DomainSituation): MethodDate | undefined {
  return namedMethods(change)
    .flatMap((method) =>
      datesOf(tables, method, ({ sunsetFrom, voidFrom }) =>
        voidFrom !== null && voidFrom <= asOf ? null : sunsetFrom,
      ),
    )
    .filter(({ on }) => on <= asOf)
    .sort(byDate)[0];
}

/** True where a method was found; false only where every method is known, else null. */
function isNamedMethod({ change, tables }: DomainSituation, isFound: boolean): boolean | null {
  if (isFound) return true;
  const isKnown = !isMethodUnseen(change) && namedMethods(change).every((method) => tables.methods.has(method));
  return isKnown ? false : null;
}

/** The method used and the one declared, as far as there are any. */
function namedMethods({ live, declared }: Change): readonly string[] {
  return [live?.method ?? null, declared?.method ?? null].filter((method) => method !== null);
}

function unfitMethod({ change, tables }: DomainSituation): string | undefined {
  return namedMethods(change).find((method) => methodFacts(tables, method).some(({ wildcard }) => !wildcard));
}

function fitsWildcard(situation: DomainSituation): boolean | null {
  const { change, tables } = situation;
  if (unfitMethod(situation) !== undefined) return false;
  const named = namedMethods(change);
  // A method that the tables do not know does not count as good.
  const isKnown = !isMethodUnseen(change) && named.length > 0 && named.every((method) => tables.methods.has(method));
  return isKnown ? true : null;
}

/** Whether there may be a method that the CA could not report: then the declared method alone proves nothing. */
function isMethodUnseen(change: Change): boolean {
  return !isSeen(change) && (change.live?.method ?? null) === null;
}
