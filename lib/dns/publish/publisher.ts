/**
 * What puts records into one zone and takes them out again. A publisher is made for a zone and gets all records of that zone in one
 * call, because servers and providers limit the number of calls, not of records.
 */
import type { ChallengeRecord } from "../../core/challenge-record";

export interface PublishedRecord extends ChallengeRecord {
  /** The domain that is validated by it: an A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** Seconds. */
  readonly ttl: number;
  /** A value that the journal says we created at this name, and that this one replaces; absent or null for none. */
  readonly replaces?: string | null;
}

/** Problems are phrases for a person, without a secret. */
export type PresentResult =
  /** It was not there, and is there now: a later clean-up may remove it. */
  | { readonly kind: "created" }
  /** It was there before, so it is not ours to remove. */
  | { readonly kind: "already-there" }
  /** It will appear later, by the work of others: a person, a ticket, the CA. */
  | { readonly kind: "handed-over" }
  /** The name holds something else; nothing was changed. A person must decide. */
  | { readonly kind: "conflict"; readonly why: string }
  /** It is not there, or could not be seen there. To try again is safe. */
  | { readonly kind: "failed"; readonly why: string };

export type CleanupResult =
  | { readonly kind: "removed" }
  /** It was not there any more. */
  | { readonly kind: "absent" }
  | { readonly kind: "handed-over" }
  /** The name holds another value; nothing was changed. */
  | { readonly kind: "conflict"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

export interface Publisher {
  /**
   * Why no record of this name can be published, as a phrase; null where nothing says so. It changes nothing, so a zone that is
   * set up wrongly is found before a CA is asked for a record.
   */
  obstacleFor?(name: string, signal: AbortSignal): Promise<string | null>;
  /** One result a record, in their order. Does not throw; what was under way when `signal` aborted has `failed`. */
  present(records: readonly PublishedRecord[], signal: AbortSignal): Promise<readonly PresentResult[]>;
  /** Removes records that the journal says we created and that still have our exact value. Results as above. */
  cleanup(records: readonly PublishedRecord[], signal: AbortSignal): Promise<readonly CleanupResult[]>;
}
