/** What is sent to a CA, and what comes back. */
import type { Answer, Headers } from "./answer";
import type { Objection } from "./failure";

export interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly origin: string;
  /** Path and query, sent unchanged. */
  readonly target: string;
  /** How messages name the call: the path without the base, and what it is about. */
  readonly shown: string;
  readonly body: string | null;
  /** Made anew for every attempt, since signatures and tokens age. */
  readonly headers: (signal: AbortSignal) => Promise<Headers>;
  /** What the CA means by an answer; null when there is nothing to object or to add. */
  readonly judge: (answer: Answer, sent: Headers) => Objection | null;
}

/** A read, or the call for a token: it may be sent again. */
export interface HttpRequest extends Call {
  /** How often it is sent again, if not as often as the settings say. */
  readonly retries?: number;
}

/** A call that changes something at the CA. */
export interface WriteRequest extends Call {
  readonly method: "POST" | "PUT";
  readonly retries: "never";
}

export interface JsonAnswer {
  /** Null for a write that is answered with an empty body. */
  readonly value: unknown;
  readonly headers: Answer["headers"];
}
