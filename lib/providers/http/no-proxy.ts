/** Which hosts are reached without the proxy: the list in `NO_PROXY`. */
import { BlockList, isIP } from "node:net";

/**
 * Reads entries that commas or blanks separate, and asks whether one of them names the host:
 * `*` every host, anywhere in the list; `example.com`, `.example.com` and `*.example.com` the domain and all below it;
 * `192.0.2.7` and `[2001:db8::1]` an address; `192.0.2.0/24` and `2001:db8::/32` the addresses of a network. After a name or
 * an address, `:443` limits the entry to a port. Addresses are compared with addresses in the URL; no name is resolved.
 */
export function bypassesProxy(noProxy: string, url: URL): boolean {
  const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
  const host = withoutBrackets(url.hostname);
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => entry !== "" && entryMatches(entry, host, port));
}

function entryMatches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInNetwork(host, entry);
  // More than one colon without brackets is an IPv6 address.
  const { name = entry, entryPort } = /^(?<name>\[.+\]|[^:]+):(?<entryPort>\d+)$/.exec(entry)?.groups ?? {};
  if (entryPort !== undefined && entryPort !== port) return false;
  const bare = withoutBrackets(name);
  if (isIP(bare) !== 0) return isInNetwork(host, `${bare}/${isIP(bare) === 4 ? 32 : 128}`);
  const domain = bare.replace(/^\*?\./, "").replace(/\.$/, "");
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/** Whether the host is an address of the network (RFC 4632); false for names and for what is no network. */
function isInNetwork(host: string, network: string): boolean {
  const [address = "", prefix = ""] = network.split("/");
  const base = withoutBrackets(address);
  const version = isIP(base);
  const maxPrefix = version === 4 ? 32 : 128;
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(prefix) || Number(prefix) > maxPrefix) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(base, Number(prefix), family);
  return list.check(host, family);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
