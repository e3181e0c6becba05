/** Stable identities for what is shown again on every run: the same subject, the same identity. */
import { createHash } from "node:crypto";

/** SHA-256 of the parts, in hexadecimal digits. Never made from a message or a line, which change while the subject stays. */
export function fingerprint(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
