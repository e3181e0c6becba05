/** What the outside world hands to a provider: its clock, its proxies, its dice and an ear. */
import type { EpochMs } from "../core/time";
import type { Backoff } from "./http/backoff";

/** One attempt at one call, for progress and debugging. Holds no secret and no body. */
export interface CallRecord {
  readonly provider: string;
  readonly method: string;
  readonly url: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  /** Counts from 1 within one call. */
  readonly attempt: number;
  /** The CA's own id of the call, to quote when asking its support. */
  readonly traceId: string | null;
  readonly error: string | null;
}

export interface ProxySettings {
  /** Proxy for `http://` targets; never used, since plain http goes to loopback only, but the https one falls back to it. */
  readonly http: string | null;
  readonly https: string | null;
  /** Hosts that are reached directly, in the usual `NO_PROXY` notation. */
  readonly no: string | null;
}

export interface ProviderRuntime {
  readonly now: () => EpochMs;
  readonly proxies: ProxySettings;
  /** Jitter, 0 to 1 (1 excluded); default `Math.random`. */
  readonly random?: () => number;
  readonly onCall?: (call: CallRecord) => void;
  /** Waits between attempts; default 250 ms doubling up to 10 s. */
  readonly backoff?: Backoff;
}
