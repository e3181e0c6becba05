/** Names as a CA lists them, brought to the one form in which names are compared. */
import { domainToASCII } from "node:url";
import { baseName, isWildcard } from "../core/domain-name";

const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const MAX_NAME = 255;

/**
 * The A-label name in lower case, without a trailing dot, a leading `*.` kept (RFC 5890); null when it cannot be a
 * domain name. More lenient than what may be declared: what a CA lists exists, underscores included.
 */
export function parseListedName(text: string): string | null {
  const trimmed = text.trim().replace(/\.$/, "");
  const base = baseName(trimmed);
  // domainToASCII reads numbers as IPv4 addresses, so it sees only the names that need it.
  const ascii = /^[\x20-\x7e]*$/.test(base) ? base.toLowerCase() : domainToASCII(base);
  if (!LABELS.test(ascii)) return null;
  const name = isWildcard(trimmed) ? `*.${ascii}` : ascii;
  return name.length > MAX_NAME ? null : name;
}
