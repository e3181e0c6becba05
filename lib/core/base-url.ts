/** Where credentials may go: encrypted or to this machine, and only to hosts of the CA or hosts that the environment allows. */

/** The value of `url` that stands for the embedded CA. */
export const SIMULATOR_URL = "simulator";

/** Names further hosts that credentials may go to: a comma list. No file can set it. */
export const ALLOWED_HOSTS_VARIABLE = "DCV_ALLOWED_HOSTS";

export type ParsedBaseUrl =
  | { readonly ok: true; readonly url: URL }
  /** `problem` continues a sentence whose subject is the setting. It quotes nothing: the text may hold a password. */
  | { readonly ok: false; readonly problem: string };

/** Reads a base URL: https, or http to loopback, without credentials, query and fragment. */
export function parseBaseUrl(text: string): ParsedBaseUrl {
  const refuse = (problem: string): ParsedBaseUrl => ({ ok: false, problem });
  if (!URL.canParse(text)) return refuse("is not an absolute URL; write https:// and the host");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return refuse("holds credentials; put them under auth");
  if (url.search !== "" || url.hash !== "") return refuse("must end with its path; remove what follows ? or #");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return refuse("would send credentials in the clear; use https:// (http:// is for loopback only)");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refuse("must begin with https:// (or http:// for loopback)");
  }
  return { ok: true, url };
}

/** 127.0.0.0/8, ::1 and localhost, as `URL.hostname` writes them. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether credentials may go to this address.
 * @param hosts the CA's own host names; any port of theirs is allowed
 * @param allowed the value of `DCV_ALLOWED_HOSTS`: `host` allows every port, `host:port` one
 */
export function isAllowedAddress(url: URL, hosts: readonly string[], allowed: string | undefined): boolean {
  const { hostname, protocol, port } = url;
  // URL drops the port that its scheme has anyway.
  const host = `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
  const entries = (allowed ?? "").split(",").map((entry) => entry.trim().toLowerCase());
  return isLoopback(hostname) || hosts.includes(hostname) || entries.includes(hostname) || entries.includes(host);
}
