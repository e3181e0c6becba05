/** OAuth 2.0 client credentials (RFC 6749, section 4.4): one token for all calls, fetched by the first that needs it. */
import { Type } from "@sinclair/typebox";
import type { EpochMs } from "../../core/time";
import type { HttpClient } from "./http-client";
import { compileAnswer } from "../answer-schema";
import { ProviderError } from "../provider-error";

export interface TokenSource {
  /** The token in use, or a new one. */
  token(signal: AbortSignal): Promise<string>;
  /** Says that this token was refused. Returns whether the next call may have another: no when too many were. */
  drop(token: string): boolean;
}

export interface ClientCredentials {
  /** The name of the provider, for messages. */
  readonly provider: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: URL;
  /**
   * How many refused tokens are replaced in all, and how often the call for one token may be tried again. Refused tokens
   * count since the last one that expired: a CA that refuses every token would otherwise be asked for one with every call.
   */
  readonly retries: number;
}

/** RFC 6749, section 5.1. Some servers write the seconds as a string. */
const isTokenAnswer = compileAnswer(
  Type.Object({
    access_token: Type.String({ minLength: 1 }),
    expires_in: Type.Optional(Type.Unsafe<number | string | null>({ type: ["number", "string", "null"] })),
  }),
);

/** RFC 6749, section 5.2. */
const isTokenRefusal = compileAnswer(
  Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) }),
);

const DEFAULT_LIFETIME_MS = 300_000;
const MARGIN_MS = 60_000;
const MIN_KEPT_MS = 10_000;

/**
 * How long a token is used: until a minute before it expires, or for half of a lifetime shorter than two minutes. Ten
 * seconds at least, so that a lifetime of 0 does not double the number of calls; a token that is refused earlier is dropped.
 */
export function keepTokenMs(expiresIn: number | string | null | undefined): number {
  const seconds = expiresIn === null || expiresIn === undefined || expiresIn === "" ? NaN : Number(expiresIn);
  const lifetimeMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : DEFAULT_LIFETIME_MS;
  return Math.max(MIN_KEPT_MS, lifetimeMs < 2 * MARGIN_MS ? lifetimeMs / 2 : lifetimeMs - MARGIN_MS);
}

export function createTokenSource(
  { provider, clientId, clientSecret, tokenUrl, retries }: ClientCredentials,
  http: HttpClient,
  now: () => EpochMs,
): TokenSource {
  let kept: { readonly token: string; readonly until: EpochMs } | null = null;
  let underWay: Promise<string> | null = null;
  let spare = retries;
  /** Never reset: a CA may say of every token that it has expired. */
  let replaced = 0;

  async function fetchToken(signal: AbortSignal): Promise<string> {
    const askedAt = now();
    // A token that has expired is one call more, which may fail as often as the first.
    if (kept !== null) spare = retries;
    let isTried = false;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    });
    const answer = await http.fetchJson(
      {
        method: "POST",
        origin: tokenUrl.origin,
        target: tokenUrl.pathname,
        shown: `POST ${tokenUrl.pathname} (access token)`,
        body: body.toString(),
        retries: spare,
        headers: async () => {
          if (isTried) spare -= 1;
          isTried = true;
          return { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
        },
        judge({ status, body: received }) {
          const refused = status === 400 || status === 401 || status === 403;
          const value = received.kind === "json" ? received.value : null;
          const advice = refused ? { advice: "check clientId, clientSecret and tokenUrl" } : {};
          // 400 with `invalid_client` is as much a refusal of the credentials as 401 is (RFC 6749, section 5.2).
          const code = refused ? { code: "Unauthorized" as const } : {};
          if (status >= 200 && status < 300) return null;
          if (!isTokenRefusal(value)) return refused ? { ...code, ...advice } : null;
          const said = [value.error, value.error_description].filter((part) => part !== undefined);
          return { said: http.quote(said.join(": ")), ...code, ...advice };
        },
      },
      signal,
    );
    if (!isTokenAnswer(answer.value)) {
      const message = `${provider}: ${tokenUrl.host} answered without an access_token; check tokenUrl`;
      throw new ProviderError("UnexpectedResponse", message);
    }
    const { access_token: token, expires_in: expiresIn } = answer.value;
    http.hide(token);
    kept = { token, until: askedAt + keepTokenMs(expiresIn) };
    return token;
  }

  return {
    async token(signal) {
      if (kept !== null && now() < kept.until) return kept.token;
      underWay ??= fetchToken(signal).finally(() => (underWay = null));
      return underWay;
    },
    drop(token) {
      // Another call may have dropped it already.
      if (kept?.token !== token) return true;
      if (spare === 0 || replaced >= retries) return false;
      spare -= 1;
      replaced += 1;
      kept = null;
      return true;
    },
  };
}
