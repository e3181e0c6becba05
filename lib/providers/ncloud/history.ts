/** Several verifications of one name, and which of them counts. Their order in the answer is undocumented. */
import { parseInstant, type EpochMs } from "../../core/time";
import type { CallContext, Quoting } from "../call-context";
import type { VerificationEntry } from "./schema";

/** One verification in our terms. */
export interface Verified {
  readonly validSn: string;
  /** `validStatusCode` as it came. */
  readonly word: string;
  readonly state: "success" | "pending" | "timed-out" | "unclear";
  readonly registeredAt: EpochMs | null;
  readonly validatedAt: EpochMs | null;
  readonly txtName: string | null;
  readonly txtValue: string | null;
}

export interface History {
  /** The newest verification: the state shown and the challenge to publish. Null when there is none. */
  readonly current: Verified | null;
  /** The success with the newest readable date, which decides the age; a success without one if there is no other. */
  readonly lastSuccess: Verified | null;
  /** Why the current state is unknown; null when it is known. */
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

/**
 * Picks the current verification and the last success: sorted by registration, newest first, then by `validSn`; entries
 * without a date last. An older success stays one while a newer verification is pending or has timed out. What contradicts
 * itself (a success that is not completed, two newest entries that differ) leaves the state unclear, and so does a date
 * that cannot be read, or an entry with an unknown word and no date: each may be the newest.
 */
export async function readHistory(
  entries: readonly VerificationEntry[],
  domain: string,
  context: CallContext,
): Promise<History> {
  const place = `${context.provider}: ${domain}`;
  const warnings: string[] = [];
  const problems = new Map<Verified, string>();
  let unplaced: string | null = null;
  const history: Verified[] = [];
  for (const entry of entries) {
    const { verified, problem, dateProblem } = readEntry(entry, place, warnings, context);
    if (problem !== null) problems.set(verified, problem);
    unplaced ??= dateProblem ?? (verified.registeredAt === null ? problem : null);
    history.push(verified);
    await context.yieldToEvents();
  }
  history.sort(newestFirst);

  const [current = null, second = null] = history;
  const successes = history.filter(({ state }) => state === "success");
  const lastSuccess = [...successes].sort((a, b) => (b.validatedAt ?? -1) - (a.validatedAt ?? -1))[0] ?? null;
  const problem = unplaced ?? (current === null ? null : (problems.get(current) ?? tie(current, second, place)));
  // What is odd about an older entry cannot change the present state, and it never counted as a success.
  for (const [entry, sentence] of problems) if (entry !== current && sentence !== problem) warnings.push(sentence);
  return { current, lastSuccess, problem, warnings };
}

/** Reads `yyyy-MM-dd HH:mm:ss`, the documented form, which means +09:00; anything else is no date. */
export function parseKoreanTime(text: string): EpochMs | null {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? parseInstant(`${text.replace(" ", "T")}+09:00`) : null;
}

function readEntry(
  entry: VerificationEntry,
  place: string,
  warnings: string[],
  context: Quoting,
): { readonly verified: Verified; readonly problem: string | null; readonly dateProblem: string | null } {
  const { quote } = context;
  const validSn = String(entry.validSn);
  const here = `${place}: verification ${quote(validSn)}`;

  let dateProblem: string | null = null;

  const date = (field: "registDate" | "validDate"): EpochMs | null => {
    const raw = entry[field];
    if (raw === null || raw === undefined || raw === "") return null;
    const instant = parseKoreanTime(raw);
    if (instant === null) dateProblem ??= `${here} has a ${field} that is not a date: "${quote(raw)}"`;
    return instant;
  };

  const { state, problem } = readState(entry, context);
  const registeredAt = date("registDate");
  const validatedAt = date("validDate");
  if (registeredAt !== null && validatedAt !== null && registeredAt > validatedAt) {
    dateProblem ??= `${here} is dated before its own registration`;
  }
  if (state === "success" && validatedAt === null && dateProblem === null)
    warnings.push(`${here} is completed but says not when`);
  const verified: Verified = {
    validSn,
    word: quote(entry.validStatusCode),
    state,
    registeredAt,
    validatedAt,
    txtName: entry.txtName || null,
    txtValue: entry.txtValue || null,
  };
  return { verified, problem: problem === null ? null : `${here} ${problem}`, dateProblem };
}

/** `validStatusCode` and `validYn` must say the same; no "failed" exists, and a word that we do not know is not ok. */
function readState(
  { validStatusCode, validYn }: VerificationEntry,
  { quote }: Quoting,
): { readonly state: Verified["state"]; readonly problem: string | null } {
  const completed = validYn === "Y" ? true : validYn === "N" ? false : null;
  const contradiction = `says ${validStatusCode} together with validYn "${quote(validYn ?? "")}"`;
  switch (validStatusCode) {
    case "VALID_STATUS_SUCCESS":
      return completed === true ? { state: "success", problem: null } : { state: "unclear", problem: contradiction };
    case "VALID_STATUS_REG":
      return completed === true ? { state: "unclear", problem: contradiction } : { state: "pending", problem: null };
    case "VALID_STATUS_TIMEOUT":
      return completed === true ? { state: "unclear", problem: contradiction } : { state: "timed-out", problem: null };
    default:
      return { state: "unclear", problem: `has the unknown validStatusCode "${quote(validStatusCode)}"` };
  }
}

function tie(current: Verified, second: Verified | null, place: string): string | null {
  if (second === null || newestFirst(current, second) !== 0) return null;
  // The same verification seen through two certificates is no contradiction.
  if (JSON.stringify(current) === JSON.stringify(second)) return null;
  return `${place}: two verifications with the same number and date differ`;
}

function newestFirst(a: Verified, b: Verified): number {
  const byDate = (b.registeredAt ?? -Infinity) - (a.registeredAt ?? -Infinity);
  // Two missing dates subtract to NaN.
  return byDate === 0 || Number.isNaN(byDate) ? newestSerialFirst(a.validSn, b.validSn) : byDate;
}

/** Serial numbers may be longer than a double is exact, so digits are compared; what is no number is in the order of text. */
function newestSerialFirst(a: string, b: string): number {
  const numeric = /^\d+$/.test(a) && /^\d+$/.test(b);
  const [left, right] = numeric ? [a.replace(/^0+/, ""), b.replace(/^0+/, "")] : [a, b];
  if (numeric && left.length !== right.length) return right.length - left.length;
  return left === right ? 0 : left > right ? -1 : 1;
}
