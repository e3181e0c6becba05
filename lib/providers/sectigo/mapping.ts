/** SCM's words and dates in ours. Unknown words stay as they came and never count as good. */
import type { ListedRow, LiveRecord } from "../../core/observation";
import { DAY_MS, formatDay, type EpochMs } from "../../core/time";
import { METHODS, ORDER_STATUSES, VALIDATION_STATUSES } from "../../core/vocabulary";
import { createMemo } from "../../core/memo";
import { parseListedName } from "../../core/domain-name";
import type { Quoting } from "../call-context";
import type { ReadRecord } from "../inspect";
import { readChallenge } from "./challenge";
import { parseSectigoDate } from "./dates";
import { describeMismatch } from "../answer-schema";
import { hasReadableDomain, isListRow, type StatusAnswer } from "./schema";

/** How foreign text stands in a message. */

/**
 * The constants arrive as `NOT_VALIDATED` and, in the OpenAPI's spelling, as `Not validated`: upper case with
 * underscores is one form for both.
 */
function constant(word: string): string {
  return constants(word, (one) =>
    one
      .trim()
      .toUpperCase()
      .replaceAll(/[\s-]+/g, "_"),
  );
}

/** Each row has four of a few words, and one of a few dates. */
const constants = createMemo<string, string>();
const dates = createMemo<string, EpochMs | null>();

const LONG_METHODS: Readonly<Partial<Record<string, string>>> = {
  CNAME_CSR_HASH: "CNAME",
  HTTP_CSR_HASH: "HTTP",
  HTTPS_CSR_HASH: "HTTPS",
  DNSTXT_RANDOM_VALUE: "TXT",
  DNSTXT_PERSISTENT_VALUE: "PERSISTENT_TXT",
};

/** AUTO is an order mode of SCM itself (a DNS connector); it says nothing of the method, so it is shown as it is. */
const ORDER_METHODS: readonly string[] = [...METHODS, "AUTO"];

/** Our word for one of the CA's; null where it is none of those known. */
function translate(word: string, known: readonly string[]): string | null {
  const candidate = constant(word);
  return known.includes(candidate) ? candidate : null;
}

export function translateStatus(word: string): string | null {
  return translate(word, VALIDATION_STATUSES);
}

function translateOrderStatus(word: string): string | null {
  return translate(word, ORDER_STATUSES);
}

function translateMethod(word: string): string | null {
  return LONG_METHODS[constant(word)] ?? translate(word, METHODS);
}

function translateOrderMethod(word: string): string | null {
  return translateMethod(word) ?? translate(word, ORDER_METHODS);
}

/** SCM keeps showing the method of the last order when that has ended. */
const NO_ORDER = "NOT_INITIATED";

export interface TranslatedRow {
  /** Null when not even the domain name could be read: then it may be any domain's. */
  readonly row: ListedRow | null;
  /** The text in the place of the name, secrets masked, where that is no domain name. */
  readonly unreadableName?: string;
  readonly warnings: readonly string[];
}

/** @param place names the row in warnings, such as `sectigo: row 3 at position 200` */
export function translateRow(raw: unknown, place: string, context: Quoting): TranslatedRow {
  if (!hasReadableDomain(raw)) return { row: null, warnings: [`${place} cannot be read: it has no domain name`] };
  const domain = parseListedName(raw.domain);
  if (domain === null) {
    const name = context.quote(raw.domain);
    return { row: null, unreadableName: name, warnings: [`${place} cannot be read: "${name}" is not a domain name`] };
  }
  const listedAs = [{ name: raw.domain, entry: null }];
  if (!isListRow(raw)) {
    const problem = `${place} (${domain}) cannot be read: ${describeMismatch(isListRow)}`;
    return { row: { domain, listedAs, record: null, problem }, warnings: [problem] };
  }

  const here = createReader(`${place} (${domain})`, context);
  const orderMethod = here.word("dcvOrderMethod", raw.dcvOrderMethod, translateOrderMethod);
  const orderStatus = here.word("dcvOrderStatus", raw.dcvOrderStatus, translateOrderStatus);
  const record: LiveRecord = {
    status: here.status("dcvStatus", raw.dcvStatus),
    method: here.word("dcvMethod", raw.dcvMethod, translateMethod),
    orderStatus,
    orderMethod: orderStatus === NO_ORDER ? null : orderMethod,
    orderSubmittedAt: null,
    validation: null,
    expiresAt: here.date("expirationDate", raw.expirationDate),
  };
  // Which limits a validation is under depends on its method.
  if (raw.dcvMethod === "" && record.status === "VALIDATED") here.refuse("has an empty dcvMethod");
  return { row: { domain, listedAs, record, problem: here.problem() }, warnings: here.sentences() };
}

/** A validation newer than this may have been made after the row was listed; its date may be a day without a zone. */
const RECENT_MS = 2 * DAY_MS;

/**
 * What the status call adds to a row. The method of the last validation is in the list alone. Where the two answers
 * disagree neither is believed, unless the domain was validated in between.
 * @param now when the call was made
 */
export function translateStatusAnswer(
  answer: StatusAnswer,
  { domain, record: listed }: { readonly domain: string; readonly record: LiveRecord },
  now: EpochMs,
  place: string,
  context: Quoting,
): ReadRecord {
  const here = createReader(place, context);
  if (answer.domain && parseListedName(answer.domain) !== domain) {
    here.refuse(`is about another domain, "${context.quote(answer.domain)}"`);
  }
  const validatedAt = here.date("validationDate", answer.validationDate);
  const orderStatus = here.word("orderStatus", answer.orderStatus, translateOrderStatus) ?? listed.orderStatus;
  const orderMethod = here.word("orderMode", answer.orderMode, translateOrderMethod) ?? listed.orderMethod;
  const record: LiveRecord = {
    ...listed,
    status: here.status("status", answer.status ?? listed.status),
    orderStatus,
    orderMethod: orderStatus === NO_ORDER ? null : orderMethod,
    orderSubmittedAt: here.date("submittedDate", answer.submittedDate),
    ...(answer.orderBackendId ? { orderId: context.quote(String(answer.orderBackendId)) } : {}),
    validation: validatedAt === null ? null : { at: validatedAt, basis: "reported" },
    expiresAt: here.date("expirationDate", answer.expirationDate) ?? listed.expiresAt,
  };
  const isNew = validatedAt !== null && validatedAt >= now - RECENT_MS;
  if (!isNew) {
    const differs = differenceOf(listed, record);
    if (differs !== null) here.refuse(`${differs}; run again, and look at it there if it stays so`);
  }
  const dates = {
    deadline: here.date("orderExpiration", answer.orderExpiration),
    nextCheck: here.date("nextCheck", answer.nextCheck),
  };
  const { challenge, problem } = readChallenge(answer, domain, dates);
  if (problem !== null) here.refuse(problem);
  return { record: { ...record, challenge }, problem: here.problem(), warnings: here.sentences() };
}

/** How the status answer contradicts the row, as a phrase. An expiry may come as a day here and with a time there. */
function differenceOf(listed: LiveRecord, record: LiveRecord): string | null {
  if (!VALIDATION_STATUSES.some((known) => known === record.status)) return null;
  if (listed.status !== record.status) return `says ${record.status}, and the list says ${listed.status}`;
  if (listed.expiresAt === null || record.expiresAt === null) return null;
  const [earlier, later] = [formatDay(listed.expiresAt), formatDay(record.expiresAt)];
  return earlier === later ? null : `says that it expires on ${later}, and the list says ${earlier}`;
}

/** Reads fields of one row or answer and collects what was odd about them. */
function createReader(place: string, { quote }: Quoting) {
  const problems: string[] = [];
  const warnings: string[] = [];
  return {
    /** An unknown status says nothing that could be relied on. */
    status(field: string, raw: string): string {
      const word = translateStatus(raw);
      if (word === null) problems.push(`${place} has the unknown ${field} "${quote(raw)}"`);
      return word ?? quote(raw);
    },
    word(field: string, raw: string | null | undefined, read: (word: string) => string | null): string | null {
      if (raw == null || raw === "") return null;
      const word = read(raw);
      if (word === null) warnings.push(`${place} has the unknown ${field} "${quote(raw)}"`);
      return word ?? quote(raw);
    },
    /** A date that was sent and cannot be read, an empty text too, leaves the state unknown. */
    date(field: string, raw: string | null | undefined): EpochMs | null {
      if (raw == null) return null;
      const instant = dates(raw, parseSectigoDate);
      if (instant === null) problems.push(`${place} has a ${field} that is not a date: "${quote(raw)}"`);
      return instant;
    },
    refuse(phrase: string): void {
      problems.push(`${place} ${phrase}`);
    },
    /** Why the state is unknown, in one sentence; null when it is known. */
    problem(): string | null {
      return problems.length === 0 ? null : problems.join("; ");
    },
    sentences(): readonly string[] {
      return problems.length === 0 ? warnings : [problems.join("; "), ...warnings];
    },
  };
}
