/** Where questions go: an address with a port, or a DNS-over-HTTPS URL (RFC 8484). */
import { isIP, isIPv6 } from "node:net";

export interface DnsServer {
  /** An IP address without brackets; null for a name server whose host has none. */
  readonly address: string | null;
  readonly port: number;
  /** How messages name it: the host of the NS record, or what the settings say. */
  readonly label: string;
}

export interface DohServer {
  readonly url: string;
  readonly label: string;
}

export type Resolver = DnsServer | DohServer;

export const DNS_PORT = 53;

export function isDoh(server: Resolver): server is DohServer {
  return "url" in server;
}

/** Reads `10.0.0.53`, `10.0.0.53:5353`, `::1`, `[::1]:5353`; null for anything else, host names included. */
export function parseServer(text: string): DnsServer | null {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT, label: text };
  const [, bracketed, plain, digits = ""] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? "";
  const isAddress = bracketed === undefined ? isIP(address) === 4 : isIPv6(address);
  const port = Number(digits);
  return isAddress && port >= 1 && port <= 65_535 ? { address, port, label: text } : null;
}

/** The same, or an `https://` URL; null for anything else. */
export function parseResolver(text: string): Resolver | null {
  if (!text.startsWith("https://")) return parseServer(text);
  return URL.canParse(text) ? { url: text, label: new URL(text).host } : null;
}

/** `10.0.0.53:53`: one text for one server, whatever it is called. */
export function serverKey(server: Resolver): string {
  return isDoh(server) ? server.url : `${server.address ?? "no address"}#${server.port}`;
}
