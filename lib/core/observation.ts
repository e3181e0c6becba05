/** What a CA says of the domains it knows, in our words, and what it can be asked. */
import type { EpochMs } from "./time";
import type { ValidationTime } from "./validation-time";

/** One domain's entry at a CA. Words that we do not know stay as the CA sent them and never count as good. */
export interface LiveRecord {
  /** `VALIDATED`, `NOT_VALIDATED`, `EXPIRED`, or the CA's own word. */
  readonly status: string;
  /** The method of the last validation: one of ours, or the CA's own word. */
  readonly method: string | null;
  /** One of `ORDER_STATUSES`, the CA's own word, or null where the CA has no orders. */
  readonly orderStatus: string | null;
  readonly orderMethod: string | null;
  readonly orderSubmittedAt: EpochMs | null;
  /** The CA's number of the order; null or absent where it gives none. */
  readonly orderId?: string | null;
  /** When the domain was validated, and how that is known; null where nothing says it. */
  readonly validation: ValidationTime | null;
  /** The first instant at which the CA itself no longer counts the validation. */
  readonly expiresAt: EpochMs | null;
  /** What the CA waits for; null or absent where it waits for nothing, or does not say. */
  readonly challenge?: Challenge | null;
  /** The listed name whose validation this is, where it covers the domain; absent where the domain itself is listed. */
  readonly coveredBy?: string;
}

/** What must be published or confirmed to complete a pending order. */
export type Challenge = ChallengeDates & (RecordChallenge | FileChallenge | EmailChallenge);

export interface RecordChallenge {
  readonly method: "CNAME" | "TXT" | "PERSISTENT_TXT";
  /** The owner name of the record, as the CA writes it. */
  readonly name: string;
  /** The target of a CNAME, or the text of a TXT record, unescaped. */
  readonly value: string;
}

export interface FileChallenge {
  readonly url: string;
  /** The whole text of the file, its lines separated by a line feed. */
  readonly content: string;
}

export interface EmailChallenge {
  readonly email: string;
}

export interface ChallengeDates {
  /** When the challenge ends; null where the CA does not say. */
  readonly deadline: EpochMs | null;
  /** When the CA looks for it next; null where it does not say. */
  readonly nextCheck: EpochMs | null;
}

/**
 * What was learned of one name. `unknown` means that it could not be asked or understood: it is neither present nor
 * absent, and never becomes a change.
 */
export type Observation =
  | { readonly kind: "present"; readonly domain: string; readonly record: LiveRecord }
  | { readonly kind: "absent"; readonly domain: string; readonly detail: string | null }
  | {
      readonly kind: "unknown";
      readonly domain: string;
      readonly reason: "provider_unreachable" | "not_understood";
      /** A sentence for people; holds no secret and no raw body. */
      readonly detail: string;
      /** What could be read in spite of it. */
      readonly record: LiveRecord | null;
    };

/** One step of an observation: what has just arrived. */
export interface ObservationBatch {
  readonly observations: readonly Observation[];
  /** Sentences about rows that could not be understood, each naming its row. */
  readonly warnings: readonly string[];
}

/** Narrows a listing to what the CA itself can filter; null means not filtered. */
export interface ListFilter {
  /** Only validations that the CA lets expire within this many days. */
  readonly expiresInDays: number | null;
  /** Only this validation status, such as `VALIDATED`. */
  readonly status: string | null;
  /** Only this domain name (an A-label name, possibly with a leading `*.`). */
  readonly domain: string | null;
}

/** What a row or a certificate of the CA calls a name. */
export interface ListedAs {
  /** The CA's own spelling, such as `EXAMPLE.com.`; the CA is asked by it. */
  readonly name: string;
  /** The CA's number of what lists the name, such as a certificate; null where names stand alone. */
  readonly entry: string | null;
}

/** One name that a CA lists, with what the listing alone says of it. */
export interface ListedRow {
  /** Lower-case A-label name: the form in which names are compared. */
  readonly domain: string;
  /** In the order listed; never empty. */
  readonly listedAs: readonly ListedAs[];
  /** What the row says; null where it says nothing of the state, or nothing that can be read. */
  readonly record: LiveRecord | null;
  /** Why the row does not give the state, as a sentence; null when it does. */
  readonly problem: string | null;
}

export interface ListRequest {
  /** Null: everything that the account sees. */
  readonly filter: ListFilter | null;
  /** Names that should be listed. Where one is missing, a provider looks past the end that the CA claims. */
  readonly expected: readonly ExpectedName[];
}

/** A declared name. */
export interface ExpectedName {
  /** Lower-case A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** What the file says of it beside its name, by the keys of the CA's module (`domainKeys`). */
  readonly keys: Readonly<Record<string, string>>;
}

export interface UnreadableRow {
  /** The text in the place of the name, secrets masked. */
  readonly name: string;
  /** A sentence that names the row. */
  readonly problem: string;
}

/** Rows that have just arrived. A name that comes again replaces its earlier row. */
export interface ListBatch {
  readonly rows: readonly ListedRow[];
  /** Rows whose name is a text that cannot be read as a domain name. */
  readonly unreadable: readonly UnreadableRow[];
  /** Sentences about rows that could not be understood, each naming its row. */
  readonly warnings: readonly string[];
}

/** A name to ask the CA about in a call of its own. */
export interface InspectTarget extends ExpectedName {
  /** Its row of the listing; null where no row is known: then the provider finds the name without inspecting the others. */
  readonly row: ListedRow | null;
  /** Whether the file declares it. */
  readonly declared: boolean;
}

/** What the credentials are and may do, as far as the CA's API says. */
export interface Access {
  /** Identifies the account without naming it: 16 hex digits, the same for the same account at the same CA. */
  readonly account: string;
  /** The role of the account in the CA's own word; null where the API does not say. */
  readonly role: string | null;
  /** What the account was seen to be allowed to do, as phrases. */
  readonly rights: readonly string[];
  /** How many domain names the account sees; null where the API does not count them. */
  readonly domains: number | null;
}

/** How the settings of a provider want the dates of validations to be learned. */
export interface DatePolicy {
  /** A call of its own for the date: where it can change a decision, wherever there is a date, or never. */
  readonly ask: "auto" | "always" | "never";
  /** Days from a validation to its expiry where the settings give that number; null: no date is computed from an expiry. */
  readonly expirationBasisDays: number | null;
}
