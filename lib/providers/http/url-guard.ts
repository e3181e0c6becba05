/** Credentials travel encrypted, or not at all. */
import { ProviderError } from "../provider-error";
import type { ProxySettings } from "../runtime";

/** 127.0.0.0/8, ::1 and localhost, as `URL.hostname` writes them. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Reads a base URL: https, or http to loopback, without credentials, query or fragment.
 * @param setting the key in the file, such as `url`, for the message
 * @throws ProviderError `Unsupported`, before anything is sent
 */
export function parseBaseUrl(provider: string, setting: string, text: string): URL {
  const refuse = (problem: string) => new ProviderError("Unsupported", `${provider}: ${setting} ${problem}`);
  if (!URL.canParse(text)) throw refuse("is not an absolute URL; write https:// and the host");
  const url = new URL(text);
  // Not even the host is named here: whoever writes user:password@ may have split it wrongly.
  if (url.username !== "" || url.password !== "") throw refuse("carries credentials; give them under `auth` only");
  if (url.search !== "" || url.hash !== "") throw refuse("carries a query or a fragment; leave it out");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw refuse(
      `is http://${url.host}, which would send credentials in the clear; use https (http is for loopback only)`,
    );
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse(`is ${url.protocol} and not https`);
  return url;
}

/**
 * The passwords in the proxies' addresses, as written and as sent.
 * @throws ProviderError `Unsupported` for an address that no connection can be made with, without quoting it: it may
 * hold a password
 */
export function proxyPasswords(provider: string, { http, https }: ProxySettings): readonly string[] {
  return [http, https].flatMap((address) => {
    if (address === null || address === "") return [];
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || !/^(?:https?|socks5?):$/.test(url.protocol)) {
      const advice = "write it as http://host:port in HTTPS_PROXY or HTTP_PROXY";
      throw new ProviderError("Unsupported", `${provider}: the proxy's address is not a URL; ${advice}`);
    }
    const password = unescaped(url.password);
    if (password === null || unescaped(url.username) === null) {
      const problem = "the proxy's address has a % in its user name or password that escapes nothing";
      throw new ProviderError("Unsupported", `${provider}: ${problem}; write %25 for the sign itself`);
    }
    return [url.password, password];
  });
}

/** The text without percent-encoding (RFC 3986); null where the encoding is broken. */
function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
