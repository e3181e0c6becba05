/** Where questions go: an address with a port, or a DNS-over-HTTPS URL (RFC 8484). */
import type { TsigKey } from "./tsig-key";

export interface DnsServer {
  /** An IP address without brackets; null for a name server whose host has none. */
  readonly address: string | null;
  readonly port: number;
  /** How messages name it: the host of the NS record, or what the settings say. */
  readonly label: string;
  /** Set where the address came from the environment: messages then give the label alone. */
  readonly isAddressSecret?: true;
  /** Set where questions to it are signed. */
  readonly tsig?: TsigKey;
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
  if (isIpv4(text) || isIpv6(text)) return { address: text, port: DNS_PORT, label: text };
  const [, bracketed, plain, digits = ""] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? "";
  const isAddress = bracketed === undefined ? isIpv4(address) : isIpv6(address);
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

function isIpv4(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split(".").every((part) => Number(part) <= 255);
}

/** The parser of URLs knows the form (RFC 4291, section 2.2). */
function isIpv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && text.includes(":") && URL.canParse(`http://[${text}]`);
}
