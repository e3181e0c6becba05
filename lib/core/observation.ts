/** What a CA says of the domains it knows, in our words, and the one interface through which it is asked. */
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
  /** When the domain was validated, and how that is known; null where nothing says it. */
  readonly validation: ValidationTime | null;
  /** The first instant at which the CA itself no longer counts the validation. */
  readonly expiresAt: EpochMs | null;
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

/** A declared name that the provider is asked about in detail. */
export interface DeclaredName {
  /** A-label name, lower case, possibly with a leading `*.`. */
  readonly name: string;
  /** What the file says of it beside its name, by the keys of the CA's module (`domainKeys`). */
  readonly keys: Readonly<Record<string, string>>;
}

export interface ObserveRequest {
  /** The declared names; only these are asked about in detail. Empty for a plain listing. */
  readonly declared: readonly DeclaredName[];
  /**
   * Whether the exact validation date of a declared name can change a decision, given the earliest instant at which it
   * can have been validated. Where it cannot, a provider may save the call and report the bound.
   */
  readonly needsExactDate: (domain: string, method: string | null, validatedNoEarlierThan: EpochMs) => boolean;
  /** Null: the whole estate. */
  readonly filter: ListFilter | null;
}

/**
 * A CA that can be observed. `observe` yields observations as they arrive and changes nothing at the CA. When it
 * returns, everything was seen. When it throws a `ProviderError` something was not; what it yielded before still holds.
 * A declared name that a finished observation never mentioned is absent.
 */
export interface Provider {
  observe(request: ObserveRequest, signal: AbortSignal): AsyncIterable<ObservationBatch>;
  /** Closes its connections. */
  close(): Promise<void>;
}
