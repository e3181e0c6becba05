/** A whole zone from its primary server, signed by a key: RFC 5936. The only way to see names that cannot be guessed. */
import { randomInt } from "node:crypto";
import * as dns from "dns-packet";
import type { Alias } from "../core/leftover-records";
import { parseDnsName } from "../core/dns-name";
import type { DnsServer } from "../core/name-server";
import type { EpochMs } from "../core/time";
import type { TsigKey } from "../core/tsig-key";
import { isWithinBounds } from "./message-bounds";
import { exchangeOverTcp, failure } from "./transport";
import type { Failure } from "./transport";
import { createTsigVerifier, signMessage } from "./tsig";

export interface TransferSource {
  readonly server: DnsServer;
  readonly key: TsigKey;
}

export type Transfer =
  /** The CNAME records whose name was wanted. */
  { readonly kind: "aliases"; readonly aliases: readonly Alias[] } | Failure;

const TIMEOUT_MS = 10_000;
/** More than a million records. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A failure has the response code or the system's word; a server that does not allow transfers answers REFUSED or NOTAUTH. */
export async function transferAliases(
  zone: string,
  { server: { address, port }, key }: TransferSource,
  isWanted: (name: string) => boolean,
  now: () => EpochMs,
  signal: AbortSignal,
): Promise<Transfer> {
  if (address === null) return failure("no-address");
  const id = randomInt(65_536);
  const question = dns.encode({ type: "query", id, questions: [{ type: "AXFR", name: zone }] });
  const signed = signMessage(question, key, now());
  const verifier = createTsigVerifier(key, signed.mac);
  const aliases: Alias[] = [];
  let bytes = 0;
  let ends = 0;
  return exchangeOverTcp<Transfer>({ address, port }, signed.bytes, { timeoutMs: TIMEOUT_MS, signal }, (message) => {
    bytes += message.length;
    if (bytes > MAX_BYTES) return failure("too long");
    const verdict = verifier.check(message, now());
    if (verdict.kind === "refused" || verdict.kind === "forged") return failure(verdict.why);
    const packet = decoded(message, id);
    if (packet === null) return failure("malformed");
    if (packet.rcode !== "NOERROR") return failure(packet.rcode);
    for (const record of packet.answers ?? []) {
      // The SOA stands at the beginning and at the end.
      if (record.type === "SOA" && parseDnsName(record.name) === zone) ends += 1;
      if (record.type !== "CNAME") continue;
      const [name, target] = [parseDnsName(record.name), parseDnsName(record.data)];
      if (name !== null && target !== null && isWanted(name)) aliases.push({ name, target });
    }
    if (ends < 2) return null;
    return verdict.kind === "signed" ? { kind: "aliases", aliases } : failure("its last message has no signature");
  });
}

function decoded(message: Buffer, id: number): (dns.DecodedPacket & { readonly rcode: string }) | null {
  if (!isWithinBounds(message)) return null;
  try {
    const packet = dns.decode(message) as dns.DecodedPacket & { readonly rcode: string };
    return packet.type === "response" && packet.id === id ? packet : null;
  } catch {
    return null;
  }
}
