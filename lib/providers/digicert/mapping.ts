/** CertCentral's words and dates in ours. Unknown words stay as they came and never count as good. */
import { parseListedName } from "../../core/domain-name";
import { MAX_CHALLENGE_TEXT } from "../../core/challenge-record";
import type { Challenge, ListedRow, LiveRecord, UnreadableRow } from "../../core/observation";
import { DAY_MS, type EpochMs } from "../../core/time";
import type { Method } from "../../core/vocabulary";
import { parseDigicertDate } from "./dates";
import { describeMismatch } from "../answer-schema";
import type { Quoting } from "../call-context";
import type { ReadRecord } from "../inspect";
import { hasReadableName, isDomainRow, type DcvToken, type DomainInfo, type DomainRow } from "./schema";
import type { DigicertSettings } from "./settings";

const METHOD_WORDS: ReadonlyMap<string, Method> = new Map([
  ["dns-cname-token", "CNAME"],
  ["dns-txt-token", "TXT"],
  ["http-token", "HTTP"],
  ["email", "EMAIL"],
]);

/** CertCentral's word for a method of ours; null where it has none. */
export function methodWordOf(method: Method): string | null {
  return [...METHOD_WORDS].find(([, ours]) => ours === method)?.[0] ?? null;
}

/** After a submission CertCentral looks for so long by itself. Services API, "Automatic DCV check". */
const POLLING_MS = 10 * DAY_MS;
/** How long a random value counts. */
const RANDOM_VALUE_MS = 30 * DAY_MS;

export type TranslatedRow = { readonly id: string; readonly item: ListedRow | UnreadableRow } | { readonly id: null };

/**
 * One row of the list, with a sentence for each thing that is odd about it.
 * @param now what an expiry is compared with
 * @param place names the row, such as `my-ca: row 3 at offset 1000`
 */
export function translateRow(
  raw: unknown,
  now: EpochMs,
  place: string,
  context: Quoting,
): TranslatedRow & { readonly warnings: readonly string[] } {
  if (!hasReadableName(raw)) return { id: null, warnings: [`${place} cannot be read: it has no id and name`] };
  const id = String(raw.id);
  const domain = parseListedName(raw.name);
  if (domain === null) {
    const name = context.quote(raw.name);
    return { id, item: { name, problem: `${place} cannot be read: "${name}" is not a domain name` }, warnings: [] };
  }
  const listedAs = [{ name: raw.name, entry: id }];
  if (!isDomainRow(raw)) {
    const problem = `${place} (${domain}) cannot be read: ${describeMismatch(isDomainRow)}`;
    return { id, item: { domain, listedAs, record: null, problem }, warnings: [problem] };
  }
  const { record, problem, warnings } = readRecord(raw, now, `${place} (${domain})`, context);
  return { id, item: { domain, listedAs, record, problem }, warnings };
}

function readRecord(row: DomainRow, now: EpochMs, place: string, context: Quoting): ReadRecord {
  const problems: string[] = [];
  const date = (field: string, text: string | null | undefined): EpochMs | null => {
    if (text === null || text === undefined) return null;
    const instant = parseDigicertDate(text);
    if (instant === null) problems.push(`${place} has a ${field} that is not a date: "${context.quote(text)}"`);
    return instant;
  };
  const approvedAt = date("dcv_approval_datetime", row.dcv_approval_datetime);
  const submittedAt = date("last_submitted_datetime", row.last_submitted_datetime);
  const ends = [
    date("dcv_expiration.ov", row.dcv_expiration?.ov),
    date("dcv_expiration.ev", row.dcv_expiration?.ev),
  ].filter((end) => end !== null);
  // A validation for one purpose alone does not serve the other.
  const expiresAt = ends.length === 0 ? null : Math.min(...ends);
  if (approvedAt === null && expiresAt !== null && problems.length === 0) {
    problems.push(`${place} has an expiry, but no date of validation`);
  }
  const isActive = readFlag(row.is_active);
  if (isActive === null) problems.push(`${place} has an is_active that is neither true nor false`);
  const method = methodOf(row.dcv_method, context);
  const isPending = submittedAt !== null && (approvedAt === null || submittedAt > approvedAt);
  const record: LiveRecord = {
    status: isActive === false ? "INACTIVE" : statusOf(approvedAt, expiresAt, now),
    method: approvedAt === null ? null : method.word,
    orderStatus: isPending ? orderStatusOf(submittedAt, now) : "NOT_INITIATED",
    orderMethod: isPending ? method.word : null,
    orderSubmittedAt: isPending ? submittedAt : null,
    validation: approvedAt === null ? null : { at: approvedAt, basis: "reported" },
    expiresAt: approvedAt === null ? null : expiresAt,
  };
  const odd = method.known ? [] : [`${place} has the unknown dcv_method "${method.word ?? ""}"`];
  const problem = problems.length === 0 ? null : problems.join("; ");
  return { record, problem, warnings: problem === null ? odd : [problem, ...odd] };
}

function statusOf(approvedAt: EpochMs | null, expiresAt: EpochMs | null, now: EpochMs): string {
  if (approvedAt === null) return "NOT_VALIDATED";
  return expiresAt !== null && expiresAt <= now ? "EXPIRED" : "VALIDATED";
}

/**
 * When CertCentral has stopped looking, it must be asked to check, as for an order that was never submitted. When the random value no
 * longer counts there is nothing to check: the order is as stale as its date says.
 */
function orderStatusOf(submittedAt: EpochMs, now: EpochMs): string {
  const age = now - submittedAt;
  return age > POLLING_MS && age <= RANDOM_VALUE_MS ? "AWAITING_SUBMISSION" : "SUBMITTED";
}

function methodOf(
  word: string | null | undefined,
  { quote }: Quoting,
): { readonly word: string | null; readonly known: boolean } {
  if (word === null || word === undefined || word === "") return { word: null, known: true };
  const ours = METHOD_WORDS.get(word);
  return ours === undefined ? { word: quote(word), known: false } : { word: ours, known: true };
}

/** A flag is a boolean in most answers, and a text in some; null for what is neither. A row without it is active. */
function readFlag(flag: boolean | string | undefined): boolean | null {
  if (flag === undefined || flag === true || flag === "true" || flag === "1") return true;
  return flag === false || flag === "false" || flag === "0" ? false : null;
}

/**
 * The record of the list with what only the details say: whether the order still runs, and its challenge. Dates are those of the
 * list, since the details give theirs only for parameters that are not documented.
 */
export function withDetails(
  record: LiveRecord,
  info: DomainInfo,
  domain: string,
  { cname }: Pick<DigicertSettings, "cname">,
  now: EpochMs,
  place: string,
  context: Quoting,
): ReadRecord {
  const refused = (problem: string): ReadRecord => ({ record, problem, warnings: [problem] });
  if (parseListedName(info.name) !== domain)
    return refused(`${place} is about another domain, "${context.quote(info.name)}"`);
  const isPending = readFlag(info.is_pending_validation);
  if (isPending === null) return refused(`${place} has an is_pending_validation that is neither true nor false`);
  if (!isPending) return { record: { ...record, ...NO_ORDER }, problem: null, warnings: [] };
  const method = methodOf(info.dcv_method, context);
  const orderMethod = method.word ?? record.orderMethod;
  const token = liveTokenOf(info, now);
  const challenge = token === null ? null : challengeOf(token, orderMethod, domain, cname);
  return { record: { ...record, orderMethod, challenge }, problem: null, warnings: [] };
}

const NO_ORDER = {
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  orderSubmittedAt: null,
} as const;

export interface LiveToken extends DcvToken {
  readonly token: string;
  readonly deadline: EpochMs | null;
}

const TOKEN = /^[A-Za-z0-9_-]{1,128}$/;

/** Null where there is no random value, or one that no longer counts. */
export function liveTokenOf({ dcv_token: token }: Pick<DomainInfo, "dcv_token">, now: EpochMs): LiveToken | null {
  const value = token?.token ?? "";
  if (!TOKEN.test(value) || (token?.status ?? "pending") !== "pending") return null;
  const deadline = token?.expiration_date == null ? null : parseDigicertDate(token.expiration_date);
  return deadline !== null && deadline <= now ? null : { ...token, token: value, deadline };
}

/** Null for a method without a record or file, and for a place that is not the domain's. */
export function challengeOf(
  { token: value, deadline, verification_value, http_token_url }: LiveToken,
  method: string | null,
  domain: string,
  cname: DigicertSettings["cname"],
): Challenge | null {
  const dates = { deadline, nextCheck: null };
  switch (method) {
    case "CNAME": {
      const target = parseListedName(verification_value ?? "dcv.digicert.com");
      if (target === null) return null;
      return cname === "dnsauth"
        ? { method: "CNAME", name: `_dnsauth.${domain}`, value: `${value}.${target}`, ...dates }
        : { method: "CNAME", name: `${value}.${domain}`, value: target, ...dates };
    }
    case "TXT":
      return { method: "TXT", name: domain, value, ...dates };
    case "HTTP": {
      const url = http_token_url ?? `http://${domain}/.well-known/pki-validation/fileauth.txt`;
      const isOwn = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).hostname === domain;
      return isOwn && url.length <= MAX_CHALLENGE_TEXT ? { url, content: value, ...dates } : null;
    }
    default:
      return null;
  }
}
