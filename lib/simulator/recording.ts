/** What the simulator remembers of a request: enough to prove how a client behaved, and none of its secrets. */
import type { IncomingHttpHeaders } from "node:http";
import type { EpochMs } from "../core/time";
import type { SimulatedCa } from "./simulated-ca";

export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** HTTP status of the whole answer; null when the connection was cut or left without one. */
  readonly status: number | null;
  readonly receivedAt: EpochMs;
  /** Lower-case names; secret values are `***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; secret values are `***`. */
  readonly body: string;
}

const MASK = "***";
const SECRET_HEADERS = ["authorization", "proxy-authorization", "cookie"];

/** The names of headers whose values are not recorded, for requests to these CAs. */
export function secretHeaders(cas: readonly SimulatedCa[]): ReadonlySet<string> {
  return new Set([...SECRET_HEADERS, ...cas.flatMap((ca) => ca.secretHeaders)]);
}

/** In a query, a form or a JSON text. A client that puts a password into a URL is wrong, but not to be exposed. */
const SECRET_PARAMETER = /((?:^|[?&])(?:client_secret|password)=)[^&]*/gi;
const SECRET_MEMBER = /("(?:client_secret|password)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

export function recorded(
  call: { method: string; target: string; headers: IncomingHttpHeaders; body: string; receivedAt: EpochMs },
  status: number | null,
  secret: ReadonlySet<string>,
): RecordedRequest {
  return {
    method: call.method,
    path: masked(call.target),
    status,
    receivedAt: call.receivedAt,
    headers: Object.fromEntries(
      Object.entries(call.headers).map(([name, value]) => [name, headerText(secret.has(name), value)]),
    ),
    body: masked(call.body),
  };
}

function headerText(isSecret: boolean, value: string | string[] | undefined): string {
  if (isSecret) return MASK;
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}

function masked(text: string): string {
  return text.replace(SECRET_PARAMETER, `$1${MASK}`).replace(SECRET_MEMBER, `$1"${MASK}"`);
}
