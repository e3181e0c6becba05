/** The proxy that the environment names. */
import { ProviderError } from "../provider-error";
import type { ProxySettings } from "../runtime";

export interface Proxy {
  readonly url: URL;
  /** Where its address stands, for advice. */
  readonly variable: string;
  /** Its password as written and as sent. */
  readonly secrets: readonly string[];
}

/**
 * Reads the address as curl does: without a scheme it is `http://`. `socks5h` is `socks5`, since the proxy resolves the
 * name in both.
 * @throws ProviderError `Unsupported` for an address that no connection can be made with; it quotes nothing of it, since
 * it may hold a password
 */
export function parseProxy(provider: string, { address, variable }: ProxySettings): Proxy {
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  const text = withScheme.replace(/^socks5h:/i, "socks5:");
  const refuse = (problem: string) => new ProviderError("Unsupported", `${provider}: ${problem}`);
  if (!URL.canParse(text)) throw refuse(`the proxy's address in ${variable} is not a URL; write http://host:port`);
  const url = new URL(text);
  if (!/^(?:https?|socks5?):$/.test(url.protocol) || url.hostname === "") {
    throw refuse(`the proxy's address in ${variable} must begin with http://, https:// or socks5://`);
  }
  const password = unescaped(url.password);
  if (password === null || unescaped(url.username) === null) {
    const problem = `the proxy's address in ${variable} has a % in its user name or password that escapes nothing`;
    throw refuse(`${problem}; write %25 for the character itself`);
  }
  return { url, variable, secrets: [url.password, password] };
}

/** The text without percent-encoding (RFC 3986); null where the encoding is broken. */
function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
