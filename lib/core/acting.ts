/** What a CA can be asked to do for one name. Each function is one call that changes something, sent once and never again. */
import type { Challenge, ListedAs } from "./observation";
import type { Method } from "./vocabulary";

/**
 * How a method runs. `start-first`: the CA makes the challenge, it is published, then the CA is asked to look.
 * `submit-first`: the CA gives the challenge when it is asked to look. `email`: the CA sends a message to an address.
 */
export type MethodFlow = "start-first" | "submit-first" | "email";

export interface ActRequest {
  /** Lower-case A-label name, possibly with a leading `*.`. */
  readonly domain: string;
  /** What the CA calls the name; null where it does not list it. */
  readonly listedAs: ListedAs | null;
  /** What the file says of the name, by the keys of the CA's module (`domainKeys`). */
  readonly keys: Readonly<Record<string, string>>;
  readonly method: Method;
}

/** What the answer of a call gave. The state of the order itself is read anew with `inspect`. */
export interface ActOutcome {
  /** What must be published or confirmed; null where the answer does not hold it. */
  readonly challenge: Challenge | null;
  /** The CA's number of the order; null where the answer gives none. */
  readonly orderId: string | null;
}

/**
 * The side of a provider that changes something. Every function throws a `ProviderError`: `UnknownOutcome` when the call
 * may have taken effect, any other code when it had none.
 */
export interface Actor {
  /** How a method runs at this CA; null where the CA cannot be asked for it. */
  flowOf(method: Method): MethodFlow | null;
  start(request: ActRequest, signal: AbortSignal): Promise<ActOutcome>;
  /** Asks the CA to look for the challenge. */
  submit(request: ActRequest, signal: AbortSignal): Promise<ActOutcome>;
  /** Makes the CA know a name that it does not list. */
  register?(request: ActRequest, signal: AbortSignal): Promise<ActOutcome>;
}
