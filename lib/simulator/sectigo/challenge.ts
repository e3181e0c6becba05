/** What a pending order wants to be published, one shape for each method, always the same for the same order. */
import { createHash } from "node:crypto";
import type { SectigoDomain } from "./scenario";

/** A wildcard is proved at its base name: the name validated never holds an asterisk. */
export function baseOf(domain: string): string {
  return domain.replace(/^\*\./, "");
}

/**
 * What the pair of a domain's tokens is made of. A wildcard and its base have the same pair as long as they were validated equally
 * often, so that one record serves both.
 */
export function seedOf({ seed, domain, submittedAt }: SectigoDomain): string {
  return seed ?? `${baseOf(domain)} ${submittedAt ?? ""}`;
}

/**
 * The status answer's challenge fields. As in the manual's samples, the CNAME's label is the lower-case form of the
 * file name of HTTP, and its target is the file's first line cut into two labels of 32 characters.
 */
export function challengeOf(domain: SectigoDomain): Readonly<Record<string, string>> {
  const base = baseOf(domain.domain);
  const seed = seedOf(domain);
  const label = createHash("md5").update(seed).digest("hex");
  const digest = createHash("sha256").update(seed);
  const value = digest.copy().digest("hex");

  switch (domain.orderMethod) {
    case "CNAME":
      return { host: `_${label}.${base}.`, point: `${value.slice(0, 32)}.${value.slice(32)}.sectigo.com.` };
    case "HTTP":
    case "HTTPS": {
      const url = `${domain.orderMethod.toLowerCase()}://${base}/.well-known/pki-validation/${label.toUpperCase()}.txt`;
      return { url, firstLine: value, secondLine: "sectigo.com" };
    }
    case "TXT":
      return { host: `_pki-validation.${base}.`, point: printable(digest.copy().digest()) };
    case "PERSISTENT_TXT":
      return { host: `_validation-persist.${base}.`, point: "sectigo.com;accounturi=acct:1000000@sectigo.com" };
    case "EMAIL":
      return { validationEmail: domain.email ?? `admin@${base}`, emailValidationReferenceNumber: orderNumber(seed) };
    default:
      return {};
  }
}

/** Decimal digits that identify an order. */
export function orderNumber(seed: string): string {
  return String(createHash("sha256").update(`order ${seed}`).digest().readUInt32BE(0) + 1_000_000_000);
}

/** 32 characters of printable ASCII, quotes and backslashes among them: the manual's TXT values are that hostile. */
function printable(bytes: Buffer): string {
  return String.fromCharCode(...bytes.map((byte) => 33 + (byte % 94)));
}
