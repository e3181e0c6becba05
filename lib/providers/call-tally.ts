/** Calls of one kind, one a domain: some may fail without ending the others, but not without end and not unseen. */
import { ProviderError } from "./provider-error";

export type CallResult<Value> =
  | { readonly value: Value }
  /** Why there is no value, as a sentence. */
  | { readonly missed: string };

export interface CallTally {
  /**
   * Makes the call unless the calls before it have shown that it is useless: credentials refused, or too many failures
   * in a row. An abort counts as missed, so that what is known can still be said; the caller throws its reason.
   */
  call<Value>(make: () => Promise<Value>, signal: AbortSignal): Promise<CallResult<Value>>;
  /** One error for all that was missed; null when nothing was. */
  failure(): ProviderError | null;
}

const MAX_FAILURES_IN_A_ROW = 5;

/** @param kind names the calls in the singular, such as `status call` */
export function createCallTally(provider: string, kind: string): CallTally {
  let total = 0;
  let skipped = 0;
  let failed = 0;
  let failedInARow = 0;
  let first: ProviderError | null = null;
  let hopeless: ProviderError | null = null;

  return {
    async call(make, signal) {
      total += 1;
      if (hopeless !== null) {
        skipped += 1;
        return { missed: `${provider}: not asked, since earlier calls failed: ${hopeless.message}` };
      }
      try {
        const value = await make();
        failedInARow = 0;
        return { value };
      } catch (error) {
        if (signal.aborted) return { missed: `${provider}: not asked, since the run was stopped` };
        if (!(error instanceof ProviderError)) throw error;
        failed += 1;
        failedInARow += 1;
        first ??= error;
        if (error.code === "Unauthorized" || failedInARow >= MAX_FAILURES_IN_A_ROW) hopeless ??= error;
        return { missed: error.message };
      }
    },
    failure() {
      if (first === null) return null;
      const notMade = skipped === 0 ? "" : `, ${skipped} were not made after that`;
      const why = first.message.replace(`${provider}: `, "");
      const message = `${provider}: ${failed} of ${total} ${kind}s failed${notMade}; the first: ${why}`;
      return new ProviderError(first.code, message, { cause: first });
    },
  };
}
