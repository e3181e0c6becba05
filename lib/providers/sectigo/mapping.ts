/** SCM's words and dates in ours. Unknown words stay as they came and never count as good. */
import type { LiveRecord } from "../../core/observation";
import { DAY_MS, parseInstant, type EpochMs } from "../../core/time";
import { METHODS, ORDER_STATUSES, VALIDATION_STATUSES } from "../../core/vocabulary";
import { parseListedName } from "../listed-name";
import { describeMismatch, hasReadableDomain, isListRow, type StatusAnswer } from "./schema";

type Quote = (text: string) => string;

/** A word, and whether it is one of those we know. */
interface Word {
  readonly word: string;
  readonly known: boolean;
}

/**
 * The constants arrive as `NOT_VALIDATED` and, in the OpenAPI's spelling, as `Not validated`: upper case with
 * underscores is one form for both.
 */
function constant(word: string): string {
  return word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, "_");
}

const LONG_METHODS: Readonly<Partial<Record<string, string>>> = {
  CNAME_CSR_HASH: "CNAME",
  HTTP_CSR_HASH: "HTTP",
  HTTPS_CSR_HASH: "HTTPS",
  DNSTXT_RANDOM_VALUE: "TXT",
  DNSTXT_PERSISTENT_VALUE: "PERSISTENT_TXT",
};

/** AUTO is an order mode of SCM itself (a DNS connector); it says nothing of the method, so it is shown as it is. */
const ORDER_METHODS: readonly string[] = [...METHODS, "AUTO"];

function translate(word: string, known: readonly string[], quote: Quote): Word {
  const candidate = constant(word);
  return known.includes(candidate) ? { word: candidate, known: true } : { word: quote(word), known: false };
}

export function translateStatus(word: string, quote: Quote): Word {
  return translate(word, VALIDATION_STATUSES, quote);
}

export function translateOrderStatus(word: string, quote: Quote): Word {
  return translate(word, ORDER_STATUSES, quote);
}

export function translateMethod(word: string, quote: Quote): Word {
  const long = LONG_METHODS[constant(word)];
  return long === undefined ? translate(word, METHODS, quote) : { word: long, known: true };
}

export function translateOrderMethod(word: string, quote: Quote): Word {
  const method = translateMethod(word, quote);
  return method.known ? method : translate(word, ORDER_METHODS, quote);
}

/** One row of the list in our words. */
export interface ListedRow {
  readonly name: string;
  /** Null when nothing but the name could be read. Its validation is still to be found out. */
  readonly record: LiveRecord | null;
  /** Why the row does not tell the state, as a sentence; null when it does. */
  readonly problem: string | null;
}

export interface TranslatedRow {
  /** Null when not even the domain name could be read: then it may be any domain's. */
  readonly row: ListedRow | null;
  /** Each made when it is told: there may be more than that. */
  readonly warnings: readonly (() => string)[];
}

/** @param place names the row in warnings, such as `sectigo: row 3 of position 200` */
export function translateRow(raw: unknown, place: string, quote: Quote): TranslatedRow {
  const name = hasReadableDomain(raw) ? parseListedName(raw.domain) : null;
  if (name === null) {
    const why = () =>
      hasReadableDomain(raw) ? `"${quote(raw.domain)}" is not a domain name` : "it has no domain name";
    return { row: null, warnings: [() => `${place} cannot be read: ${why()}`] };
  }
  if (!isListRow(raw)) {
    const problem = `${place} (${name}) cannot be read: ${describeMismatch(isListRow)}`;
    return { row: { name, record: null, problem }, warnings: [() => problem] };
  }

  const here = createReader(`${place} (${name})`, quote);
  const status = translateStatus(raw.dcvStatus, quote);
  const record: LiveRecord = {
    status: status.word,
    method: here.word("dcvMethod", raw.dcvMethod, translateMethod),
    orderStatus: here.word("dcvOrderStatus", raw.dcvOrderStatus, translateOrderStatus),
    orderMethod: here.word("dcvOrderMethod", raw.dcvOrderMethod, translateOrderMethod),
    orderSubmittedAt: null,
    validation: null,
    expiresAt: here.date("expirationDate", raw.expirationDate),
  };
  const problem = status.known ? null : `${place} (${name}) has the unknown dcvStatus "${status.word}"`;
  return {
    row: { name, record, problem },
    warnings: problem === null ? here.warnings : [() => problem, ...here.warnings],
  };
}

export interface TranslatedStatus {
  readonly record: LiveRecord;
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

/**
 * What the status call adds to a row. It is the fresher of the two, so where it says something it wins; the method of
 * the last validation is told by the list alone.
 */
export function translateStatusAnswer(
  answer: StatusAnswer,
  listed: LiveRecord,
  basisDays: number,
  place: string,
  quote: Quote,
): TranslatedStatus {
  const here = createReader(place, quote);
  const status = typeof answer.status === "string" ? translateStatus(answer.status, quote) : null;
  const validatedAt = here.date("validationDate", answer.validationDate);
  const merged: LiveRecord = {
    ...listed,
    status: status?.word ?? listed.status,
    orderStatus: here.word("orderStatus", answer.orderStatus, translateOrderStatus) ?? listed.orderStatus,
    orderMethod: here.word("orderMode", answer.orderMode, translateOrderMethod) ?? listed.orderMethod,
    orderSubmittedAt: here.date("submittedDate", answer.submittedDate),
    expiresAt: here.date("expirationDate", answer.expirationDate) ?? listed.expiresAt,
  };
  const record: LiveRecord =
    validatedAt === null
      ? withDerivedValidation(merged, basisDays)
      : { ...merged, validation: { at: validatedAt, basis: "reported" } };
  const problem = status?.known === false ? `${place}: unknown status "${status.word}"` : null;
  const warnings = here.warnings.map((sentence) => sentence());
  return { record, problem, warnings: problem === null ? warnings : [problem, ...warnings] };
}

/** The record with the age that its expiry date implies, if it was ever validated and has one. */
export function withDerivedValidation(record: LiveRecord, basisDays: number): LiveRecord {
  const validated = record.status === "VALIDATED" || record.status === "EXPIRED";
  if (!validated || record.expiresAt === null) return record;
  return { ...record, validation: { at: earliestValidation(record.expiresAt, basisDays), basis: "derived" } };
}

/** When a domain was validated if its expiry is counted from then; never later than the truth for a basis that is too long. */
export function earliestValidation(expiresAt: EpochMs, basisDays: number): EpochMs {
  return expiresAt - basisDays * DAY_MS;
}

/** Reads fields of one row or answer and collects what was odd about them. */
function createReader(place: string, quote: Quote) {
  const warnings: (() => string)[] = [];
  return {
    warnings,
    word(field: string, raw: string | null | undefined, read: (word: string, quote: Quote) => Word): string | null {
      if (raw === null || raw === undefined || raw === "") return null;
      const { word, known } = read(raw, quote);
      if (!known) warnings.push(() => `${place} has the unknown ${field} "${word}"`);
      return word;
    },
    /** Dates come as `yyyy-MM-dd` (the manual's samples) or as date-times (its OpenAPI); a day is 00:00 UTC of it. */
    date(field: string, raw: string | null | undefined): EpochMs | null {
      if (raw === null || raw === undefined || raw === "") return null;
      const instant = parseInstant(raw);
      if (instant === null) warnings.push(() => `${place} has a ${field} that is not a date: "${quote(raw)}"`);
      return instant;
    },
  };
}
