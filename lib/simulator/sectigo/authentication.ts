/** Who may ask: the three header fields of the REST API, or a bearer token from the OAuth 2.0 token endpoint. */
import { randomBytes } from "node:crypto";
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";
import type { Call } from "../call";
import type { SectigoScenario } from "./scenario";
import { methodNotAllowed, sectigoError, UNKNOWN_USER } from "./errors";

const REALM_PATH = "/auth/realms/apiclients";

/** The path of Sectigo's Keycloak, https://scm.devx.sectigo.com/docs/getting-started-with-sectigo-admin-api */
export const SECTIGO_TOKEN_PATH = `${REALM_PATH}/protocol/openid-connect/token`;

export interface SectigoAuthentication {
  /** Answers the token endpoint (RFC 6749 section 4.4). */
  token(call: Call): Answer;
  /** Null when the call may pass. `expire`: a token that was good is withdrawn by this very call. */
  refusal(call: Call, expire: boolean): Answer | null;
}

export function createAuthentication(scenario: SectigoScenario): SectigoAuthentication {
  const { auth, tokenLifetimeSeconds } = scenario;
  const tokens = new Map<string, { readonly endsAt: EpochMs }>();

  const token = (call: Call): Answer => {
    if (call.method !== "POST") return methodNotAllowed("POST");
    const form = new URLSearchParams(call.body);
    const grant = form.get("grant_type");
    if (grant === null) return oauthError(400, "invalid_request", "Missing form parameter: grant_type");
    if (grant !== "client_credentials") return oauthError(400, "unsupported_grant_type", "Unsupported grant_type");
    const presented = [
      { id: form.get("client_id"), secret: form.get("client_secret") },
      ...basicCredentials(call.headers.authorization),
    ];
    if (!presented.some(({ id, secret }) => id === auth.clientId && secret === auth.clientSecret)) {
      return oauthError(401, "invalid_client", "Invalid client or client credentials");
    }
    for (const [old, { endsAt }] of tokens) if (endsAt <= call.receivedAt) tokens.delete(old);
    const issued = randomBytes(24).toString("base64url");
    tokens.set(issued, { endsAt: call.receivedAt + tokenLifetimeSeconds * 1000 });
    const body = { access_token: issued, expires_in: tokenLifetimeSeconds, token_type: "Bearer" };
    return jsonAnswer(200, body, { "cache-control": "no-store" });
  };

  const refusal = (call: Call, expire: boolean): Answer | null => {
    const bearer = /^Bearer\s+(\S+)\s*$/i.exec(call.headers.authorization ?? "")?.[1];
    if (bearer !== undefined) {
      if (expire) tokens.delete(bearer);
      const known = tokens.get(bearer);
      if (known !== undefined && call.receivedAt < known.endsAt) return null;
    } else if (hasHeaderCredentials(call, auth)) {
      return null;
    }
    return unknownUser(call, call.headers.login === undefined);
  };

  return { token, refusal };
}

/**
 * The client's name and secret in an HTTP Basic header: form-encoded first (RFC 6749, section 2.3.1), and as many clients send them, as
 * they are. Empty without one.
 */
function basicCredentials(header: string | undefined): readonly { readonly id: string; readonly secret: string }[] {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return [];
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const secret = rest.join(":");
  const decoded = (text: string): string =>
    new URLSearchParams(`text=${text.replaceAll("&", "%26")}`).get("text") ?? "";
  return [
    { id, secret },
    { id: decoded(id), secret: decoded(secret) },
  ];
}

/** Below `/private` the manual's TLS client certificate stands for the password; over loopback there is none to ask. */
function hasHeaderCredentials(call: Call, auth: SectigoScenario["auth"]): boolean {
  const { login, password, customeruri: customerUri } = call.headers;
  const isPasswordGood = password === auth.password || (password === undefined && call.path.startsWith("/private/"));
  return login === auth.login && customerUri === auth.customerUri && isPasswordGood;
}

/** The Admin API names its authorization server in a 401; header authentication has no such challenge. */
function unknownUser(call: Call, challenge: boolean): Answer {
  const server = `${call.origin}${REALM_PATH}`;
  const headers = { "www-authenticate": `Bearer realm="apiclients", authorization_uri="${server}"` };
  return sectigoError(401, -16, UNKNOWN_USER, challenge ? headers : {});
}

function oauthError(status: number, error: string, description: string): Answer {
  return jsonAnswer(status, { error, error_description: description }, { "cache-control": "no-store" });
}
