/** The DNS record that a challenge asks for, in the one form in which records are compared and published. */
import { parseDnsName } from "./dns-name";
import type { Method } from "./vocabulary";

/** The methods whose challenge is a DNS record. */
export const RECORD_METHODS: readonly Method[] = ["CNAME", "TXT", "PERSISTENT_TXT"];

/**
 * Of one text of a challenge: its URL, its address, the target, a line of its file. Long enough for a URL or a TXT value, and far
 * too short to be a page. Providers refuse what is longer; states and journals hold what is not.
 */
export const MAX_CHALLENGE_TEXT = 2_000;

export interface ChallengeRecord {
  /** Lower case, without a trailing dot and without `*.`. */
  readonly name: string;
  readonly type: "CNAME" | "TXT";
  /** For CNAME a name like `name`, for TXT one character a byte. */
  readonly value: string;
}

/** Where a CA looks for a persistent record, below the name that it authorizes (Baseline Requirements, 3.2.2.4.22). */
export const PERSISTENT_LABEL = "_validation-persist";

/** Null where no DNS message can hold the name or the target. */
export function recordOfChallenge(written: {
  readonly method: string;
  readonly name: string;
  readonly value: string;
}): ChallengeRecord | null {
  const name = parseDnsName(written.name.replace("*.", ""));
  const type = written.method === "CNAME" ? "CNAME" : "TXT";
  const value = type === "CNAME" ? parseDnsName(written.value) : bytesOf(written.value);
  return name === null || value === null ? null : { name, type, value };
}

/** UTF-8, one character a byte. */
function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
