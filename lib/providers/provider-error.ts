/** What fails outside of us, sorted by what it means for the caller and not by status code. */

export type ProviderErrorCode =
  /** The credentials or their privileges do not suffice: trying again changes nothing. */
  | "Unauthorized"
  /** The CA refuses calls for their rate for longer than the run may take. */
  | "RateLimited"
  /** The CA or the way to it is down. */
  | "Unavailable"
  /** No complete answer within the time allowed. */
  | "Timeout"
  /** An answer that cannot be what was asked for, or that contradicts itself. */
  | "UnexpectedResponse"
  /** What was asked cannot be done with this CA or these settings; nothing was sent. */
  | "Unsupported"
  /** A call that changes something was sent, and whether it took effect is unknown. It must not be sent again unread. */
  | "UnknownOutcome";

/** The one error of this room. Its message says what, where and what to do next, and holds no secret and no raw body. */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode;

  constructor(code: ProviderErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "ProviderError";
    this.code = code;
  }
}

/** One error for several failures of one observation: the code and cause of the first, the sentences of all. */
export function combineErrors(errors: readonly ProviderError[]): ProviderError | null {
  const [first, ...others] = errors;
  if (first === undefined || others.length === 0) return first ?? null;
  return new ProviderError(first.code, errors.map((error) => error.message).join("; "), { cause: first });
}
