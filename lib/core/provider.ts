/** The one interface through which a CA is asked. */
import type { Actor } from "./acting";
import type { Access, DatePolicy, InspectTarget, ListBatch, ListRequest, ObservationBatch } from "./observation";

/**
 * A CA. Reading changes nothing there; only `act` does. What a generator yields before it throws a `ProviderError`
 * still holds; when it returns, everything was seen. Which names are worth a call is decided between `list` and
 * `inspect`, by `namesToInspect`.
 */
export interface Provider {
  readonly dates: DatePolicy;
  /** Every row that the account sees, in pages. */
  list(request: ListRequest, signal: AbortSignal): AsyncIterable<ListBatch>;
  /** One call or a few a name: date, order and challenge. Every target is answered, in the order of the targets. */
  inspect(targets: readonly InspectTarget[], signal: AbortSignal): AsyncIterable<ObservationBatch>;
  /** @throws a `ProviderError` `Unauthorized` where the credentials do not suffice to list */
  access(signal: AbortSignal): Promise<Access>;
  /** Absent where the CA offers no call that starts or completes a validation. */
  readonly act?: Actor;
  /** Closes its connections. */
  close(): Promise<void>;
}
