/** Posts a message as JSON. A repetition may arrive twice; receivers can recognize it by its `Idempotency-Key`. */
import { EnvHttpProxyAgent, request } from "undici";
import type { Dispatcher } from "undici";
import { Undelivered } from "./undelivered";
import type { HttpTarget } from "./targets";

export interface ProxyVariables {
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

const TIMEOUT_MS = 15_000;
const MAX_RETRY_AFTER_SECONDS = 30;

/**
 * One attempt.
 * @throws Undelivered, which says whether another attempt may help; it quotes neither the address nor the answer
 */
export async function post(
  { url, token }: HttpTarget,
  payload: object,
  id: string,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<void> {
  const answer = await request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "idempotency-key": id,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(payload),
    dispatcher,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new Undelivered(`no answer (${codeOf(error)})`, { mayHelp: true, afterMs: null });
  });
  const { statusCode: status, headers, body } = answer;
  // What the answer says is not shown: it may repeat what was sent, the token among it.
  await body.dump().catch(() => undefined);
  if (status >= 200 && status < 300) return;
  const mayHelp = status === 429 || status >= 500;
  throw new Undelivered(`the answer was HTTP ${status}`, { mayHelp, afterMs: retryAfterMs(headers["retry-after"]) });
}

/** Loopback is reached directly. */
export function connectionsFor({ httpsProxy = "", noProxy = "" }: ProxyVariables): Dispatcher {
  const direct = [noProxy, "localhost", "127.0.0.1", "[::1]"].filter((one) => one !== "").join(",");
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED would switch it off otherwise.
  const connect = { rejectUnauthorized: true, timeout: TIMEOUT_MS };
  return new EnvHttpProxyAgent({ httpProxy: httpsProxy, httpsProxy, noProxy: direct, connect });
}

function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (name === "TimeoutError") return "timeout";
  return typeof code === "string" && /^[A-Z_0-9]+$/.test(code) ? code : "failed";
}

function retryAfterMs(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^\d{1,4}$/.test(header)
    ? Math.min(Number(header), MAX_RETRY_AFTER_SECONDS) * 1000
    : null;
}
