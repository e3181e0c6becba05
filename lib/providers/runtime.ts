/** What a provider needs from outside: the clock, the proxy, the time left, a jitter source and a call listener. */
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
  /** By how much the CA's clock (the Date header, whole seconds) is ahead of ours; null where it does not say. */
  readonly clockSkewMs: number | null;
  readonly error: string | null;
}

/** The proxy for all hosts but loopback. */
export interface ProxySettings {
  /** As it stands in the environment. */
  readonly address: string;
  /** The variable that holds the address. */
  readonly variable: string;
  /** Hosts that are reached directly, in the notation of `NO_PROXY`. */
  readonly noProxy: string;
}

export interface ProviderRuntime {
  readonly now: () => EpochMs;
  readonly proxy: ProxySettings | null;
  /** Values of the environment that the file refers to, whichever CA they are for: no message holds one as a word. */
  readonly secrets?: ReadonlySet<string>;
  /** Milliseconds until the deadline of the run; default: no deadline. A pause that the CA asks for is made if it fits. */
  readonly remainingMs?: () => number;
  /** Waits between calls that change something, or rejects with the signal's reason; default: a timer. */
  readonly sleep?: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** Jitter, 0 to 1 (1 excluded); default `Math.random`. */
  readonly random?: () => number;
  readonly onCall?: (call: CallRecord) => void;
  /** Waits between attempts; default 250 ms doubling up to 10 s. */
  readonly backoff?: Backoff;
}
