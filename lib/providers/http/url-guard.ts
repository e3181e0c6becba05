/** Credentials travel encrypted, or not at all. */
import { parseBaseUrl as readBaseUrl } from "../../core/base-url";
import { ProviderError } from "../provider-error";
import type { ProxySettings } from "../runtime";

/**
 * Reads a base URL, before anything is sent.
 * @param setting the key in the file, such as `url`, for the message
 * @throws ProviderError `Unsupported`
 */
export function parseBaseUrl(provider: string, setting: string, text: string): URL {
  const parsed = readBaseUrl(text);
  if (!parsed.ok) throw new ProviderError("Unsupported", `${provider}: ${setting} ${parsed.problem}`);
  return parsed.url;
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
