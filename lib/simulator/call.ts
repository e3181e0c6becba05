/** One request as the simulated CAs see it, and what they make of it. */
import type { IncomingHttpHeaders } from "node:http";
import type { EpochMs } from "../core/time";
import type { Answer } from "./answer";

export interface Call {
  readonly method: string;
  /** The request target exactly as received, since a CA's signature may cover it. */
  readonly target: string;
  /** The target before the question mark. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The clock that credentials are judged by. */
  readonly receivedAt: EpochMs;
  /** The instant at which the CA's data is valid: the scenario's fixed one, else the clock. */
  readonly asOf: EpochMs;
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
}

/** Faults that only the CA itself can commit, because they change what it says and not how that travels. */
export interface Distortion {
  readonly total: number | null;
  readonly omitTotal: boolean;
  readonly repeatPage: boolean;
  /** The page begins this many rows later than asked for, or earlier. */
  readonly shiftRows: number;
  /** The page holds at most this many rows; null: as many as asked for. */
  readonly maxRows: number | null;
  readonly tokenExpired: boolean;
}

/** The text as a JSON object; null for anything else. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** The rows of one page, as the distortion leaves them. */
export function pageOf<Row>(rows: readonly Row[], first: number, size: number, distortion: Distortion): readonly Row[] {
  const start = Math.max(0, (distortion.repeatPage ? 0 : first) + distortion.shiftRows);
  return rows.slice(start, start + Math.min(size, distortion.maxRows ?? size));
}

/** What a CA would do with a call. Nothing has happened yet: a fault may forestall it. */
export interface Route {
  /** Null for a path or method that the CA does not have; faults never match it. */
  readonly operation: string | null;
  /** Query, body and path parameters by name, for a fault's `when`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Carries the call out. */
  answer(distortion: Distortion): Answer | Promise<Answer>;
  /** The CA's own error body for this HTTP status. */
  failure(status: number): Answer;
}

/** One change that a CA made because it was asked to. */
export interface Act {
  /** An operation, such as `TYPE.start`. */
  readonly operation: string;
  /** As the CA spells it. */
  readonly domain: string;
  /** How many validations of the domain had ended before: what belongs to one of them has the same number. */
  readonly cycle: number;
  readonly at: EpochMs;
}

export interface CertificateAuthority {
  /** Null: the path is not this CA's. */
  route(call: Call): Route | null;
  /** Does what is due by then, such as to look for the challenges of its orders. Called before each call and after it. */
  settle?(asOf: EpochMs): Promise<void>;
  /** In the order in which they were made; absent for a CA that changes nothing. */
  readonly acts?: readonly Act[];
}
